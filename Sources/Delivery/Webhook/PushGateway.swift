internal import JSON

/// How one kind of gateway is spoken to: what is sent, and what the answers mean.
protocol PushGateway: Sendable {
    /// Most parts that one request carries.
    var batchLimit: Int { get }
    /// Whether requests bear the headers of Standard Webhooks.
    var isSigned: Bool { get }

    /// - Parameter key: The same for every attempt at the message.
    /// - Returns: The parts that a message goes in, at least one; a sentence where it cannot go.
    func parts(of body: [UInt8], key: String) -> PushParts
    /// - Parameter parts: ``batchLimit`` at most.
    func body(of parts: [PushPart.Content]) -> [UInt8]
    /// - Returns: One for each part.
    func verdicts(on parts: [PushPart.Content], _ answer: PushAnswer) -> [PushVerdict]
}

enum PushParts {
    case parts([PushPart.Content])
    case unfit(String)
}

extension PushGateway {
    var batchLimit: Int { 1 }
    var isSigned: Bool { false }

    func body(of parts: [PushPart.Content]) -> [UInt8] {
        precondition(parts.count == 1, "one part is one request")
        return parts[0].json
    }

    /// One part for each token.
    func parts(of body: [UInt8], make: (PushText, String) -> PushPart.Content) -> PushParts {
        guard let text = PushText(body) else { return .unfit("its body is no JSON object") }
        if text.tokens.isEmpty { return .unfit("its document lists no tokens") }
        return .parts(text.tokens.map { make(text, $0) })
    }
}

/// What goes to one token, or to all tokens of a person together.
struct PushPart {
    struct Content: Sendable {
        var tokens: [String]
        var json: [UInt8]
        /// Where it is posted, where not to the gateway's URL.
        var url: String?

        init(tokens: [String], json: [UInt8], url: String? = nil) {
            self.tokens = tokens
            self.json = json
            self.url = url
        }
    }

    let job: PushJob
    let content: Content
}
