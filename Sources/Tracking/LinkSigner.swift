public import CampaignModel
internal import Crypto

/// Makes and checks the tokens of a message's links, so that nobody can act for a person who was not written to.
///
/// A token reads `v1.PURPOSE.PAYLOAD.TAG`. The payload is the message's key, ids alone and nothing about the person;
/// the tag is HMAC-SHA256 over all that stands before it, cut to 128 bits. Each purpose has a key of its own, derived
/// by HKDF-SHA256, so a token for one cannot be turned into one for another. Checking needs no database.
/// Source: RFC 2104 section 5 (truncation), RFC 5869 (HKDF).
public struct LinkSigner: Sendable {
    /// What a token lets its holder do.
    public enum Purpose: String, Sendable, CaseIterable {
        case unsubscribe, preferences, view
    }

    /// Bytes of the key that tokens are made with.
    public static let keyLength = 32
    /// Bytes of a tag.
    static let tagLength = 16
    /// Characters of a token that are looked at; a longer one is malformed.
    static let maximumTokenLength = 1_024

    private let unsubscribe: SymmetricKey
    private let preferences: SymmetricKey
    private let view: SymmetricKey

    /// - Parameter key: Random bytes, to be kept as long as there are people who may still click.
    /// - Returns: `nil` unless `key` has ``keyLength`` bytes.
    public init?(key: [UInt8]) {
        guard key.count == LinkSigner.keyLength else { return nil }
        func subkey(_ purpose: Purpose) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: key),
                info: Array("dovetail link v1 \(purpose.rawValue)".utf8),
                outputByteCount: LinkSigner.keyLength
            )
        }
        unsubscribe = subkey(.unsubscribe)
        preferences = subkey(.preferences)
        view = subkey(.view)
    }

    public func token(_ purpose: Purpose, for message: MessageKey) -> String {
        let signed = "v1.\(purpose.rawValue).\(Base64URL.encode(LinkSigner.payload(of: message)))"
        return "\(signed).\(Base64URL.encode(tag(over: signed, purpose)))"
    }

    /// - Returns: The message that the token was made for.
    public func verify(_ token: String, for purpose: Purpose) throws(LinkTokenError) -> MessageKey {
        guard token.utf8.count <= LinkSigner.maximumTokenLength else { throw .malformed }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "v1", let payload = Base64URL.decode(parts[2].utf8),
            let given = Base64URL.decode(parts[3].utf8), given.count == LinkSigner.tagLength
        else { throw .malformed }
        guard parts[1] == purpose.rawValue else { throw .wrongPurpose }
        let signed = token[..<parts[2].endIndex]
        guard isEqualInConstantTime(given, tag(over: String(signed), purpose)) else { throw .forged }
        guard let message = LinkSigner.message(from: payload) else { throw .malformed }
        return message
    }

    /// The links of one message.
    /// - Parameters:
    ///   - baseURL: https, ends with a slash.
    ///   - mailbox: Where unsubscribe requests by mail are read; the token travels in the subject, for a mailbox name
    ///     may not be longer than 64 octets and loses its capitals on the way.
    public func links(for message: MessageKey, baseURL: String, mailbox: EmailAddress?) -> MessageLinks {
        let unsubscribeToken = token(.unsubscribe, for: message)
        return MessageLinks(
            unsubscribe: "\(baseURL)unsubscribe/\(unsubscribeToken)",
            preferences: "\(baseURL)preferences/\(token(.preferences, for: message))",
            viewInBrowser: "\(baseURL)view/\(token(.view, for: message))",
            unsubscribeMailto: mailbox.map { "mailto:\($0.text)?subject=unsubscribe%20\(unsubscribeToken)" }
        )
    }

    private func tag(over text: String, _ purpose: Purpose) -> [UInt8] {
        let key =
            switch purpose {
            case .unsubscribe: unsubscribe
            case .preferences: preferences
            case .view: view
            }
        return Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).prefix(LinkSigner.tagLength))
    }

    private static let separator = UInt8(ascii: "\n")

    private static func payload(of message: MessageKey) -> [UInt8] {
        precondition(
            !message.ledger.utf8.contains(separator) && !message.run.utf8.contains(separator),
            "A ledger's and a run's name are one line each."
        )
        return Array("\(message.ledger)\n\(message.run)\n\(message.message)".utf8)
    }

    private static func message(from payload: [UInt8]) -> MessageKey? {
        let lines = payload.split(separator: separator, omittingEmptySubsequences: false)
        guard lines.count == 3, let row = Int64(String(decoding: lines[2], as: UTF8.self)) else { return nil }
        return MessageKey(
            ledger: String(decoding: lines[0], as: UTF8.self),
            run: String(decoding: lines[1], as: UTF8.self),
            message: row
        )
    }
}

/// Why a token is not accepted. Answer all of them alike, so that a guesser learns nothing.
public enum LinkTokenError: Error, Hashable, Sendable {
    /// It does not have the form of a token of this version.
    case malformed
    /// It is a token for something else.
    case wrongPurpose
    /// The tag is not ours: the token was made up or changed.
    case forged
}

/// Compares without telling by its time where two arrays of one length differ.
private func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}
