public import CampaignModel
internal import Foundation

extension Reason {
    /// The purchased product that the pick starts from.
    var anchor: Int32? {
        switch self {
        case .goesWith(let product), .upgradeOf(let product, isOwned: true, _): product
        case .upgradeOf, .dueAgain, .boughtBefore, .popular: nil
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
        case .popular(let category?): "Popular in \(leaf(of: category))"
        case .popular(nil): "Popular with our customers"
        }
    }
}

/// The last level of a category path: `Mirrorless` of `Cameras > Mirrorless`.
private func leaf(of category: String) -> Substring {
    guard let mark = category.range(of: " > ", options: .backwards) else { return category[...] }
    return category[mark.upperBound...]
}
