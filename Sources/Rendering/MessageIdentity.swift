internal import CampaignModel
internal import Crypto

/// The names a message has, all from one SHA-256 of its key: a retry bears the same ones.
struct MessageIdentity {
    /// `v1.BASE32`, what stands before the `@` of the Message-ID.
    let messageID: String
    /// Stands in no quoted-printable or base64 body: `=_` is neither's.
    let boundary: String
    /// A UUID of version 8 (RFC 9562: made by the application's own rule), for gateways that drop what they have seen.
    var uuid: String { MessageIdentity.uuid(Array(digest[..<16])) }
    private let digest: [UInt8]

    init(_ key: MessageKey) {
        var hash = SHA256()
        for part in ["dovetail message v1", key.ledger, key.run, String(key.message)] {
            // A length before each part keeps two keys from reading alike.
            hash.update(data: Array("\(part.utf8.count):\(part)".utf8))
        }
        digest = Array(hash.finalize())
        messageID = "v1." + Base32.encode(digest[..<20])
        boundary = "=_" + Base32.encode(digest[20...])
    }

    private static func uuid(_ bytes: [UInt8]) -> String {
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Base32 in lower case without padding: it survives systems that fold case. Source: RFC 4648 section 6.
enum Base32 {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    static func encode(_ bytes: ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        var window: UInt32 = 0
        var bits = 0
        for byte in bytes {
            window = window << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(window >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(window << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
