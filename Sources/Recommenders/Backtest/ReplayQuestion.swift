public import CampaignModel

/// What a replay asks of the days after a cut: which of the products that a customer bought then count.
public enum ReplayQuestion: String, Sendable, CaseIterable {
    /// Everything bought.
    case purchases
    /// What the customer had never bought before.
    case discoveries
    /// The same, of customers who bought something in the 90 days before the cut: what complements start from.
    case additions
    /// What the customer had bought before.
    case repurchases
    /// Trade-ups: what the customer had never bought, of a category (its full path) they had bought from, at 1.1 to 2.5
    /// times what they usually paid there (the median of the unit prices paid).
    case upgrades

    public static let anchorDays = 90
    static let stepUp = 1.1...2.5

    /// - Parameter strategy: `nil` stands for next purchases, repeats included.
    public init(_ strategy: Strategy?) {
        self =
            switch strategy {
            case nil: .purchases
            case .repurchase: .repurchases
            case .complements: .additions
            case .upgrade: .upgrades
            default: .discoveries
            }
    }
}
