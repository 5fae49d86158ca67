/// An amount as people write it, `5` or `4.99`: in major units of a currency that is not known yet.
public struct Amount: Hashable, Codable, Sendable {
    /// Of a major unit; never negative.
    public var thousandths: Int64

    public init(thousandths: Int64) { self.thousandths = thousandths }

    /// Reads digits with at most three more after a point, up to a billion.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard (1...2).contains(parts.count), parts.count == 1 || (1...3).contains(fraction.count),
            (parts[0] + fraction).utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let whole = Int64(parts[0]), whole <= 1_000_000_000,
            let part = Int64(fraction + String(repeating: "0", count: 3 - fraction.count))
        else { return nil }
        thousandths = whole * 1_000 + part
    }

    /// Rounded half up where the currency has no units so small.
    public func minorUnits(in currency: Currency) -> Int64 {
        (thousandths * currency.minorUnitsPerMajor + 500) / 1_000
    }
}

/// What a campaign offers beside the products: a lower price for a while.
public struct OfferSettings: Hashable, Codable, Sendable {
    public enum Benefit: Hashable, Codable, Sendable {
        /// Off each item: 0 ..< 1.
        case percent(Double)
        /// Off the whole order.
        case amount(Amount)
        /// Free shipping for orders of at least so much; what a person still lacks is their gap.
        case freeShipping(from: Amount)
        /// Off all items of the message taken together: 0 ..< 1.
        case bundle(Double)
    }

    public enum Codes: Hashable, Codable, Sendable {
        /// The same for everyone.
        case shared(String)
        /// One for each person, from a file in the shop's folder: one a line, or a CSV with a column `code`.
        case file(Mention)
    }

    /// What is done where the offer would leave less than `minimumMargin`.
    public enum BelowMargin: String, Codable, Sendable, CaseIterable {
        /// The person gets the message without the offer.
        case dropOffer = "drop_offer"
        /// Items that cannot bear the discount are never picked; with `percent` only.
        case dropItem = "drop_item"
    }

    /// What a person's gap to free shipping is counted from.
    public enum GapBasis: String, Codable, Sendable, CaseIterable {
        /// What is in their cart now.
        case cart
        /// The items of the message.
        case items
    }

    public var benefit: Benefit
    /// The least that must be ordered; `nil` asks nothing.
    public var minimumSpend: Amount?
    public var codes: Codes?
    /// From the message's send time to the offer's end; `nil` means it ends when the shop says so.
    public var expiresAfterSeconds: Int64?
    /// What must be left of the price after discount and cost, as a share of it: 0 ..< 1; 0 turns the guard off.
    public var minimumMargin: Double
    public var belowMargin: BelowMargin
    public var gapBasis: GapBasis

    public init(
        benefit: Benefit,
        minimumSpend: Amount? = nil,
        codes: Codes? = nil,
        expiresAfterSeconds: Int64? = nil,
        minimumMargin: Double = 0,
        belowMargin: BelowMargin = .dropOffer,
        gapBasis: GapBasis = .cart
    ) {
        self.benefit = benefit
        self.minimumSpend = minimumSpend
        self.codes = codes
        self.expiresAfterSeconds = expiresAfterSeconds
        self.minimumMargin = minimumMargin
        self.belowMargin = belowMargin
        self.gapBasis = gapBasis
    }

    /// The margin at today's price that an item needs so that the offer leaves it `minimumMargin`; 0 where items are not
    /// held to it.
    public var marginFloor: Double {
        guard case .percent(let discount) = benefit, belowMargin == .dropItem, minimumMargin > 0 else { return 0 }
        return 1 - (1 - minimumMargin) * (1 - discount)
    }
}
