public import CampaignModel
internal import Diagnostics

/// What is wrong with, or worth knowing of, the shop's data.
/// - Parameter channels: Those that campaigns use.
public func checkData(_ shop: Shop, channels: [Channel]) -> [Finding] {
    missing(shop) + channels.flatMap { reachable(shop.customers, over: $0) }
        + withoutImage(shop.products) + withoutPrice(shop.products) + filtersOff(shop.products)
}

private func missing(_ shop: Shop) -> [Finding] {
    var findings: [Finding] = []
    if shop.customers.count == 0 {
        findings.append(
            Finding(.noCustomers, Diagnostic(.error, "there are no customers", remedy: "see `data: customers`"))
        )
    }
    if shop.products.count == 0 {
        findings.append(
            Finding(.noProducts, Diagnostic(.error, "there are no products", remedy: "see `data: products`"))
        )
    }
    if shop.orders.count == 0 {
        let what = "there are no orders, so there is nothing to learn complements and popularity from"
        findings.append(Finding(.noOrders, Diagnostic(.warning, what, remedy: "see `data: orders`")))
    }
    return findings
}

/// Customers with both an address that can be used and consent.
private func reachable(_ customers: Customers, over channel: Channel) -> [Finding] {
    guard customers.count > 0 else { return [] }
    let reached =
        switch channel {
        case .email:
            customers.emailConsent.indices.count { index in
                customers.emailConsent[index] == .granted && EmailAddress(customers.emails[index]) != nil
            }
        case .push:
            customers.pushConsent.indices.count { index in
                customers.pushConsent[index] == .granted && !customers.pushTokens.isEmpty(at: index)
            }
        }
    let address = channel == .email ? "a valid email address" : "a push token"
    let what =
        "\(part(reached, of: customers.count)) of the customers have \(address) and consent to \(channel.rawValue)"
    // Most customers of any shop have no app of it: few tokens are no sign of a wrong column, few addresses are.
    let expected = channel == .email ? customers.count / 2 : customers.count / 20
    let severity: Diagnostic.Severity = reached == 0 ? .error : reached < expected ? .warning : .note
    let remedy = severity == .note ? "" : "see the columns of `data: customers`"
    return [Finding(.reachableCustomers, Diagnostic(severity, what, remedy: remedy))]
}

private func withoutImage(_ products: Products) -> [Finding] {
    guard products.present.contains(.imageURL) else { return [] }
    let count = (0..<products.count).count { products.imageURLs.isEmpty(at: $0) }
    return lacking(.productsWithoutImage, count, of: products, "no picture and are never picked", column: "image_url")
}

private func withoutPrice(_ products: Products) -> [Finding] {
    guard products.present.contains(.price) else { return [] }
    let count = products.prices.count { $0 == 0 }
    return lacking(.productsWithoutPrice, count, of: products, "no price", column: "price")
}

private func lacking(_ rule: Rule, _ count: Int, of products: Products, _ lack: String, column: String) -> [Finding] {
    if count == 0 { return [] }
    let severity: Diagnostic.Severity =
        count == products.count ? .error : count * 10 > products.count ? .warning : .note
    let what = "\(part(count, of: products.count)) of the products have \(lack)"
    return [Finding(rule, Diagnostic(severity, what, remedy: "fill the catalogue's column `\(column)`"))]
}

private func filtersOff(_ products: Products) -> [Finding] {
    guard products.count > 0 else { return [] }
    return Products.Column.allCases.filter { !products.present.contains($0) }.map { column in
        let (severity, effect): (Diagnostic.Severity, String) =
            switch column {
            case .imageURL: (.warning, "products without a picture are picked too")
            case .availability: (.warning, "products out of stock are picked too")
            case .price: (.warning, "there are no upgrades, and no prices to show")
            case .category: (.note, "no category can be excluded")
            case .itemGroup: (.note, "products of one title and category count as variants")
            case .margin: (.note, "picks take no account of the margin")
            }
        let what = "the catalogue has no column `\(column.rawValue)`: \(effect)"
        return Finding(.filterOff, Diagnostic(severity, what, remedy: "add the column, or name it under `columns`"))
    }
}

/// `1,830 of 2,000 (91.5 %)`, rounded towards what is missing: only all of them are 100 %.
private func part(_ count: Int, of total: Int) -> String {
    let permille = count * 1_000 / total
    return "\(count) of \(total) (\(permille / 10).\(permille % 10) %)"
}
