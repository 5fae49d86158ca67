internal import Crypto
internal import Foundation

/// Signs messages for a domain: rsa-sha256, relaxed/relaxed. Source: RFC 6376.
public struct DKIMSigner: Sendable {
    public let domain: String
    public let selector: String
    public let key: DKIMKey

    /// Each is named once more than it is there, so that nobody on the way can add a second one unnoticed (RFC 6376
    /// section 8.15). The fields of List-Unsubscribe must be signed for one click to count (RFC 8058 section 4), that of
    /// Gmail's Feedback-ID too.
    static let signedFields: [StaticString] = [
        "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "List-Id",
        "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID",
    ]

    private static let maximumLine = 76

    public init(domain: String, selector: String, key: DKIMKey) {
        self.domain = domain
        self.selector = selector
        self.key = key
    }

    /// - Parameter message: A whole message with CRLF at the ends of its lines.
    /// - Parameter seconds: When it is signed, since 1970.
    /// - Returns: The field `DKIM-Signature`, to stand before the message; the same for the same message.
    public func signature(of message: Span<UInt8>, at seconds: Int64) -> [UInt8] {
        let header = HeaderFields(message)
        let body = RelaxedCanonicalization.body(message.extracting(header.bodyStart...))
        let bodyHash = Data(SHA256.hash(data: body)).base64EncodedString()

        var names: [String] = []
        var signed: [UInt8] = []
        for name in DKIMSigner.signedFields {
            names.append(name.description)
            for field in header.fields(named: name, in: message) {
                names.append(name.description)
                RelaxedCanonicalization.appendField(
                    message.extracting(field.range),
                    nameLength: field.nameLength,
                    to: &signed
                )
                signed += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
            }
        }

        let tags =
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=\(domain); s=\(selector); t=\(seconds);\r\n"
        var field = Array((tags + " h=" + DKIMSigner.folded(names) + ";\r\n bh=\(bodyHash);\r\n b=").utf8)
        RelaxedCanonicalization.appendField(field.span, nameLength: "DKIM-Signature".utf8.count, to: &signed)
        DKIMSigner.append(base64: key.signature(for: SHA256.hash(data: signed)), to: &field)
        return field
    }

    /// `From:From:To:…`, on as many lines as it needs.
    private static func folded(_ names: [String]) -> String {
        var text = ""
        var column = 3
        for (index, name) in names.enumerated() {
            if index > 0 {
                text += ":"
                column += 1
            }
            if column + name.utf8.count + 1 > maximumLine {
                text += "\r\n  "
                column = 2
            }
            text += name
            column += name.utf8.count
        }
        return text
    }

    private static func append(base64 bytes: [UInt8], to field: inout [UInt8]) {
        var column = 3
        for letter in Data(bytes).base64EncodedData() {
            if column == maximumLine {
                field += Array("\r\n ".utf8)
                column = 1
            }
            field.append(letter)
            column += 1
        }
        field += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }
}
