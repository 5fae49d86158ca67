import DNS
import Diagnostics
import Testing

@testable import Checking

/// DNS as a table: `TXT name`, `A name`, `MX name`.
private struct Table: DNSResolver {
    var rows: [String: [String]]

    func records(of name: String, _ type: DNSRecordType) throws(DNSError) -> [DNSRecord] {
        if name.contains("silent") { throw .silent(server: "table") }
        let kinds: [DNSRecordType: String] = [.text: "TXT", .address: "A", .longAddress: "AAAA", .mailServer: "MX"]
        return (rows["\(kinds[type] ?? "") \(name)"] ?? []).map { value -> DNSRecord in
            switch type {
            case .text: .text(value)
            case .mailServer: .mailServer(value)
            case .address, .longAddress: IPAddress(value).map { .address($0) } ?? .text(value)
            }
        }
    }
}

struct SPFTests {
    private static let table = Table(rows: [
        "TXT a.example": ["v=spf1 a mx:m.example ip4:192.0.2.0/25 ip6:2001:db8::/32 include:b.example -all", "other"],
        "A a.example": ["198.51.100.1"],
        "MX m.example": ["mail.m.example"],
        "A mail.m.example": ["198.51.100.2"],
        "TXT b.example": ["v=spf1 ip4:203.0.113.5 ~all"],
        "TXT r.example": ["v=spf1 redirect=b.example"],
        "TXT loop.example": ["v=spf1 include:loop.example -all"],
        "TXT bad.example": ["v=spf1 ipv4:192.0.2.1 -all"],
        "TXT two.example": ["v=spf1 -all", "v=spf1 ~all"],
        "TXT dangling.example": ["v=spf1 include:nothing.example -all"],
        "TXT open.example": ["v=spf1 +all"],
        "TXT macro.example": ["v=spf1 exists:%{ir}.%{l}._spf.%{d2} -all"],
        "A 1.2.0.192.news._spf.macro.example": ["127.0.0.2"],
        "TXT wide.example": ["v=spf1 a/24 -all"],
        "A wide.example": ["198.51.100.1"],
        "TXT quiet.example": ["v=spf1 include:silent.example -all"],
    ])

    @Test(arguments: [
        ("a.example", "198.51.100.1", "pass"), ("a.example", "198.51.100.2", "pass"),
        ("a.example", "192.0.2.127", "pass"),
        ("a.example", "192.0.2.128", "fail"), ("a.example", "2001:db8:1::1", "pass"),
        ("a.example", "203.0.113.5", "pass"),
        ("a.example", "203.0.113.6", "fail"), ("r.example", "203.0.113.5", "pass"),
        ("r.example", "203.0.113.6", "softfail"),
        ("b.example", "203.0.113.6", "softfail"), ("none.example", "192.0.2.1", "none"),
        ("macro.example", "192.0.2.1", "pass"),
        ("macro.example", "192.0.2.2", "fail"), ("wide.example", "198.51.100.200", "pass"),
        ("loop.example", "192.0.2.1", "broken"), ("bad.example", "192.0.2.1", "broken"),
        ("two.example", "192.0.2.1", "broken"),
        ("dangling.example", "192.0.2.1", "broken"), ("quiet.example", "192.0.2.1", "unanswered"),
    ])
    func addressIsJudgedAsByReceivers(domain: String, address: String, expected: String) throws {
        let address = try #require(IPAddress(address))
        var evaluation = SPFEvaluation(resolver: Self.table, sender: "news@\(domain)", address: address)
        let verdict =
            switch evaluation.evaluate(domain) {
            case .result(let result): result.rawValue
            case .none: "none"
            case .broken: "broken"
            case .unanswered: "unanswered"
            }
        #expect(verdict == expected)
    }

    @Test func withoutAnAddressEveryLookupIsCounted() {
        var evaluation = SPFEvaluation(resolver: Self.table, sender: "news@a.example", address: nil)
        #expect(evaluation.evaluate("a.example") == .result(.fail))
        #expect(evaluation.lookups == 3)
    }

    @Test func tenLookupsAreTheMost() {
        for (count, isRight) in [(10, true), (11, false)] {
            let record = "v=spf1 " + (0..<count).map { "exists:\($0).example " }.joined() + "-all"
            var evaluation = SPFEvaluation(resolver: Table(rows: ["TXT x.example": [record]]), sender: "", address: nil)
            if case .result = evaluation.evaluate("x.example") { #expect(isRight) } else { #expect(!isRight) }
        }
    }
}

struct AuthenticationRulesTests {
    private func findings(
        _ rows: [String: [String]],
        from: String = "news@mail.lumen.example",
        signing domain: String? = "lumen.example",
        bits: Int = 2_048,
        addresses: [String] = []
    ) -> [Finding] {
        let signature = domain.map {
            SenderIdentity.Signature(domain: $0, selector: "news", publicKey: "KEY", keyBits: bits)
        }
        let sender = SenderIdentity(
            address: from,
            signature: signature,
            relayAddresses: addresses.compactMap { IPAddress($0) }
        )
        return checkAuthentication(of: sender, resolver: Table(rows: rows))
    }

