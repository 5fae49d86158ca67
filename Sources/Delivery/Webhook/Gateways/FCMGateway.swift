internal import CampaignModel
internal import JSON

/// Firebase Cloud Messaging, HTTP v1: one request for each token.
///
/// Source: <https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages>, `…/v1/ErrorCode`
struct FCMGateway: PushGateway {
    func parts(of body: [UInt8], key: String) -> PushParts {
        parts(of: body) { text, token in
            PushPart.Content(tokens: [token], json: FCMGateway.message(text, token: token, key: key))
        }
    }

    private static func message(_ text: PushText, token: String, key: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("message")
        writer.beginObject()
        writer.member("token", token)
        writer.key("notification")
        writer.beginObject()
        writer.member("title", text.title)
        writer.member("body", text.body)
        writer.member("image", text.image)
        writer.endObject()
        writer.key("data")
        writeData(of: text, key: key, to: &writer)
        var taken: Set = ["token", "notification", "data"]
        if let url = text.url, url.hasPrefix("https://"), text.document.find("fcm", "webpush") == nil {
            taken.insert("webpush")
            writer.key("webpush")
            writer.beginObject()
            writer.key("fcm_options")
            writer.beginObject()
            writer.member("link", url)
            writer.endObject()
            writer.endObject()
        }
        text.writeExtras(of: "fcm", taken: taken, to: &writer)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    /// FCM takes nothing but texts here: other values become the text they are in JSON.
    private static func writeData(of text: PushText, key: String, to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, node) in text.data where name != "url" && name != "message_id" {
            if let words = text.document.words(node) {
                writer.member(name, words)
            } else {
                var value = JSONWriter()
                value.value(node, of: text.document)
                writer.member(name, String(decoding: value.bytes, as: UTF8.self))
            }
        }
        writer.member("url", text.dataURL)
        writer.member("message_id", key)
        writer.endObject()
    }

    func verdicts(on parts: [PushPart.Content], _ answer: PushAnswer) -> [PushVerdict] {
        parts.map { verdict(on: $0, answer) }
    }

    private func verdict(on part: PushPart.Content, _ answer: PushAnswer) -> PushVerdict {
        if answer.isSuccess {
            guard let name = answer.document.flatMap({ $0.words($0.find("name")) }) else {
                return PushVerdict(.unknown("\(answer.status) without a message's name: \(answer.reply.text)"))
            }
            return PushVerdict(.accepted(answer.reply(name)))
        }
        let error = FCMError(answer)
        let reply = answer.reply(error.text)
        switch (answer.status, error.code) {
        case (404, "UNREGISTERED"): return .dead(part.tokens, "unregistered", reply)
        case (403, "SENDER_ID_MISMATCH"): return .dead(part.tokens, "of another sender", reply)
        // Google's own words for a token it cannot read; the same status without them is about our JSON.
        case (400, "INVALID_ARGUMENT"): return .dead(part.tokens, "invalid", reply, isDoubtful: true)
        case (401, "THIRD_PARTY_AUTH_ERROR"): return .misconfigured(reply)
        case (403, _), (404, _): return .misconfigured(reply)
        default: return answer.verdict(error.text)
        }
    }
}

/// What Google says of a failure.
private struct FCMError {
    /// FCM's own code; `nil` where the error is not FCM's but about the request.
    var code: String?
    var text: String?

    init(_ answer: PushAnswer) {
        guard let document = answer.document, let error = document.find("error") else { return }
        let status = document.words(document.find("status", from: error))
        let message = document.words(document.find("message", from: error))
        for detail in document.children(document.find("details", from: error)) {
            let type = document.words(document.find("@type", from: detail)) ?? ""
            if type.hasSuffix("google.firebase.fcm.v1.FcmError") {
                code = document.words(document.find("errorCode", from: detail))
            }
        }
        let words = [code ?? status, message].compactMap { $0 }
        text = words.isEmpty ? nil : words.joined(separator: ": ")
    }
}
