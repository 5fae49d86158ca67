public import DNS
internal import Diagnostics

/// Whom receivers see as the sender, and what signs for them.
public struct SenderIdentity: Hashable, Sendable {
    public struct Signature: Hashable, Sendable {
        public var domain: String
        public var selector: String
        /// In base64, as DNS should have it; `nil` where the key cannot be read.
        public var publicKey: String?
        public var keyBits: Int

        public init(domain: String, selector: String, publicKey: String?, keyBits: Int) {
            self.domain = domain
            self.selector = selector
            self.publicKey = publicKey
            self.keyBits = keyBits
        }
    }

    /// The address in From and in the envelope.
    public var address: String
    /// `nil` where the relay signs.
    public var signature: Signature?
    /// From which the relay sends on; empty where that is not known.
    public var relayAddresses: [IPAddress]

    public init(address: String, signature: Signature?, relayAddresses: [IPAddress]) {
        self.address = address
        self.signature = signature
        self.relayAddresses = relayAddresses
    }

    var domain: String { address.split(separator: "@").last.map { $0.lowercased() } ?? "" }
}

/// Looks in DNS for what receivers ask of a sender: SPF, DKIM and DMARC, and whether they agree.
public func checkAuthentication(of sender: SenderIdentity, resolver: any DNSResolver) -> [Finding] {
    let policy = DMARCRules(domain: sender.domain, resolver: resolver)
    return SPFRules(sender: sender, resolver: resolver).findings
        + DKIMRules(sender: sender, organization: policy.organization, isStrict: policy.isStrict, resolver: resolver)
        .findings
        + policy.findings
}

func unanswered(_ rule: Rule, _ what: String, _ error: DNSError) -> Finding {
    Finding(
        rule,
        Diagnostic(.note, "\(what) was not checked: \(error)", remedy: "name a server with --dns ADDRESS:PORT")
    )
}

struct SPFRules {
    let sender: SenderIdentity
    let resolver: any DNSResolver

    var findings: [Finding] {
        let addresses: [IPAddress?] = sender.relayAddresses.isEmpty ? [nil] : sender.relayAddresses
        return addresses.map { address in
            var evaluation = SPFEvaluation(resolver: resolver, sender: sender.address, address: address)
            let verdict = evaluation.evaluate(sender.domain)
            return finding(verdict, address: address, lookups: evaluation.lookups)
        }
    }

    private func finding(_ verdict: SPFEvaluation.Verdict, address: IPAddress?, lookups: Int) -> Finding {
        let domain = sender.domain
        switch verdict {
        case .unanswered(let error): return unanswered(.spf, "SPF of \(domain)", error)
        case .none:
            return say(
                .error,
                "\(domain) has no SPF record, and Gmail, Yahoo and Outlook ask for one",
                "publish the TXT record that your relay names, such as 'v=spf1 include:RELAY -all'"
            )
        case .broken(let why):
            return say(.error, "receivers cannot use the SPF record of \(domain): \(why)", "mend the record")
        case .result(let result):
            guard let address else {
                if result == .pass {
                    return say(.error, "the SPF record of \(domain) lets everybody send for it", "end it with '-all'")
                }
                let what = "\(domain) has an SPF record that reads well, with \(lookups) of 10 look-ups"
                return say(.note, what, "name the relay's outgoing address with --sender-ip to see whether it may send")
            }
            if result == .pass {
                return say(.note, "SPF lets \(address) send for \(domain), by \(lookups) of 10 look-ups", "")
            }
            return say(
                .error,
                "SPF does not let \(address) send for \(domain): \(result.rawValue)",
                "add what your relay names, such as 'include:RELAY', before 'all'"
            )
        }
    }

    private func say(_ severity: Diagnostic.Severity, _ what: String, _ remedy: String) -> Finding {
        Finding(.spf, Diagnostic(severity, what, remedy: remedy))
    }
}

struct DKIMRules {
    let sender: SenderIdentity
    /// The domain that DMARC counts the sender's to.
    let organization: String
    /// Whether DMARC wants the very domain of From.
    let isStrict: Bool
    let resolver: any DNSResolver

    var findings: [Finding] {
        guard let signature = sender.signature else {
            let what = "the relay is to sign with DKIM, which was not checked"
            let remedy =
                "send yourself a message and see that h= names List-Unsubscribe and List-Unsubscribe-Post, and d= is "
                + "\(organization) or below; or let Dovetail sign: 'email: dkim: {mode: local, …}'"
            return [say(.note, what, remedy)]
        }
        var findings = recordFindings(signature)
        if !isAligned(signature.domain) {
            let what = "DKIM signs for \(signature.domain), which DMARC does not count as \(sender.domain) of From"
            findings.append(say(.error, what, "set 'email.dkim.domain' to \(sender.domain)"))
        }
        if signature.publicKey != nil, signature.keyBits < 2_048 {
            let what = "the DKIM key has \(signature.keyBits) bits"
            findings.append(say(.warning, what, "make one with 'openssl genrsa 2048', under a new selector"))
        }
        return findings
    }

