internal import CampaignModel

extension CampaignFile {
    /// - Parameter base: What holds where the section says nothing: of a variant or a language, the message it changes.
    static func email(_ section: YAMLSection, base: EmailContent? = nil) -> EmailContent {
        for key in ["from", "reply_to"] {
            guard let text = section.text(key), Mailbox(text) == nil else { continue }
            section.report(
                key,
                "is no address: '\(text)'",
                remedy: "write 'Name <news@brand.example>'"
            )
        }
        var content = EmailContent(
            from: section.text("from") ?? base?.from,
            replyTo: section.text("reply_to") ?? base?.replyTo,
            subject: text(section, "subject", base?.subject),
            preheader: section.text("preheader") ?? base?.preheader ?? "",
            template: text(section, "template", base?.template)
        )
        content.locale = section.text("locale") ?? base?.locale
        content.languages = base?.languages ?? [:]
        for (language, inner) in languages(section) {
            var own = content.languages[language] ?? content
            own.languages = [:]
            content.languages[language] = email(inner, base: own)
        }
        section.refuseUnknownKeys()
        return content
    }

    /// - Parameter base: As for ``email(_:base:)``.
    static func push(_ section: YAMLSection, base: PushContent? = nil) -> PushContent {
        var content = PushContent(template: text(section, "template", base?.template))
        content.locale = section.text("locale") ?? base?.locale
        content.languages = base?.languages ?? [:]
        for (language, inner) in languages(section) {
            var own = content.languages[language] ?? content
            own.languages = [:]
            content.languages[language] = push(inner, base: own)
        }
        section.refuseUnknownKeys()
        return content
    }

    private static func text(_ section: YAMLSection, _ key: String, _ base: String?) -> String {
        if let base { section.text(key) ?? base } else { section.requiredText(key) }
    }

    /// `languages: {de: {…}, de-AT: {…}}`; a language inside a language has none.
    private static func languages(_ section: YAMLSection) -> [(String, YAMLSection)] {
        section.mappings("languages").compactMap { name, inner in
            let isTag =
                name.utf8.count >= 2
                && name.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
            if !isTag {
                section.report("languages", "has '\(name)', which is no language", remedy: "write 'de' or 'de-AT'")
            }
            if inner.has("languages") {
                inner.report("languages", "cannot stand inside a language", remedy: "list all languages side by side")
            }
            return isTag ? (name.lowercased(), inner) : nil
        }
    }
}