    private let right = [
        "TXT mail.lumen.example": ["v=spf1 ip4:192.0.2.1 -all"],
        "TXT news._domainkey.lumen.example": ["v=DKIM1; k=rsa; p=KEY"],
        "TXT _dmarc.lumen.example": ["v=DMARC1; p=quarantine; rua=mailto:d@lumen.example"],
    ]

    private func severities(_ findings: [Finding], of rule: Rule) -> [Diagnostic.Severity] {
        findings.filter { $0.rule == rule }.map(\.severity)
    }

    @Test func senderInOrderHasOnlyNotes() {
        let found = findings(right, addresses: ["192.0.2.1"])
        #expect(found.map(\.severity) == [.note, .note, .note])
        #expect(found.map(\.rule) == [.spf, .dkim, .dmarc])
    }

    @Test func nothingInDNSIsAnErrorOfEachKind() {
        let found = findings([:])
        for rule in [Rule.spf, .dkim, .dmarc] { #expect(severities(found, of: rule).contains(.error), "\(rule)") }
    }

    @Test func silenceIsNoted() {
        let found = findings([:], from: "news@silent.example", signing: "silent.example")
        #expect(found.map(\.severity) == [.note, .note, .note])
        #expect(found.allSatisfy { $0.diagnostic.what.contains("was not checked") })
    }

    @Test(arguments: [
        ("v=DKIM1; p=OTHER", Diagnostic.Severity.error), ("v=DKIM1; p=", .error), ("v=DKIM1; k=ed25519; p=KEY", .error),
        ("v=DKIM1; h=sha1; p=KEY", .error), ("v=DKIM1; t=y; p=KEY", .warning), ("p=K EY", .note),
        ("v=DKIM2; p=KEY", .error),
    ])
    func publishedKeyMustBeTheOneThatSigns(record: String, severity: Diagnostic.Severity) {
        var rows = right
        rows["TXT news._domainkey.lumen.example"] = [record]
        #expect(severities(findings(rows), of: .dkim) == [severity])
    }

    @Test func signatureOfAnotherDomainDoesNotCount() {
        var rows = right
        rows["TXT news._domainkey.other.example"] = ["p=KEY"]
        #expect(severities(findings(rows, signing: "other.example"), of: .dkim) == [.note, .error])
        rows["TXT _dmarc.lumen.example"] = ["v=DMARC1; p=none; adkim=s; rua=mailto:d@lumen.example"]
        #expect(severities(findings(rows), of: .dkim) == [.note, .error])
    }

    @Test func shortKeysAreWarnedOf() {
        #expect(severities(findings(right, bits: 1_024), of: .dkim) == [.note, .warning])
    }

    @Test func everybodyMaySendIsAnError() {
        var rows = right
        rows["TXT mail.lumen.example"] = ["v=spf1 +all"]
        #expect(severities(findings(rows), of: .spf) == [.error])
    }

    @Test func policyMustBeOne() {
        for (records, severity) in [
            (["v=DMARC1; p=none"], [Diagnostic.Severity.warning, .note]),
            (["v=DMARC1; rua=mailto:d@x.example"], [.error]),
            (["v=DMARC1; p=none", "v=DMARC1; p=none"], [.error]), (["p=none; v=DMARC1"], [.error]),
        ] {
            var rows = right
            rows["TXT _dmarc.lumen.example"] = records
            #expect(severities(findings(rows), of: .dmarc) == severity, "\(records)")
        }
    }
}

struct SendingEstimateTests {
    @Test(arguments: [
        (1_000, 1.0, 24.0, 72, Diagnostic.Severity.note), (1_000_000, 1.0, 24.0, 72, .error),
        // Five hours of sending, two a day: two days and an hour.
        (18_000, 1.0, 2.0, 72, .note), (18_000, 1.0, 2.0, 48, .error),
    ])
    func emailsMustGoOutWhileTheyAreValid(
        messages: Int,
        rate: Double,
        hours: Double,
        valid: Int,
        severity: Diagnostic.Severity
    ) {
        let estimate = SendingEstimate(
            campaign: "spring",
            messages: messages,
            rate: rate,
            limit: "1/s",
            hoursPerDay: hours,
            validHours: valid
        )
        #expect(estimate.finding?.severity == severity)
    }
}
