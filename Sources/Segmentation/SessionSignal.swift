/// What the intent model looks at in a session: only what came before its checkout, its purchase or its order. The raw
/// value is the column.
enum SessionSignal: Int, CaseIterable, Sendable {
    /// ln(1 + views)
    case views
    /// ln(1 + different products viewed)
    case products
    /// Views of a product viewed before in the session, at most 4.
    case repeatViews
    /// ln(1 + searches)
    case searches
    /// 1 where anything was put in the cart.
    case carted
    /// Additions after the first, at most 3.
    case moreCarted
    /// Taken out of the cart again, at most 3.
    case removed
    /// ln(1 + minutes from the first to the last event)
    case minutes
    /// ln(1 + days since the end of the session before, at most 60); 60 for the first.
    case daysAway
    /// 1 where the customer has ordered before.
    case boughtBefore
    /// 1 on the shop's second and third most used kind of device; the most used is what they are measured against.
    case secondDevice, thirdDevice
    /// 1 from 6 to 12, from 18 to 22, from 22 to 6 o'clock by the customer's clock; the afternoon is what they are
    /// measured against.
    case morning, evening, night

    var name: String {
        switch self {
        case .views: "views (log)"
        case .products: "different products (log)"
        case .repeatViews: "repeat views"
        case .searches: "searches (log)"
        case .carted: "put in the cart"
        case .moreCarted: "more put in the cart"
        case .removed: "taken out of the cart"
        case .minutes: "minutes (log)"
        case .daysAway: "days away (log)"
        case .boughtBefore: "bought before"
        case .secondDevice: "second device"
        case .thirdDevice: "third device"
        case .morning: "morning"
        case .evening: "evening"
        case .night: "night"
        }
    }

    /// In log odds for one unit, where a shop's own sessions are too few to learn from, and what is learned is pulled to.
    ///
    /// What shops agree on, and no more: most sessions end without a purchase, filling the cart says most, coming back to
    /// a product and buying before say something; devices and hours differ from shop to shop.
    var documentedWeight: Double {
        switch self {
        case .views, .minutes: 0.2
        case .products: 0
        case .repeatViews, .searches, .moreCarted: 0.3
        case .carted: 1.5
        case .removed: -0.6
        case .daysAway: -0.1
        case .boughtBefore: 0.5
        case .secondDevice, .thirdDevice, .morning, .evening, .night: 0
        }
    }

    /// With everything at 0: about 4 in a hundred.
    static let documentedIntercept = -3.2
}
