/// One mailbox that can stand in an SMTP envelope and a header as it is: `local@domain`, ASCII, no quotes, no controls.
///
/// A domain beyond ASCII is kept as DNS knows it, `xn--…`; a local part beyond ASCII is refused: few relays take one.
/// It cannot hold CR, LF, NUL, a space, an angle bracket, a comma or a second address. Source: RFC 5321 section 4.1.2
/// (`Dot-string "@" Domain`) with the limits of section 4.5.3.1: 64 octets before the `@`, 254 in all.
public struct EmailAddress: Hashable, Sendable {
    /// As written, the domain in lower case and ASCII.
    public let text: String

    /// - Returns: `nil` where `text` is no such address; surrounding white space is not forgiven.
    public init?(_ text: String) {
        guard let bytes = EmailAddress.withDomainInASCII(text) else { return nil }
        guard bytes.count <= 254, let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let local = bytes[..<at]
        let domain = bytes[(at + 1)...]
        guard (1...64).contains(local.count), EmailAddress.isDotAtom(local), EmailAddress.isDomain(domain) else {
            return nil
        }
        self.text = String(decoding: local, as: UTF8.self) + "@" + String(decoding: domain, as: UTF8.self).lowercased()
    }

    public var domain: Substring { text[text.index(after: text.lastIndex(of: "@") ?? text.startIndex)...] }

    /// The form under which a suppression is kept: all in lower case, nothing else folded.
    public var normalized: String { text.lowercased() }

    /// - Returns: `nil` where the domain is none that DNS could know.
    private static func withDomainInASCII(_ text: String) -> [UInt8]? {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return Array(text.utf8) }
        guard text.utf8.count <= 254, let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        var labels: [String] = []
        for label in text[text.index(after: at)...].split(separator: ".", omittingEmptySubsequences: false) {
            guard let ascii = label.utf8.allSatisfy({ $0 < 0x80 }) ? String(label) : Punycode.label(String(label))
            else {
                return nil
            }
            labels.append(ascii)
        }
        return Array("\(text[...at])\(labels.joined(separator: "."))".utf8)
    }

    private static func isDotAtom(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.allSatisfy(isAtomText)
        }
    }

    private static func isAtomText(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                guard (1...63).contains(label.count), let first = label.first, let last = label.last else {
                    return false
                }
                return isLetterOrDigit(first) && isLetterOrDigit(last)
                    && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension EmailAddress: CustomStringConvertible {
    public var description: String { text }
}

extension EmailAddress: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let address = EmailAddress(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no email address")
        }
        self = address
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// An address with the name shown beside it.
public struct Mailbox: Hashable, Codable, Sendable {
    /// May hold any text: Rendering encodes it; control characters but the tab are taken out on the way in.
    public let name: String
    public let address: EmailAddress

    public init(name: String, address: EmailAddress) {
        self.name = String(String.UnicodeScalarView(name.unicodeScalars.filter { !$0.isControl || $0 == "\t" }))
        self.address = address
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            address: try container.decode(EmailAddress.self, forKey: .address)
        )
    }

    /// Reads `Name <local@domain>`, `"Name" <local@domain>` or `local@domain`.
    public init?(_ text: String) {
        guard let open = text.lastIndex(of: "<") else {
            guard let address = EmailAddress(text) else { return nil }
            self.init(name: "", address: address)
            return
        }
        guard text.last == ">", let address = EmailAddress(String(text[text.index(after: open)...].dropLast())) else {
            return nil
        }
        var name = text[..<open]
        while name.last == " " { name.removeLast() }
        if name.count >= 2, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
        self.init(name: String(name), address: address)
    }
}

extension Unicode.Scalar {
    /// C0 and C1 controls, DEL, and the two Unicode line ends: nothing of it belongs in a header.
    public var isControl: Bool {
        value < 0x20 || (0x7f...0x9f).contains(value) || value == 0x2028 || value == 0x2029
    }
}
