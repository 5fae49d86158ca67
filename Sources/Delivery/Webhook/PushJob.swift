internal import CampaignModel

/// One message on its way. It is sent where one of its parts was.
final class PushJob {
    /// Row in the ledger.
    let id: Int64
    let key: String
    let parts: [PushPart.Content]
    private var open: Int
    private var outcome: Attempt.Outcome?

    init(id: Int64, key: String, parts: [PushPart.Content]) {
        self.id = id
        self.key = key
        self.parts = parts
        open = parts.count
    }

    /// Takes what came of one part.
    /// - Returns: What came of the message, once all parts are known.
    func settle(_ part: Attempt.Outcome) -> Attempt.Outcome? {
        open -= 1
        if let best = outcome {
            outcome = PushJob.better(best, part)
        } else {
            outcome = part
        }
        return open == 0 ? outcome : nil
    }

    private static func better(_ first: Attempt.Outcome, _ second: Attempt.Outcome) -> Attempt.Outcome {
        if case .accepted(var reply) = first, case .accepted(let other) = second {
            let both = "\(reply.text) \(other.text)"
            if both.utf8.count <= Reply.textLimit { reply.text = both }
            return .accepted(reply)
        }
        return second.rank > first.rank ? second : first
    }
}

extension Attempt.Outcome {
    /// What holds for a message where parts of it fared differently: whoever may have got it must not get it again, and
    /// nobody is given up while another try may help.
    fileprivate var rank: Int {
        switch self {
        case .accepted: 4
        case .unknown: 3
        case .transientFailure: 2
        case .notSent: 1
        case .permanentFailure: 0
        }
    }
}
