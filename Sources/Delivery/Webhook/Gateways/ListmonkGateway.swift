internal import CampaignModel
internal import JSON

/// The JSON that listmonk posts to a messenger, so that what was built for it takes messages from here as well: one
/// request a message, with the person's tokens among the recipient's attributes.
///
/// Source: <https://listmonk.app/docs/messengers/>, `internal/messenger/postback/postback.go`
struct ListmonkGateway: PushGateway {
    var isSigned: Bool { true }

    func parts(of body: [UInt8], key: String) -> PushParts {
        guard let text = PushText(body) else { return .unfit("its body is no JSON object") }
        return .parts([PushPart.Content(tokens: text.tokens, json: ListmonkGateway.message(text, key: key))])
    }

    private static func message(_ text: PushText, key: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("subject", text.title ?? "")
        writer.member("from_email", "")
        writer.member("content_type", "plain")
        writer.member("body", text.body ?? "")
        writer.key("recipients")
        writer.beginArray()
        writer.beginObject()
        writer.member("uuid", key)
        writer.member("email", "")
        writer.member("name", "")
        writer.key("attribs")
        writer.beginObject()
        for (name, node) in text.data where !["tokens", "url", "image"].contains(name) {
            writer.key(name)
            writer.value(node, of: text.document)
        }
        writer.member("url", text.dataURL)
        writer.member("image", text.image)
        writer.key("tokens")
        writer.strings(text.tokens)
        writer.endObject()
        writer.member("status", "enabled")
        writer.endObject()
        writer.endArray()
        writer.key("campaign")
        writer.null()
        writer.key("attachments")
        writer.beginArray()
        writer.endArray()
        text.writeExtras(
            of: "listmonk",
            taken: ["subject", "from_email", "content_type", "body", "recipients", "campaign", "attachments"],
            to: &writer
        )
        writer.endObject()
        return writer.bytes
    }

    func verdicts(on parts: [PushPart.Content], _ answer: PushAnswer) -> [PushVerdict] {
        parts.map { part in
            guard answer.status == 410 else { return answer.verdict() }
            return .dead(part.tokens, "gone", answer.reply, isDoubtful: true)
        }
    }
}
