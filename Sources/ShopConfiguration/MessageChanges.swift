internal import CampaignModel

/// What `message`, `push`, a variant or a language says, key by key; so that one can be laid over the other before it is
/// a message.
struct MessageChanges {
    static let emailKeys = ["from", "reply_to", "subject", "preheader", "template", "locale"]
    static let pushKeys = ["template", "locale"]

    private var texts: [String: String] = [:]
    /// By language in lower case.
    private var languages: [String: [String: String]] = [:]

    /// - Parameters:
    ///   - keys: Those that the section may have, beside `languages`.
    ///   - required: Those that it must have.
    init(_ section: YAMLSection, keys: [String], required: [String] = []) {
        texts = MessageChanges.texts(section, keys)
        for key in required where (texts[key] ?? "").isEmpty { section.report(key, "is missing") }
        for (name, inner) in section.mappings("languages") {
            if !isLanguage(name) {
                section.report("languages", "has '\(name)', which is no language", remedy: "write 'de' or 'de-AT'")
            }
            languages[name.lowercased()] = MessageChanges.texts(inner, keys)
            inner.refuseUnknownKeys()
        }
        section.refuseUnknownKeys()
    }

    private static func texts(_ section: YAMLSection, _ keys: [String]) -> [String: String] {
        var texts: [String: String] = [:]
        for key in keys {
            guard let text = section.text(key) else { continue }
            texts[key] = text
            if key == "from" || key == "reply_to", Mailbox(text) == nil {
                section.report(key, "is no address: '\(text)'", remedy: "write 'Name <news@brand.example>'")
            }
        }
        return texts
    }

    /// These, with what `other` says instead.
    func changed(by other: MessageChanges) -> MessageChanges {
        var changes = self
        changes.texts.merge(other.texts) { $1 }
        changes.languages.merge(other.languages) { $0.merging($1) { $1 } }
        return changes
    }

    var email: EmailContent {
        var content = MessageChanges.email(texts)
        // What a language leaves unsaid, the message says.
        content.languages = languages.mapValues { MessageChanges.email(texts.merging($0) { $1 }) }
        return content
    }

    var push: PushContent {
        var content = MessageChanges.push(texts)
        content.languages = languages.mapValues { MessageChanges.push(texts.merging($0) { $1 }) }
        return content
    }

    private static func email(_ texts: [String: String]) -> EmailContent {
        var content = EmailContent(
            from: texts["from"],
            replyTo: texts["reply_to"],
            subject: texts["subject"] ?? "",
            preheader: texts["preheader"] ?? "",
            template: texts["template"] ?? ""
        )
        content.locale = texts["locale"]
        return content
    }

    private static func push(_ texts: [String: String]) -> PushContent {
        var content = PushContent(template: texts["template"] ?? "")
        content.locale = texts["locale"]
        return content
    }
}

/// Whether a name looks like a BCP 47 tag: letters, digits and hyphens, at least two.
private func isLanguage(_ name: String) -> Bool {
    name.utf8.count >= 2
        && name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
}
