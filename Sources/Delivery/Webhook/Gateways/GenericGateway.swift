internal import CampaignModel
internal import JSON

/// Takes the template's document as it is, in one request a message, signed as Standard Webhooks says.
struct GenericGateway: PushGateway {
    /// Whether each token is the address of the customer's own endpoint.
    let tokensAreAddresses: Bool

    var isSigned: Bool { true }

    func parts(of body: [UInt8], key: String) -> PushParts {
        guard tokensAreAddresses else { return .parts([PushPart.Content(tokens: [], json: body)]) }
        return parts(of: body) { text, token in
            PushPart.Content(tokens: [token], json: GenericGateway.document(of: text, for: token), url: token)
        }
    }

    /// The document with one token only: an endpoint need not know of the others.
    private static func document(of text: PushText, for token: String) -> [UInt8] {
        let document = text.document
        var writer = JSONWriter()
        writer.beginObject()
        for node in document.children(JSONDocument.root) where document.string(node - 1) != "tokens" {
            writer.key(document.string(node - 1))
            writer.value(node, of: document)
        }
        writer.key("tokens")
        writer.strings([token])
        writer.endObject()
        return writer.bytes
    }

    func verdicts(on parts: [PushPart.Content], _ answer: PushAnswer) -> [PushVerdict] {
        parts.map { part in
            guard answer.status == 410 else {
                // A stranger's endpoint that wants a login is no reason to stop for all.
                if tokensAreAddresses, answer.status == 401 { return PushVerdict(.permanentFailure(answer.reply)) }
                return answer.verdict()
            }
            let tokens = part.tokens.isEmpty ? PushText(part.json)?.tokens ?? [] : part.tokens
            return .dead(tokens, "gone", answer.reply, isDoubtful: !tokensAreAddresses)
        }
    }
}
