/// The addresses in one message by which its recipient can act; whoever holds them acts for that recipient.
///
/// Tracking signs them, Rendering puts them into the body and the headers, previews disarm them.
public struct MessageLinks: Hashable, Sendable {
    /// https; shows a page on GET, unsubscribes on POST alone. Source: RFC 8058.
    public var unsubscribe: String
    /// https
    public var preferences: String
    /// https
    public var viewInBrowser: String
    /// `mailto:`, for mailbox providers that offer no other way; `nil` where nobody reads such a mailbox.
    public var unsubscribeMailto: String?

    public init(unsubscribe: String, preferences: String, viewInBrowser: String, unsubscribeMailto: String? = nil) {
        self.unsubscribe = unsubscribe
        self.preferences = preferences
        self.viewInBrowser = viewInBrowser
        self.unsubscribeMailto = unsubscribeMailto
    }

    /// Every link there is.
    public var all: [String] { [unsubscribe, preferences, viewInBrowser] + (unsubscribeMailto.map { [$0] } ?? []) }
}
