internal import CampaignModel
internal import JSON

/// OneSignal: one request for all devices of a person, whose tokens are its subscription ids.
///
/// Source: <https://documentation.onesignal.com/reference/create-message>
struct OneSignalGateway: PushGateway {
    let appID: String

    func parts(of body: [UInt8], key: String) -> PushParts {
        guard let text = PushText(body) else { return .unfit("its body is no JSON object") }
        if text.tokens.isEmpty { return .unfit("its document lists no tokens") }
        return .parts([PushPart.Content(tokens: text.tokens, json: notification(text, key: key))])
    }

    private func notification(_ text: PushText, key: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("app_id", appID)
        writer.member("target_channel", "push")
        writer.key("include_subscription_ids")
        writer.strings(text.tokens)
        writeByLanguage("headings", text.title, of: text, to: &writer)
        writeByLanguage("contents", text.body, of: text, to: &writer)
        writer.member("url", text.url)
        if let image = text.image {
            writer.member("big_picture", image)
            writer.member("chrome_web_image", image)
            writer.key("ios_attachments")
            writer.beginObject()
            writer.member("image", image)
            writer.endObject()
        }
        if let data = text.document.find("data"), text.document.kind(data) == .object {
            writer.key("data")
            writer.value(data, of: text.document)
        }
        writer.member("idempotency_key", key)
        let taken: Set = [
            "app_id", "target_channel", "include_subscription_ids", "headings", "contents", "url", "big_picture",
            "chrome_web_image", "ios_attachments", "data", "idempotency_key",
        ]
        text.writeExtras(of: "onesignal", taken: taken, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// A template may have its texts by language already.
    private func writeByLanguage(_ name: String, _ plain: String?, of text: PushText, to writer: inout JSONWriter) {
        if let node = text.document.find(name), text.document.kind(node) == .object {
            writer.key(name)
            writer.value(node, of: text.document)
        } else if let plain {
            writer.key(name)
            writer.beginObject()
            writer.member("en", plain)
            writer.endObject()
        }
    }

    func verdicts(on parts: [PushPart.Content], _ answer: PushAnswer) -> [PushVerdict] {
        parts.map { verdict(on: $0, answer) }
    }

    private func verdict(on part: PushPart.Content, _ answer: PushAnswer) -> PushVerdict {
        if answer.status == 403 { return .loginRefused(answer.reply) }
        guard answer.isSuccess else { return answer.verdict() }
        guard let document = answer.document else {
            return PushVerdict(.unknown("\(answer.status) without JSON: \(answer.reply.text)"))
        }
        let id = document.words(document.find("id")) ?? ""
        let errors = document.find("errors")
        let dead = ["invalid_player_ids", "invalid_subscription_ids"].flatMap { name in
            errors.map { document.children(document.find(name, from: $0)).compactMap { document.words($0) } } ?? []
        }
        // The status is a success even where nobody got anything.
        var verdict = PushVerdict(id.isEmpty ? .permanentFailure(answer.reply) : .accepted(answer.reply(id)))
        verdict.deadTokens = dead.filter(Set(part.tokens).contains)
        verdict.deadReason = "unsubscribed"
        return verdict
    }
}
