internal import CampaignModel

/// When a message that was refused for now is tried again.
public struct RetrySchedule: Hashable, Sendable {
    /// Seconds after the first, second, third … refusal; after the last there is no further try.
    public var delays: [Int64]
    /// Each delay is made longer or shorter by up to this share of it, so that those refused together do not come again
    /// together. The same message has the same share at every refusal of the same number.
    public var jitterShare: Double
    /// Seconds after a try that did not get as far as an answer. Such tries are not counted: validity alone ends them.
    public var secondsAfterNotSent: Int64
    /// How often that is doubled, once with each try.
    public var notSentDoublings: Int

    /// What a campaign is sent with.
    public static let standard = RetrySchedule(jitterShare: 0.2, notSentDoublings: 5)

    /// No relay is asked again sooner, nor made to wait longer, whatever its reply says.
    static let replyWaits: ClosedRange<Int64> = 60...3_600

    public init(
        delays: [Int64] = [300, 900, 1_800, 3_600, 7_200, 14_400],
        jitterShare: Double = 0,
        secondsAfterNotSent: Int64 = 10,
        notSentDoublings: Int = 0
    ) {
        self.delays = delays
        self.jitterShare = jitterShare
        self.secondsAfterNotSent = secondsAfterNotSent
        self.notSentDoublings = notSentDoublings
    }

    /// When to try again, or `nil` where no try is left.
    /// - Parameter refusals: Refusals so far, this one included.
    func nextTry(
        afterRefusals refusals: Int,
        reply: Reply,
        message: Int64,
        now: Instant,
        validUntil: Instant
    ) -> Instant? {
        guard refusals <= delays.count else { return nil }
        let share = jitterShare * jitter(message, refusals)
        var delay = Double(delays[step(afterRefusals: refusals, reply)]) * (1 + share)
        if let asked = reply.waitSeconds {
            // Never before the relay wants it.
            let wait = min(max(asked, RetrySchedule.replyWaits.lowerBound), RetrySchedule.replyWaits.upperBound)
            delay = reply.kind == .greylisted ? Double(wait) * (1 + abs(share)) : max(delay, Double(wait))
        }
        let next = now.advanced(bySeconds: Int64(delay.rounded()))
        return next < validUntil ? next : nil
    }

    func nextTry(afterTriesNotSent tries: Int, now: Instant) -> Instant {
        now.advanced(bySeconds: secondsAfterNotSent << Int64(min(max(0, tries - 1), notSentDoublings)))
    }

    /// A greylist lets in who comes again soon, and a full mailbox is not emptied in minutes.
    private func step(afterRefusals refusals: Int, _ reply: Reply) -> Int {
        switch reply.kind {
        case .greylisted: max(0, refusals - 3)
        case .mailboxFull: min(refusals + 2, delays.count - 1)
        case .noSuchMailbox, .tooBig, .throttled, .blocked, .credentials, .other: refusals - 1
        }
    }

    /// -1 ... 1, spread evenly over messages.
    private func jitter(_ message: Int64, _ refusals: Int) -> Double {
        let hash = mix(UInt64(bitPattern: message) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(refusals))
        return Double(hash >> 11) / Double(1 << 52) - 1
    }
}