    private func isAligned(_ domain: String) -> Bool {
        if domain == sender.domain { return true }
        if isStrict { return false }
        return [domain, sender.domain].allSatisfy { $0 == organization || $0.hasSuffix(".\(organization)") }
    }

    private func recordFindings(_ signature: SenderIdentity.Signature) -> [Finding] {
        let name = "\(signature.selector)._domainkey.\(signature.domain)"
        let publish = "publish the TXT record 'v=DKIM1; k=rsa; p=\(signature.publicKey ?? "…")' at \(name)"
        let texts: [String]
        do throws(DNSError) {
            texts = try resolver.texts(of: name)
        } catch {
            return [unanswered(.dkim, "the DKIM key at \(name)", error)]
        }
        guard let text = texts.first else { return [say(.error, "there is no DKIM key at \(name)", publish)] }
        if texts.count > 1 {
            return [say(.error, "there are \(texts.count) TXT records at \(name)", "leave one")]
        }
        let tags = TagList(text)
        let published = tags["p"] ?? ""
        if let version = tags["v"], version != "DKIM1" || tags.first?.name != "v" {
            return [say(.error, "the record at \(name) is not of DKIM: v=\(version)", publish)]
        }
        if let kind = tags["k"], kind != "rsa" {
            return [say(.error, "the DKIM key at \(name) is not for RSA: k=\(kind)", publish)]
        }
        if let hashes = tags["h"], !hashes.split(separator: ":").contains("sha256") {
            return [say(.error, "the DKIM key at \(name) is not for SHA-256: h=\(hashes)", "leave h= out")]
        }
        if published.isEmpty {
            return [say(.error, "the DKIM key at \(name) has been withdrawn: p= is empty", publish)]
        }
        guard let publicKey = signature.publicKey else { return [] }
        if published != publicKey {
            return [say(.error, "the DKIM key at \(name) is another than the one that signs", publish)]
        }
        if tags["t"]?.split(separator: ":").contains("y") == true {
            let what = "the DKIM key at \(name) says that it is only being tried out: t=y"
            return [say(.warning, what, "take t=y out")]
        }
        return [say(.note, "the DKIM key at \(name) is the one that signs, \(signature.keyBits) bits", "")]
    }

    private func say(_ severity: Diagnostic.Severity, _ what: String, _ remedy: String) -> Finding {
        Finding(.dkim, Diagnostic(severity, what, remedy: remedy))
    }
}

/// Source: RFC 7489, with the walk up the names of its successor in place of a list of public suffixes.
struct DMARCRules {
    private static let maximumSteps = 8

    private let domain: String
    /// The highest name with a record.
    private(set) var organization: String
    private(set) var isStrict = false
    private(set) var findings: [Finding] = []

    init(domain: String, resolver: any DNSResolver) {
        self.domain = domain
        organization = domain
        var policy: (name: String, tags: TagList)?
        var name = domain
        for _ in 0..<DMARCRules.maximumSteps where name.contains(".") {
            let texts: [String]
            do throws(DNSError) {
                texts = try resolver.texts(of: "_dmarc.\(name)")
                    .filter { TagList($0).first.map { $0 == ("v", "DMARC1") } ?? false }
            } catch {
                findings = [unanswered(.dmarc, "DMARC of \(domain)", error)]
                return
            }
            if texts.count > 1 {
                say(.error, "there are \(texts.count) DMARC records at _dmarc.\(name), so none counts", "leave one")
                return
            }
            if let text = texts.first {
                policy = policy ?? (name, TagList(text))
                organization = name
            }
            name = String(name.drop { $0 != "." }.dropFirst())
        }
        guard let policy else {
            say(
                .error,
                "\(domain) has no DMARC record, and Gmail, Yahoo and Outlook ask for one",
                "publish the TXT record 'v=DMARC1; p=none; rua=mailto:YOU' at _dmarc.\(domain)"
            )
            return
        }
        isStrict = policy.tags["adkim"]?.lowercased() == "s"
        judge(policy.tags, at: policy.name)
    }

    private mutating func judge(_ tags: TagList, at name: String) {
        let place = "_dmarc.\(name)"
        let wanted = name == domain ? tags["p"] : tags["sp"] ?? tags["p"]
        guard let policy = wanted?.lowercased(), ["none", "quarantine", "reject"].contains(policy) else {
            say(.error, "the DMARC record at \(place) has no policy that receivers know", "add p=none")
            return
        }
        if tags["rua"] == nil {
            say(
                .warning,
                "the DMARC record at \(place) asks for no reports",
                "add rua=mailto:YOU to see who sends as you"
            )
        }
        say(.note, "DMARC of \(domain) is p=\(policy), from \(place)", "")
    }

    private mutating func say(_ severity: Diagnostic.Severity, _ what: String, _ remedy: String) {
        findings.append(Finding(.dmarc, Diagnostic(severity, what, remedy: remedy)))
    }
}
