internal import CampaignModel

/// The top-level category and the brand most was spent on, and their parts of what was spent on any.
func addFavourites(of shop: Shop, to profiles: inout CustomerProfiles, _ everyone: CustomerChunks) {
    let products = shop.products
    let asOf = profiles.asOf
    let topLevel = products.topLevelCategories()
    profiles.topLevelCategories = topLevel.names
    let categories = products.categories.codes.map { $0 < 0 ? -1 : topLevel.codes[Int($0)] }
    let topCategories = everyone.column { (customers, column: inout [Favourite]) in
        appendFavourites(
            of: customers,
            among: categories,
            count: topLevel.names.count,
            in: shop,
            asOf: asOf,
            to: &column
        )
    }
    profiles.topCategory = topCategories.map(\.code)
    profiles.topCategoryShare = topCategories.map(\.share)
    let brands = products.brands
    let topBrands = everyone.column { (customers, column: inout [Favourite]) in
        appendFavourites(
            of: customers,
            among: brands.codes,
            count: brands.values.count,
            in: shop,
            asOf: asOf,
            to: &column
        )
    }
    profiles.topBrand = topBrands.map(\.code)
    profiles.topBrandShare = topBrands.map(\.share)
}

private struct Favourite: Sendable {
    var code: Int32
    var share: Float
}

/// Of the codes that products bear (-1 for none), the one each customer spent most on, returns taken off, and its part
/// of the sums above 0; equal sums go to the code that comes first. A piece weighs one minor unit besides its price, so
/// that a shop without prices has favourites too.
private func appendFavourites(
    of customers: Range<Int32>,
    among codes: [Int32],
    count: Int,
    in shop: Shop,
    asOf: Instant,
    to column: inout [Favourite]
) {
    let orders = shop.orders
    let (times, products, quantities) = (orders.times.span, orders.products.span, orders.quantities.span)
    var spent = [Int64](repeating: 0, count: count)
    var isTouched = [Bool](repeating: false, count: count)
    var touched: [Int32] = []
    for customer in customers {
        for order in orders.ordersOf(customer: customer) where times[order] <= asOf.seconds {
            for line in orders.linesOf(order: order) {
                let code = codes[Int(products[line])]
                guard code >= 0 else { continue }
                if !isTouched[Int(code)] { touched.append(code) }
                isTouched[Int(code)] = true
                spent[Int(code)] += orders.amount(line: line) + Int64(quantities[line])
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
        column.append(Favourite(code: best, share: all > 0 ? Float(Double(most) / Double(all)) : 0))
    }
}
