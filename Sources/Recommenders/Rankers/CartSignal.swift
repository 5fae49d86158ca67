/// What the cart ranker looks at; the raw value is its column. The last nine are of the household, and 0 for someone
/// unknown.
enum CartSignal: Int, CaseIterable, Sendable {
    /// `log Σ pairs / (orders of the cart's product ^ 0.7 · orders of the candidate ^ 0.5)`. With ``popularity`` and
    /// ``confidence`` beside it the fit chooses its own exponents.
    case affinity
    /// The same for the product of the cart that goes best with the candidate.
    case closest
    /// `log max pairs / orders of the cart's product`
    case confidence
    /// Mean log lift over the products of the cart, pulled to 0 where little is seen.
    case lift
    /// Log score of the linear model on baskets.
    case linear
    /// Log of ``affinity`` and ``linear`` together, before their logs.
    case combined
    case recentPopularity
    case popularity
    /// Log customers who took the product up in the last 56 days.
    case newBuyers
    /// Whether the cart holds something of the category.
    case sameCategory
    /// Log of how many products of its type the cart holds.
    case sameType
    /// Log lift with the other type in the cart that goes best with the candidate's.
    case typeLift
    case shareOfType
    /// Share of the product's orders by those who had it before.
    case repeatShare
    /// Log of the household's orders, decaying over 15, 60 and 120 days.
    case decay15, decay60, decay120
    /// Whether the household bought it, and, times that, the log of all they bought.
    case owned
    case repertoire
    /// How much sooner than usual for the household it would be, as a log; at most 0.
    case early
    /// Log of past baskets with the product, each weighed by what it shares with this cart; and decaying over 120 days.
    case together, togetherLately
    /// Of the household's baskets that share something with this cart, the log share that held the product.
    case personalConfidence

    static let width = allCases.count

    var name: String {
        String(describing: self).reduce(into: "") { name, character in
            name += character.isUppercase ? "_" + character.lowercased() : String(character)
        }
    }
}
