internal import CampaignModel

extension Attempt.Outcome {
    /// What an HTTP status says of the message.
    /// - Parameter body: The response's; its beginning is kept as the reply's text.
    init(status: Int, body: [UInt8]) {
        switch status {
        case 200...299: self = .accepted(Reply(code: status, body: body))
        case 300...399: self = .permanentFailure(Reply(code: status, text: "it redirects, which is not followed"))
        case 408, 425, 429, 500...: self = .transientFailure(Reply(code: status, body: body))
        default: self = .permanentFailure(Reply(code: status, body: body))
        }
    }
}

extension Reply {
    fileprivate init(code: Int, body: [UInt8]) {
        self.init(code: code, text: Array(body.prefix(Reply.textLimit)).span)
        enhancedCode = nil
    }
}
