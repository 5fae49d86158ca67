/// What an SMTP reply answered.
public enum SMTPStage: String, Codable, Sendable, CaseIterable {
    case mail = "MAIL"
    case recipient = "RCPT"
    case data = "DATA"
    /// The message as a whole.
    case dot
}

extension Reply {
    /// What a refusal is about, as far as its codes and words tell.
    ///
    /// Source: RFC 3463; the classes of KumoMTA's `iana.toml` and the words relays use, in
    /// `../shared/reference/messaging-standards.md` section 6.
    public enum Kind: String, Sendable, CaseIterable {
        /// Nobody has this address: a hard bounce.
        case noSuchMailbox
        case mailboxFull
        case tooBig
        /// Come back in a few minutes and you are let in.
        case greylisted
        /// The relay or the domain wants less of us.
        case throttled
        /// We, or what we wrote, are not wanted.
        case blocked
        case credentials
        case other
    }

    public var kind: Kind {
        if [530, 534, 535, 538].contains(code) { return .credentials }
        let words = text.lowercased()
        func says(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        let detail = enhancedCode.map { $0.dropFirst(2) } ?? ""
        if code / 100 == 4, says("greylist", "graylist", "grey list", "gray list", "postgrey") { return .greylisted }
        if detail == "2.2" || says("quota", "mailbox full", "mailbox is full", "over limit") { return .mailboxFull }
        if detail == "2.3" || detail == "3.4" { return .tooBig }
        if code / 100 == 5, isNoSuchMailbox(detail: detail, says: { words.contains($0) }) { return .noSuchMailbox }
        if says(
            "spamhaus",
            "blacklist",
            "blocklist",
            "blocked",
            "listed at",
            "listed in",
            "listed by",
            "bad reputation"
        ) {
            return .blocked
        }
        if code == 421 || detail == "3.2" || says("tss04", "rate limit", "too many", "too fast", "throttl") {
            return .throttled
        }
        if code == 450 || code == 451, detail == "7.1", stage == .recipient, says("try again", "try later") {
            return .greylisted
        }
        if code / 100 == 4, detail.hasPrefix("7.") { return .throttled }
        if code / 100 == 5, detail.hasPrefix("7.") { return .blocked }
        return .other
    }

    private func isNoSuchMailbox(detail: Substring, says: (String) -> Bool) -> Bool {
        if ["1.1", "1.2", "1.3", "1.6", "1.10"].contains(detail) { return true }
        let words = [
            "unknown", "no such", "does not exist", "doesn't exist", "not found", "disabled", "invalid recipient",
        ]
        // A reply to anything but the recipient's name is not about the recipient.
        guard detail.isEmpty || detail == "2.1" || detail == "2.0", stage == nil || stage == .recipient else {
            return false
        }
        return [550, 551, 553].contains(code) && words.contains(where: says)
    }

    /// Whether the relay itself, rather than the recipient or the message, is what failed.
    public var isAboutRelay: Bool { code == 421 || stage == .mail }

    /// How long the reply asks to wait: `try again in 5 minutes`, `come back in 00:04:30`; `nil` where it does not say.
    public var waitSeconds: Int64? {
        let words = text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == ":") }
        for (index, word) in words.enumerated() {
            let clock = word.split(separator: ":").compactMap { Int64($0) }
            if clock.count == 3, clock.allSatisfy({ $0 < 60 }) { return clock[0] * 3_600 + clock[1] * 60 + clock[2] }
            let digits = word.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int64(digits), number > 0, number < 100_000 else { continue }
            let unit = digits.count < word.count ? word.dropFirst(digits.count) : words.dropFirst(index + 1).first ?? ""
            if unit.hasPrefix("sec") || unit == "s" { return number }
            if unit.hasPrefix("min") { return number * 60 }
            if unit.hasPrefix("hour") { return number * 3_600 }
        }
        return nil
    }
}
