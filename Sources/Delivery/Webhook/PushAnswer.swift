internal import CampaignModel
internal import JSON

/// What a gateway said to one request.
struct PushAnswer {
    let status: Int
    let body: [UInt8]
    /// Counted from now.
    let retryAfterSeconds: Int64?

    init(status: Int, body: [UInt8], retryAfterSeconds: Int64? = nil) {
        self.status = status
        self.body = body
        self.retryAfterSeconds = retryAfterSeconds
    }

    var isSuccess: Bool { (200...299).contains(status) }
    /// Whether the request may do better later on.
    var isTransient: Bool { [408, 425, 429].contains(status) || status >= 500 }

    /// The body as JSON; `nil` where it is none.
    var document: JSONDocument? {
        do throws(JSONError) {
            return try JSONDocument(body)
        } catch {
            return nil
        }
    }

    var reply: Reply { reply(nil) }

    /// - Parameter text: In place of the body's beginning. What `Retry-After` asks for comes first, where
    ///   ``Reply/waitSeconds`` finds it.
    func reply(_ text: String?) -> Reply {
        let said = text.map { Array($0.utf8) } ?? Array(body.prefix(Reply.textLimit))
        let wait = retryAfterSeconds.map { Array("retry after \(min($0, 86_400)) seconds; ".utf8) } ?? []
        var reply = Reply(code: status, text: (wait + said).span)
        // An HTTP body is no SMTP reply, whatever it begins with.
        if let code = reply.enhancedCode {
            reply.text = "\(code) \(reply.text)"
            reply.enhancedCode = nil
        }
        return reply
    }

    /// What the status alone says.
    func verdict(_ text: String? = nil) -> PushVerdict {
        let reply = reply(text)
        if isSuccess { return PushVerdict(.accepted(reply)) }
        if status == 401 { return .loginRefused(reply) }
        if isTransient { return PushVerdict(.transientFailure(reply)) }
        if (300...399).contains(status) {
            return PushVerdict(.permanentFailure(Reply(code: status, text: "it redirects, which is not followed")))
        }
        return PushVerdict(.permanentFailure(reply))
    }
}

/// What an answer means for one part of a request.
struct PushVerdict {
    /// Why no further request makes sense.
    enum Stop {
        case login, settings
    }

    var outcome: Attempt.Outcome
    /// Tokens that nobody is behind any more, and what was said of them.
    var deadTokens: [String] = []
    var deadReason = ""
    /// Whether the gateway may mean itself, or what we wrote, and must have accepted something to be believed.
    var isDoubtful = false
    var stop: Stop?

    init(_ outcome: Attempt.Outcome) { self.outcome = outcome }

    /// A wrong key would fail everybody: nobody is failed for it.
    static func loginRefused(_ reply: Reply) -> PushVerdict {
        var verdict = PushVerdict(.notSent("the gateway refused the login: \(reply.asSaid)"))
        verdict.stop = .login
        return verdict
    }

    /// So would wrong settings.
    static func misconfigured(_ reply: Reply) -> PushVerdict {
        var verdict = PushVerdict(.notSent("the gateway refused the settings: \(reply.asSaid)"))
        verdict.stop = .settings
        return verdict
    }

    static func dead(
        _ tokens: [String],
        _ reason: String,
        _ reply: Reply,
        isDoubtful: Bool = false
    ) -> PushVerdict {
        var verdict = PushVerdict(.permanentFailure(reply))
        verdict.deadTokens = tokens
        verdict.deadReason = reason
        verdict.isDoubtful = isDoubtful
        return verdict
    }
}

extension JSONDocument {
    /// The node at the end of a path of members.
    func find(_ path: String..., from node: Int = JSONDocument.root) -> Int? {
        var node = node
        for name in path {
            guard let found = member(name, of: node) else { return nil }
            node = found
        }
        return node
    }

    /// - Returns: `nil` unless the node is a string.
    func words(_ node: Int?) -> String? {
        guard let node, kind(node) == .string else { return nil }
        return string(node)
    }

    /// An array's items, or an object's values; nothing of a scalar.
    func children(_ node: Int?) -> [Int] {
        guard let node, count(node) > 0 else { return [] }
        var children: [Int] = []
        var child = firstChild(node)
        for _ in 0..<count(node) {
            if kind(node) == .object { child = next(child) }
            children.append(child)
            child = next(child)
        }
        return children
    }
}
