internal import Foundation
public import CampaignModel
public import Statistics

/// Says how probably a session was to end in a purchase, from what happened in it before the checkout:
///
///     P = 1 / (1 + exp(-intercept - Σ weight · signal))
public struct IntentModel: Hashable, Sendable {
    /// Where the weights come from.
    public enum Source: Hashable, Sendable {
        /// Sessions or purchases are too few to learn from.
        case documented
        /// From this shop's sessions, the oldest and the newest of which began then.
        case learned(from: Instant, to: Instant)
    }

    public struct Term: Hashable, Sendable {
        public var name: String
        /// Log odds for one unit.
        public var weight: Double
        /// The mean of the sessions looked at; contributions are told against it.
        public var usual: Double
    }

    public var source: Source
    /// Sessions looked at, and those that ended in a purchase.
    public var sessions: Int
    public var purchases: Int
    public var intercept: Double
    public var terms: [Term]
    /// On the newest fifth of the sessions, by weights learned from the others in the same way; those of the documented
    /// weights are measured on all. `nil` where there are no purchases, or nothing else.
    public var quality: ForecastQuality?

    /// Log odds of a session.
    func score(_ signals: some Sequence<Float>) -> Double {
        zip(terms, signals).reduce(intercept) { $0 + $1.0.weight * Double($1.1) }
    }

    func probability(_ signals: some Sequence<Float>) -> Double { 1 / (1 + exp(-score(signals))) }

    /// The probability of a session in which everything is as usual.
    public var usualProbability: Double {
        1 / (1 + exp(-terms.reduce(intercept) { $0 + $1.weight * $1.usual }))
    }
}
