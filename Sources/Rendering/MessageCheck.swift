internal import CampaignModel
internal import Diagnostics
internal import Liquid

/// What must hold of every message, looked at once each time one is composed.
enum MessageCheck {
    /// Octets of one link; longer header lines are cut or refused on the way.
    static let maximumLinkLength = 900

    /// The links can stand in a header as they are. Source: RFC 8058 section 3.1, RFC 2369 section 2.
    static func links(_ links: MessageLinks) throws(RenderError) {
        let https = [links.unsubscribe, links.preferences, links.viewInBrowser]
        for link in https where !link.hasPrefix("https://") || !fitsHeader(link) {
            throw .failed(Diagnostic(.error, "'\(link)' is no https link", remedy: "mend shop.link_base_url"))
        }
        if let mailto = links.unsubscribeMailto, !mailto.hasPrefix("mailto:") || !fitsHeader(mailto) {
            throw .failed(Diagnostic(.error, "'\(mailto)' is no mailto link", remedy: "mend the unsubscribe mailbox"))
        }
    }

    private static func fitsHeader(_ link: String) -> Bool {
        link.utf8.count <= maximumLinkLength
            && link.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"<>\"".utf8.contains($0) }
    }

    /// No `{{` or `{%` is left: template text that nobody filled in.
    static func isFinished(_ bytes: [UInt8], _ part: String) throws(RenderError) {
        let span = bytes.span
        let brace = UInt8(ascii: "{")
        var index = -1
        while true {
            index = firstIndex(of: brace, in: span, from: index + 1)
            if index + 1 >= span.count { return }
            guard span[index + 1] == brace || span[index + 1] == UInt8(ascii: "%") else { continue }
            let shown = String(decoding: bytes[index..<min(bytes.count, index + 40)], as: UTF8.self)
            throw .failed(
                Diagnostic(
                    .error,
                    "the rendered \(part) still holds template text: '\(HeaderText(shown).text)'",
                    remedy: "mend the template, or the value that it comes from"
                )
            )
        }
    }

    /// The way out is in the part that people read.
    static func offersUnsubscribing(_ bytes: [UInt8], _ links: MessageLinks, _ part: String) throws(RenderError) {
        // It is near the end of most messages.
        if contains(Array(links.unsubscribe.utf8), in: bytes.span) { return }
        if contains(Array(escaped(links.unsubscribe).utf8), in: bytes.span) { return }
        throw .failed(
            Diagnostic(
                .error,
                "the \(part) has no link to unsubscribe",
                remedy: "show {{ unsubscribe_url }} to everyone in both templates"
            )
        )
    }
}
