internal import DNS

/// Who may send for a domain, as its owner wrote it. Source: RFC 7208 sections 5 and 6.
struct SPFRecord {
    enum Result: String {
        case pass, fail, softFail = "softfail", neutral
    }

    enum Kind {
        case all
        case include(String)
        /// The name's own addresses; `nil` is the domain that is asked.
        case addresses(String?, bits: Int?, longBits: Int?)
        case mailServers(String?, bits: Int?, longBits: Int?)
        case network(IPAddress, bits: Int)
        case exists(String)
        case reverse
    }

    struct Mechanism {
        var result: Result
        var kind: Kind
    }

    /// What cannot be read, in the owner's words.
    struct Fault: Error {
        var term: String
    }

    private(set) var mechanisms: [Mechanism] = []
    private(set) var redirect: String?

    static func isOne(_ text: String) -> Bool {
        let text = text.lowercased()
        return text == "v=spf1" || text.hasPrefix("v=spf1 ")
    }

    init(_ text: String) throws(Fault) {
        for term in text.split(separator: " ").dropFirst() {
            if let equals = term.firstIndex(of: "="), !term[..<equals].contains(where: { ":/".contains($0) }) {
                let name = term[..<equals].lowercased()
                if name == "redirect" {
                    guard redirect == nil, term.index(after: equals) < term.endIndex else {
                        throw Fault(term: String(term))
                    }
                    redirect = String(term[term.index(after: equals)...])
                }
                continue
            }
            guard let mechanism = SPFRecord.mechanism(term) else { throw Fault(term: String(term)) }
            mechanisms.append(mechanism)
        }
    }

    private static func mechanism(_ term: Substring) -> Mechanism? {
        var term = term
        var result = Result.pass
        let qualifiers: [Character: Result] = ["+": .pass, "-": .fail, "~": .softFail, "?": .neutral]
        if let first = term.first, let written = qualifiers[first] {
            result = written
            term = term.dropFirst()
        }
        let end = term.firstIndex { $0 == ":" || $0 == "/" } ?? term.endIndex
        let name = term[..<end].lowercased()
        let hasValue = end < term.endIndex && term[end] == ":"
        let value = hasValue ? String(term[term.index(after: end)...]) : nil
        let kind: Kind?
        switch (name, value) {
        case ("all", nil): kind = end == term.endIndex ? .all : nil
        case ("include", let value?): kind = value.isEmpty ? nil : .include(value)
        case ("exists", let value?): kind = value.isEmpty ? nil : .exists(value)
        case ("ptr", _): kind = .reverse
        case ("ip4", let value?): kind = network(value, isLong: false)
        case ("ip6", let value?): kind = network(value, isLong: true)
        case ("a", _), ("mx", _): kind = host(name, value ?? String(term[end...]))
        default: kind = nil
        }
        return kind.map { Mechanism(result: result, kind: $0) }
    }

    private static func network(_ text: String, isLong: Bool) -> Kind? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(String(parts[0])), address.isLong == isLong else { return nil }
        let most = isLong ? 128 : 32
        guard parts.count == 2 else { return .network(address, bits: most) }
        guard let bits = Int(parts[1]), (0...most).contains(bits) else { return nil }
        return .network(address, bits: bits)
    }

    /// `example.org`, `example.org/24`, `/24//64`; the slash of a macro stands in braces.
    private static func host(_ name: String, _ text: String) -> Kind? {
        let slash = !text.contains("}") ? text.firstIndex(of: "/") : nil
        let domain = text[..<(slash ?? text.endIndex)]
        var bits: Int?
        var longBits: Int?
        if let slash {
            let lengths = text[text.index(after: slash)...].split(separator: "/", omittingEmptySubsequences: false)
            // `/24`, `//64`, `/24//64`
            guard lengths.count == 1 || lengths.count == 3 || (lengths.count == 2 && lengths[0].isEmpty) else {
                return nil
            }
            if let first = lengths.first, !first.isEmpty {
                guard let number = Int(first), (0...32).contains(number) else { return nil }
                bits = number
            }
            if lengths.count > 1, let last = lengths.last {
                guard let number = Int(last), (0...128).contains(number) else { return nil }
                longBits = number
            }
        }
        let host = domain.isEmpty ? nil : String(domain)
        return name == "a"
            ? .addresses(host, bits: bits, longBits: longBits) : .mailServers(host, bits: bits, longBits: longBits)
    }
}
