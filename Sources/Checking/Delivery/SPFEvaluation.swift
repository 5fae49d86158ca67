internal import DNS

/// Asks whether an address may send for a domain, as a receiver would. Source: RFC 7208 section 4.
struct SPFEvaluation {
    enum Verdict: Equatable {
        case result(SPFRecord.Result)
        /// The domain has no record.
        case none
        /// A receiver that meets this takes the record for none.
        case broken(String)
        /// DNS did not say.
        case unanswered(DNSError)
    }

    /// More make a record worthless. Source: RFC 7208 section 4.6.4.
    static let maximumLookups = 10
    private static let maximumEmptyLookups = 2

    private enum Stop: Error {
        case broken(String)
        case unanswered(DNSError)
    }

    let resolver: any DNSResolver
    /// The sender's address, for macros.
    let sender: String
    /// `nil` where it is not known: then nothing but `all` holds, and all that could be asked for is counted.
    let address: IPAddress?
    /// Names looked up so far, the first record aside.
    private(set) var lookups = 0
    private var emptyLookups = 0

    init(resolver: any DNSResolver, sender: String, address: IPAddress?) {
        self.resolver = resolver
        self.sender = sender
        self.address = address
    }

    mutating func evaluate(_ domain: String) -> Verdict {
        do throws(Stop) {
            guard let result = try check(domain) else { return .none }
            return .result(result)
        } catch {
            switch error {
            case .broken(let why): return .broken(why)
            case .unanswered(let why): return .unanswered(why)
            }
        }
    }

    /// - Returns: `nil` where the domain has no record.
    private mutating func check(_ domain: String) throws(Stop) -> SPFRecord.Result? {
        guard let record = try record(of: domain) else { return nil }
        for mechanism in record.mechanisms {
            if try holds(mechanism.kind, domain) { return mechanism.result }
        }
        guard let redirect = record.redirect else { return .neutral }
        try count()
        let target = expand(redirect, domain)
        guard let result = try check(target) else {
            throw .broken("\(domain) redirects to \(target), which has no record")
        }
        return result
    }

    private func record(of domain: String) throws(Stop) -> SPFRecord? {
        let texts: [String]
        do throws(DNSError) {
            texts = try resolver.texts(of: domain).filter(SPFRecord.isOne)
        } catch {
            throw .unanswered(error)
        }
        guard let text = texts.first else { return nil }
        if texts.count > 1 { throw .broken("\(domain) has \(texts.count) records that begin with v=spf1") }
        do throws(SPFRecord.Fault) {
            return try SPFRecord(text)
        } catch {
            throw .broken("the record of \(domain) says '\(error.term)', which is no term of SPF")
        }
    }

    private mutating func holds(_ kind: SPFRecord.Kind, _ domain: String) throws(Stop) -> Bool {
        switch kind {
        case .all: return true
        case .network(let network, let bits): return address?.matches(network, bits: bits) ?? false
        case .include(let target):
            try count()
            let target = expand(target, domain)
            guard let result = try check(target) else {
                throw .broken("\(domain) includes \(target), which has no record")
            }
            return result == .pass && address != nil
        case .addresses(let host, let bits, let longBits):
            try count()
            return try isAddress(of: host.map { expand($0, domain) } ?? domain, bits, longBits)
        case .mailServers(let host, let bits, let longBits):
            try count()
            guard address != nil else { return false }
            let servers = try ask(host.map { expand($0, domain) } ?? domain, .mailServer)
            if servers.count > SPFEvaluation.maximumLookups { throw .broken("\(domain) has more than 10 mail servers") }
            for case .mailServer(let server) in servers {
                if try isAddress(of: server, bits, longBits) { return true }
            }
            return false
        case .exists(let target):
            try count()
            if address == nil { return false }
            return try !ask(expand(target, domain), .address).isEmpty
        // Receivers are told not to ask (RFC 7208 section 5.5); it counts all the same.
        case .reverse:
            try count()
            return false
        }
    }

    private mutating func count() throws(Stop) {
        lookups += 1
        if lookups > SPFEvaluation.maximumLookups { throw .broken("it needs more than 10 look-ups in DNS") }
    }

    private mutating func isAddress(of host: String, _ bits: Int?, _ longBits: Int?) throws(Stop) -> Bool {
        guard let address else { return false }
        let records = try ask(host, address.isLong ? .longAddress : .address)
        let length = address.isLong ? longBits ?? 128 : bits ?? 32
        return records.contains { if case .address(let one) = $0 { address.matches(one, bits: length) } else { false } }
    }

    private mutating func ask(_ name: String, _ type: DNSRecordType) throws(Stop) -> [DNSRecord] {
        let records: [DNSRecord]
        do throws(DNSError) {
            records = try resolver.records(of: name, type)
        } catch {
            throw .unanswered(error)
        }
        if records.isEmpty {
            emptyLookups += 1
            if emptyLookups > SPFEvaluation.maximumEmptyLookups {
                throw .broken("more than 2 of the names it looks up do not exist, such as \(name)")
            }
        }
        return records
    }

    /// `%{ir}.%{d2}`: a letter, how many labels from the right, `r` for reversed. Source: RFC 7208 section 7.
    private func expand(_ text: String, _ domain: String) -> String {
        guard text.contains("%") else { return text }
        var result = ""
        var rest = text[...]
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            guard let mark = rest.first else { break }
            if mark == "{", let end = rest.firstIndex(of: "}") {
                result += value(rest[rest.index(after: rest.startIndex)..<end], domain)
                rest = rest[rest.index(after: end)...]
            } else {
                result += mark == "_" ? " " : mark == "-" ? "%20" : String(mark)
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    private func value(_ macro: Substring, _ domain: String) -> String {
        let at = sender.lastIndex(of: "@") ?? sender.startIndex
        let full: String
        switch macro.first?.lowercased() {
        case "s": full = sender
        case "l": full = String(sender[..<at])
        case "o": full = String(sender[at...].drop { $0 == "@" })
        case "d": full = domain
        case "i": full = address.map(SPFEvaluation.dotted) ?? "unknown"
        case "v": full = address?.isLong == true ? "ip6" : "in-addr"
        default: full = "unknown"
        }
        var labels = full.split(separator: ".")
        if macro.dropFirst().lowercased().contains("r") { labels.reverse() }
        if let count = Int(macro.filter(\.isNumber)), count > 0 { labels = Array(labels.suffix(count)) }
        return labels.joined(separator: ".")
    }

    /// IPv6 as its half bytes.
    private static func dotted(_ address: IPAddress) -> String {
        let parts =
            address.isLong
            ? address.bytes.flatMap { [String($0 >> 4, radix: 16), String($0 & 15, radix: 16)] }
            : address.bytes.map { String($0) }
        return parts.joined(separator: ".")
    }
}
