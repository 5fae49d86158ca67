internal import CampaignModel

/// The top-level category and the brand most was spent on, and their parts of what was spent on any.
func addFavourites(of shop: Shop, to profiles: inout CustomerProfiles) {
    let products = shop.products
    let topLevel = products.topLevelCategories()
    profiles.topLevelCategories = topLevel.names
    let categories = products.categories.codes.map { $0 < 0 ? -1 : topLevel.codes[Int($0)] }
    (profiles.topCategory, profiles.topCategoryShare) =
        favourites(among: categories, count: topLevel.names.count, in: shop, asOf: profiles.asOf)
    (profiles.topBrand, profiles.topBrandShare) =
        favourites(among: products.brands.codes, count: products.brands.values.count, in: shop, asOf: profiles.asOf)
}

/// Of the codes that products bear (-1 for none), the one each customer spent most on, returns taken off, and its part
/// of the sums above 0; equal sums go to the code that comes first. A piece weighs one minor unit besides its price, so
/// that a shop without prices has favourites too.
private func favourites(
    among codes: [Int32],
    count: Int,
    in shop: Shop,
    asOf: Instant
) -> (codes: [Int32], shares: [Float]) {
    let orders = shop.orders
    var favourites: [Int32] = []
    var shares: [Float] = []
    favourites.reserveCapacity(shop.customers.count)
    shares.reserveCapacity(shop.customers.count)
    var spent = [Int64](repeating: 0, count: count)
    var isTouched = [Bool](repeating: false, count: count)
    var touched: [Int32] = []
    for customer in 0..<Int32(shop.customers.count) {
        for order in orders.ordersOf(customer: customer) where orders.times[order] <= asOf.seconds {
            for line in orders.linesOf(order: order) {
                let code = codes[Int(orders.products[line])]
                guard code >= 0 else { continue }
                if !isTouched[Int(code)] { touched.append(code) }
                isTouched[Int(code)] = true
                spent[Int(code)] += orders.amount(line: line) + Int64(orders.quantities[line])
            }
        }
        var best: Int32 = -1
        var most: Int64 = 0
        var all: Int64 = 0
        for code in touched {
            let sum = spent[Int(code)]
            if sum > most || (sum == most && best >= 0 && code < best) { (best, most) = (code, sum) }
            all += max(0, sum)
            spent[Int(code)] = 0
            isTouched[Int(code)] = false
        }
        touched.removeAll(keepingCapacity: true)
        favourites.append(best)
        shares.append(all > 0 ? Float(Double(most) / Double(all)) : 0)
    }
    return (favourites, shares)
}
