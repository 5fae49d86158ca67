internal import CampaignModel

/// Writes a campaign's messages as they go over the wire (RFC 5322, MIME), without a clock or a random number.
///
/// The lines that are the same for every recipient are written once, when it is made.
struct MessageWriter: Sendable {
    let from: Mailbox
    /// From to Reply-To, and List-Id to the end of what never changes.
    private let opening: [UInt8]
    private let closing: [UInt8]

    /// What differs from one message to the next.
    struct Parts {
        var row: MessageRow
        var recipient: Mailbox
        var subject: HeaderText
        var links: MessageLinks
        /// Whether it goes to the team instead of a customer.
        var isTest = false
    }

    init(campaign: String, from: Mailbox, replyTo: Mailbox?, settings: EmailSettings, shop: String) {
        self.from = from
        var opening: [UInt8] = []
        HeaderWriter.named("From", HeaderText(from.name), from.address.text, into: &opening)
        if let replyTo {
            HeaderWriter.named("Reply-To", HeaderText(replyTo.name), replyTo.address.text, into: &opening)
        }
        self.opening = opening

        var closing: [UInt8] = []
        HeaderWriter.named("List-Id", HeaderText(shop), settings.listID, into: &closing)
        HeaderWriter.plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click", into: &closing)
        let feedback = FeedbackID(campaign: campaign, shop: shop, sender: settings.feedbackSender)
        HeaderWriter.plain("Feedback-ID", feedback.description, into: &closing)
        HeaderWriter.plain("Auto-Submitted", "auto-generated", into: &closing)
        HeaderWriter.plain("Precedence", "bulk", into: &closing)
        self.closing = closing
    }

    /// Appends a whole message.
    func append(_ parts: Parts, text: Span<UInt8>, html: Span<UInt8>, to output: inout [UInt8]) {
        let identity = MessageIdentity(parts.row.key)
        let domain = from.address.domain
        output.append(contentsOf: opening)
        HeaderWriter.named("To", HeaderText(parts.recipient.name), parts.recipient.address.text, into: &output)
        HeaderWriter.text("Subject", parts.subject, into: &output)
        HeaderWriter.plain("Date", messageDate(parts.row.sendAt), into: &output)
        HeaderWriter.plain("Message-ID", "<\(identity.messageID)@\(domain)>", into: &output)
        HeaderWriter.plain("MIME-Version", "1.0", into: &output)
        let boundary = "multipart/alternative;\r\n boundary=\"\(identity.boundary)\""
        HeaderWriter.plain("Content-Type", boundary, into: &output)
        HeaderWriter.addresses(
            "List-Unsubscribe",
            [parts.links.unsubscribe] + (parts.links.unsubscribeMailto.map { [$0] } ?? []),
            into: &output
        )
        output.append(contentsOf: closing)
        HeaderWriter.text("X-Dovetail-Run", HeaderText(parts.row.key.run), into: &output)
        HeaderWriter.plain("X-Dovetail-Message", String(parts.row.key.message), into: &output)
        if parts.isTest { HeaderWriter.plain("X-Dovetail-Test", "true", into: &output) }
        endLine(&output)
        appendPart("text/plain", text, boundary: identity.boundary, to: &output)
        appendPart("text/html", html, boundary: identity.boundary, to: &output)
        Rendering.append("--\(identity.boundary)--\r\n", to: &output)
    }

    private func appendPart(_ type: String, _ content: Span<UInt8>, boundary: String, to output: inout [UInt8]) {
        Rendering.append("--\(boundary)\r\n", to: &output)
        Rendering.append("Content-Type: \(type); charset=utf-8\r\n", to: &output)
        TransferEncoding.append(content, to: &output)
        // This line end belongs to the boundary that follows, not to the part (RFC 2046 section 5.1.1).
        endLine(&output)
    }
}

/// `campaign:channel:shop:sender`, by which Gmail adds up complaints. Source: support.google.com/mail/answer/6254652.
struct FeedbackID: CustomStringConvertible {
    let description: String

    init(campaign: String, shop: String, sender: String) {
        let campaign = FeedbackID.slug(campaign)
        var shop = String(FeedbackID.slug(shop).prefix(24))
        if shop.isEmpty { shop = "shop" }
        // No name may stand in two fields.
        if [campaign, "email", sender].contains(shop) { shop = "shop-" + shop }
        description = "\(campaign):email:\(shop):\(sender)"
    }

    /// Lower-case ASCII letters and digits, and one hyphen for each run of anything else.
    private static func slug(_ text: String) -> String {
        let kept = text.lowercased().utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "-")
            }
        }
        let words = kept.split(separator: UInt8(ascii: "-")).map { String(decoding: $0, as: UTF8.self) }
        return words.joined(separator: "-")
    }
}
