public import CampaignModel

/// An address that must get nothing, whatever a plan says.
public struct Suppression: Hashable, Sendable {
    /// An email address in lower case, or a push token as it is.
    public var address: String
    /// `nil` means every channel.
    public var channel: Channel?
    /// `unsubscribed`, `bounced`, `complained`, or a team's own words.
    public var reason: String
    public var createdAt: Instant

    public init(address: String, channel: Channel?, reason: String, createdAt: Instant) {
        self.address = Suppression.normalized(address, on: channel)
        self.channel = channel
        self.reason = reason
        self.createdAt = createdAt
    }

    /// The form under which an address is kept and looked up: an email address in lower case. A push token means
    /// something in either case.
    static func normalized(_ address: String, on channel: Channel?) -> String {
        switch channel {
        case .email: lowercasedASCII(address)
        case .push: address
        case nil: EmailAddress(address)?.normalized ?? address
        }
    }

    /// As SQLite's `lower()` does it, which the claim's query uses.
    private static func lowercasedASCII(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
