public import CampaignModel

/// What tells one ledger from every other; made once, when the ledger is created.
public struct LedgerIdentity: Hashable, Sendable {
    /// 32 hexadecimal digits, random.
    public var id: String
    public var createdAt: Instant
    /// 32 random bytes: what links and tokens are signed with.
    public var signingSecret: [UInt8]

    static func random(createdAt: Instant) -> LedgerIdentity {
        let id = randomBytes(16).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return LedgerIdentity(id: id, createdAt: createdAt, signingSecret: randomBytes(32))
    }

    /// From the system's cryptographic generator.
    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
