/// How Dovetail signs emails itself, where the relay does not. The key is never in the settings.
public struct DKIMSettings: Hashable, Codable, Sendable {
    public enum KeySource: Hashable, Codable, Sendable {
        /// Name of a variable that holds the key.
        case environment(String)
        /// Path relative to the shop's folder.
        case file(String)
    }

    /// What signs, `d=`: the domain of the sender's address, or one above it.
    public var domain: String
    /// Which of the domain's keys, `s=`: the public one stands in DNS at `SELECTOR._domainkey.DOMAIN`.
    public var selector: String
    public var key: KeySource

    public init(domain: String, selector: String, key: KeySource) {
        self.domain = domain
        self.selector = selector
        self.key = key
    }

    /// Where the public key stands in DNS.
    public var recordName: String { "\(selector)._domainkey.\(domain)" }
}
