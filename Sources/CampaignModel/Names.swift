/// How a message reaches a person.
public enum Channel: String, Codable, Sendable, CaseIterable {
    case email, push
}

/// Where items come from: what a campaign asks for by name.
public enum Strategy: String, Codable, Sendable, CaseIterable {
    /// Goes with what this person just bought (frequently bought together).
    case complements
    /// Bought before and due again.
    case repurchase
    /// New to them, and likely to be taken up.
    case discover
    /// The next tier up of what they own or look at.
    case upgrade
    /// A set that is sold together at a price of its own.
    case bundle
    /// The better things of the kinds this person buys, within what they have shown to spend.
    case edit
    /// What sells better this week than before.
    case trending
    /// The marketer's own list, `recommend.pinned`.
    case pinned
    /// What many buy; the last fallback.
    case popular
}

/// Why a person in the audience gets nothing.
public enum SkipReason: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    case noConsent = "no_consent"
    case frequencyCap = "frequency_cap"
    case quietHours = "quiet_hours"
    case tooFewItems = "too_few_items"
    case renderError = "render_error"
    case templateAbort = "template_abort"
    case noAddress = "no_address"
    case lowIntent = "low_intent"
    case purchased
    case outOfStock = "out_of_stock"
    case expired
    case codesExhausted = "codes_exhausted"
    case staleSchedule = "stale_schedule"
    case duplicateAddress = "duplicate_address"
    case outranked
    case backInCart = "back_in_cart"
}

/// One execution of a campaign: `scheduled → running ⇄ paused → finished | cancelled | failed`.
public enum RunState: String, Codable, Sendable, CaseIterable {
    case scheduled, running, paused, finished, cancelled, failed
}

/// One person in one run: `planned → sending → sent | deferred | failed | unknown`; the rest is decided at planning, or
/// at send by the check before the socket.
public enum MessageState: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    case planned, sending, sent, deferred, failed, unknown
    case skipped, suppressed, holdout, cancelled

    /// Whether the message may still be sent by the run.
    public var isOpen: Bool { self == .planned || self == .deferred || self == .sending }
}
