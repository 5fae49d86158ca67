internal import CampaignModel

/// What one person is offered, as a message shows it. Money is in minor units.
struct Offer: Sendable {
    /// Off each item, or off a set, in percent.
    var percent: Double?
    /// Off the order.
    var amount: Int64?
    /// Free shipping from here on, what counts towards it already, and what is lacking.
    var threshold: Int64?
    var basket: Int64?
    var gap: Int64?
    /// Of all items together, before and after.
    var regularPrice: Int64?
    var price: Int64?
    var minimumSpend: Int64?
    var expiresAt: Instant?
    var code: String?
    var type = ""
}

/// Works out a campaign's offer for one person after the other.
final class OfferMaker: Sendable {
    private let settings: OfferSettings
    private let products: Products
    private let cart: OpenCart
    private let currency: Currency

    init(_ settings: OfferSettings, shop: Shop, now: Instant) {
        self.settings = settings
        products = shop.products
        cart = OpenCart(shop: shop, now: now)
        currency = shop.currency
    }

    /// - Returns: `nil` where the offer would leave less than the minimum margin.
    func offer(customer: Int32, items: ArraySlice<Recommendation>, sendAt: Instant) -> Offer? {
        var offer = Offer()
        offer.minimumSpend = settings.minimumSpend?.minorUnits(in: currency)
        offer.expiresAt = settings.expiresAfterSeconds.map { sendAt.advanced(bySeconds: $0) }
        if case .shared(let code) = settings.codes { offer.code = code }
        let regular = items.reduce(Int64(0)) { $0 + products.currentPrice($1.product) }
        switch settings.benefit {
        case .percent(let share):
            offer.type = "percent"
            offer.percent = share * 100
            for item in items
            where !keepsMargin(Double(products.currentPrice(item.product)) * (1 - share), cost: cost(item)) {
                return nil
            }
        case .amount(let amount):
            offer.type = "amount"
            let off = amount.minorUnits(in: currency)
            offer.amount = off
            guard keepsMargin(Double(regular - off), cost: items.reduce(0) { $0 + cost($1) }) else { return nil }
        case .freeShipping(let from):
            offer.type = "free_shipping"
            let threshold = from.minorUnits(in: currency)
            let basket = settings.gapBasis == .cart ? cart.value(of: customer) : regular
            offer.threshold = threshold
            offer.basket = basket
            offer.gap = max(0, threshold - basket)
        case .bundle(let share):
            offer.type = "bundle"
            offer.percent = share * 100
            let price = Int64((Double(regular) * (1 - share)).rounded())
            offer.regularPrice = regular
            offer.price = price
            guard keepsMargin(Double(price), cost: items.reduce(0) { $0 + cost($1) }) else { return nil }
        }
        return offer
    }

    /// What a piece costs the shop is its regular price less the margin; NaN where nobody knows.
    private func cost(_ item: Recommendation) -> Double {
        let product = Int(item.product)
        return Double(products.prices[product]) * (1 - Double(products.margins[product]))
    }

    /// A catalogue without margins has no guard; one product without is offered nothing, for nobody can vouch for it.
    private func keepsMargin(_ price: Double, cost: Double) -> Bool {
        guard settings.minimumMargin > 0, products.present.contains(.margin) else { return price > 0 }
        return price > 0 && price - cost >= settings.minimumMargin * price - 1e-6 * price
    }
}
