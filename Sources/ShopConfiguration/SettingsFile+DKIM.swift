internal import CampaignModel

/// `email.dkim`: `relay`, or `{mode: local, domain: …, selector: …, key_file: …}`.
extension SettingsFile {
    static func dkim(_ email: YAMLSection) -> DKIMSettings? {
        guard email.has("dkim") else { return nil }
        guard email.isMapping("dkim") else {
            if email.text("dkim") != "relay" {
                let remedy = "write relay, or {mode: local, domain: brand.example, selector: news, key_file: dkim.pem}"
                email.report("dkim", "is neither relay nor a mapping", remedy: remedy)
            }
            return nil
        }
        let section = email.section("dkim")
        defer { section.refuseUnknownKeys() }
        let mode = section.choice("mode", of: Mode.self)
        if mode == .relay { return nil }
        return DKIMSettings(
            domain: name(section, "domain", labels: 2),
            selector: name(section, "selector", labels: 1),
            key: keySource(section)
        )
    }

    private enum Mode: String, CaseIterable { case relay, local }

    private static func keySource(_ section: YAMLSection) -> DKIMSettings.KeySource {
        switch (section.text("key_env"), section.text("key_file")) {
        case (let variable?, nil): return .environment(variable)
        case (nil, let file?): return .file(file)
        case (nil, nil):
            section.report(
                "key_file",
                "is missing",
                remedy: "name the private key's file, or its variable in 'key_env'"
            )
        case (_?, _?):
            section.report("key_file", "stands beside 'key_env'", remedy: "leave one of them out")
        }
        return .file("")
    }

    /// Labels of letters, digits and inner hyphens (a selector may have underscores), which can stand in a header as
    /// they are.
    private static func name(_ section: YAMLSection, _ key: String, labels: Int) -> String {
        let text = section.requiredText(key).lowercased()
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
        if !text.isEmpty, !isName || parts.count < labels || text.utf8.count > 190 {
            section.report(key, "is no name in DNS: '\(text)'", remedy: "write it as in DNS, in ASCII")
        }
        return text
    }
}
