internal import CampaignModel

/// How much price decides, 0 ... 1, from the lines a customer bought:
///
///     reduced     = (reduced lines + 4 · shop's share) / (lines + 4)
///     cheap       = (sum of cheapness + 4 · shop's mean) / (lines + 4)     cheapness: 1 the cheapest of its category ... 0
///     sensitivity = 0.75 · against(reduced, shop's share) + 0.25 · against(cheap, shop's mean)
///     against(x, m) = x (1 - m) / (x (1 - m) + m (1 - x))                  0.5 where x = m
///
/// A line is reduced where it has a discount or its unit price is under the catalogue's regular price. Lines are counted,
/// not money, for one camera says no more than one bag of coffee; and not how deep a reduction was, for that was the
/// shop's choice. Cheapness counts less because a cheap product may simply be the one that was needed. `against` sets the
/// shop's usual customer to 0.5, whether it reduces little or nearly all; the four lines of the shop's usual customer that
/// everybody is given keep who bought little near it.
struct Bargains: Sendable {
    private static let priorLines = 4.0

    private(set) var lines = 0.0
    private(set) var reduced = 0.0
    private(set) var cheapness = 0.0

    init() {}

    init(of customer: Int32, in shop: Shop, asOf: Instant, priceRanks: [Float]) {
        let orders = shop.orders
        for order in orders.ordersOf(customer: customer) where orders.times[order] <= asOf.seconds {
            for line in orders.linesOf(order: order) where orders.quantities[line] > 0 {
                let product = Int(orders.products[line])
                lines += 1
                cheapness += 1 - Double(priceRanks[product])
                if orders.discounts[line] > 0 || Int64(orders.unitPrices[line]) < shop.products.prices[product] {
                    reduced += 1
                }
            }
        }
    }

    static func + (left: Bargains, right: Bargains) -> Bargains {
        var sum = left
        sum.lines += right.lines
        sum.reduced += right.reduced
        sum.cheapness += right.cheapness
        return sum
    }

    var shareReduced: Double { lines > 0 ? reduced / lines : 0 }
    var meanCheapness: Double { lines > 0 ? cheapness / lines : 0.5 }

    /// The share of reduced lines, with the shop's as four lines more, set against the shop's.
    func reducedPart(amongAll all: Bargains) -> Double { against(reduced, all.shareReduced) }

    func cheapPart(amongAll all: Bargains) -> Double { against(cheapness, all.meanCheapness) }

    func sensitivity(amongAll all: Bargains) -> Double {
        0.75 * reducedPart(amongAll: all) + 0.25 * cheapPart(amongAll: all)
    }

    private func against(_ sum: Double, _ usual: Double) -> Double {
        let own = (sum + Bargains.priorLines * usual) / (lines + Bargains.priorLines)
        let (more, less) = (own * (1 - usual), usual * (1 - own))
        return more + less > 0 ? more / (more + less) : 0.5
    }
}

func bargains(of shop: Shop, asOf: Instant, _ everyone: CustomerChunks) -> [Bargains] {
    let ranks = priceRanks(of: shop, asOf: asOf)
    return everyone.column { (customers, column: inout [Bargains]) in
        for customer in customers {
            column.append(Bargains(of: customer, in: shop, asOf: asOf, priceRanks: ranks))
        }
    }
}

func addPriceSensitivity(of shop: Shop, to profiles: inout CustomerProfiles, _ everyone: CustomerChunks) {
    let bargains = bargains(of: shop, asOf: profiles.asOf, everyone)
    let all = bargains.reduce(Bargains(), +)
    profiles.priceSensitivity = bargains.map { Float($0.sensitivity(amongAll: all)) }
}
