internal import CampaignModel
internal import JSON

/// Expo: up to a hundred messages a request, answered by a ticket for each.
///
/// Source: <https://docs.expo.dev/push-notifications/sending-notifications/>
struct ExpoGateway: PushGateway {
    var batchLimit: Int { 100 }

    func parts(of body: [UInt8], key: String) -> PushParts {
        parts(of: body) { text, token in
            PushPart.Content(tokens: [token], json: ExpoGateway.message(text, token: token))
        }
    }

    private static func message(_ text: PushText, token: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("to", token)
        writer.member("title", text.title)
        writer.member("body", text.body)
        if text.hasData {
            writer.key("data")
            text.writeData(to: &writer)
        }
        if let image = text.image {
            writer.key("richContent")
            writer.beginObject()
            writer.member("image", image)
            writer.endObject()
        }
        text.writeExtras(of: "expo", taken: ["to", "title", "body", "data", "richContent"], to: &writer)
        writer.endObject()
        return writer.bytes
    }

    func body(of parts: [PushPart.Content]) -> [UInt8] {
        var body: [UInt8] = [UInt8(ascii: "[")]
        for (index, part) in parts.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += part.json
        }
        return body + [UInt8(ascii: "]")]
    }

    func verdicts(on parts: [PushPart.Content], _ answer: PushAnswer) -> [PushVerdict] {
        guard answer.isSuccess else {
            let verdict = answer.status == 403 ? PushVerdict.loginRefused(answer.reply) : answer.verdict()
            return parts.map { _ in verdict }
        }
        let document = answer.document
        let tickets = document.map { $0.children($0.find("data")) } ?? []
        guard let document, tickets.count == parts.count else {
            let what =
                "\(answer.status) with \(tickets.count) tickets for \(parts.count) messages: \(answer.reply.text)"
            return parts.map { _ in PushVerdict(.unknown(what)) }
        }
        return zip(parts, tickets).map { part, ticket in verdict(on: part, ExpoState(ticket, of: document), answer) }
    }

    private func verdict(on part: PushPart.Content, _ state: ExpoState, _ answer: PushAnswer) -> PushVerdict {
        let reply = Reply(code: answer.status, text: state.text)
        switch state.error {
        case nil:
            guard let id = state.id else {
                return PushVerdict(.unknown("a ticket without an id: \(answer.reply.text)"))
            }
            return PushVerdict(.accepted(Reply(code: answer.status, text: "ticket \(id)")))
        case "DeviceNotRegistered": return .dead(part.tokens, "unregistered", reply)
        case "MessageRateExceeded": return PushVerdict(.transientFailure(reply))
        case "InvalidCredentials", "MismatchSenderId": return .misconfigured(reply)
        default: return PushVerdict(.permanentFailure(reply))
        }
    }
}

/// A ticket, or a receipt: how a message fares.
struct ExpoState {
    let id: String?
    /// Expo's word for what went wrong; `nil` where nothing did.
    let error: String?
    let text: String

    init(_ node: Int, of document: JSONDocument) {
        id = document.words(document.find("id", from: node))
        let message = document.words(document.find("message", from: node)) ?? ""
        if document.words(document.find("status", from: node)) == "ok" {
            error = nil
            text = ""
        } else {
            let word = document.words(document.find("details", "error", from: node)) ?? "error"
            error = word
            text = message.isEmpty ? word : "\(word): \(message)"
        }
    }
}
