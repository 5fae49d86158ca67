internal import CampaignModel
internal import JSON

/// ntfy: one request for each token, which is a topic, or the address of a topic on the customer's own server.
///
/// Source: <https://docs.ntfy.sh/publish/#publish-as-json>
struct NtfyGateway: PushGateway {
    let tokensAreAddresses: Bool

    func parts(of body: [UInt8], key: String) -> PushParts {
        parts(of: body) { text, token in
            let place = tokensAreAddresses ? NtfyGateway.split(token) : (server: nil, topic: token)
            let json = NtfyGateway.message(text, topic: place.topic)
            return PushPart.Content(tokens: [token], json: json, url: place.server)
        }
    }

    /// `https://ntfy.example/topic`: JSON is posted to the server, and names the topic.
    private static func split(_ address: String) -> (server: String?, topic: String) {
        guard let slash = address.lastIndex(of: "/") else { return (address, "") }
        return (String(address[...slash]), String(address[address.index(after: slash)...]))
    }

    private static func message(_ text: PushText, topic: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("topic", topic)
        writer.member("title", text.title)
        writer.member("message", text.body)
        writer.member("click", text.url)
        writer.member("attach", text.image)
        text.writeExtras(of: "ntfy", taken: ["topic", "title", "message", "click", "attach"], to: &writer)
        writer.endObject()
        return writer.bytes
    }

    func verdicts(on parts: [PushPart.Content], _ answer: PushAnswer) -> [PushVerdict] {
        parts.map { part in
            if tokensAreAddresses, answer.status == 410 { return .dead(part.tokens, "gone", answer.reply) }
            if tokensAreAddresses, answer.status == 401 { return PushVerdict(.permanentFailure(answer.reply)) }
            return answer.verdict()
        }
    }
}
