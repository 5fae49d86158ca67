public import CampaignModel
internal import Foundation

extension Reason {
    /// The purchased product that the pick starts from.
    var anchor: Int32? {
        switch self {
        case .goesWith(let product), .upgradeOf(let product, isOwned: true, _),
            .partOfSet(with: let product, isOwned: true):
            product
        case .upgradeOf, .partOfSet, .dueAgain, .boughtBefore, .newForYou, .premiumPick, .trending, .pinned, .popular,
            .popularInSegment:
            nil
        }
    }

    /// What an upgrade adds, spelled out.
    var added: [String] {
        if case .upgradeOf(_, _, let added) = self { added } else { [] }
    }

    /// The reason as the customer reads it.
    public func sentence(in shop: Shop) -> String {
        switch self {
        case .goesWith(let product): "Goes with your \(shop.products.titles[Int(product)])"
        case .upgradeOf(let product, isOwned: true, _): "A step up from your \(shop.products.titles[Int(product)])"
        case .upgradeOf(let product, isOwned: false, _):
            "A step up from the \(shop.products.titles[Int(product)]) you looked at"
        case .dueAgain: "You may need it again about now"
        case .boughtBefore: "You have bought it before"
        case .partOfSet(with: let product, isOwned: true):
            "Completes the set with your \(shop.products.titles[Int(product)])"
        case .partOfSet(with: let product, isOwned: false):
            "Often bought together with the \(shop.products.titles[Int(product)])"
        case .newForYou(let brand?, _): "New for you from \(brand)"
        case .newForYou(nil, let category?): "New for you in \(leaf(of: category))"
        case .newForYou(nil, nil): "Something new for you"
        case .premiumPick(let category?): "Picked for you from the best in \(leaf(of: category))"
        case .premiumPick(nil): "Picked for you from our best"
        case .trending(let category?): "Trending this week in \(leaf(of: category))"
        case .trending(nil): "Trending this week"
        case .pinned: "Picked by our team"
        case .popular(let category?): "Popular in \(leaf(of: category))"
        case .popular(nil): "Popular with our customers"
        case .popularInSegment: "Popular with customers like you"
        }
    }
}

/// The last level of a category path: `Mirrorless` of `Cameras > Mirrorless`.
private func leaf(of category: String) -> Substring {
    guard let mark = category.range(of: " > ", options: .backwards) else { return category[...] }
    return category[mark.upperBound...]
}
