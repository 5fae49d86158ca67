internal import CampaignModel
internal import Delivery
internal import Foundation
internal import Glibc
internal import Synchronization

/// Webhooks to a server that says 204 to everything: how many a second, and what each costs this process.
/// `Benchmarks/peers/webhooks/run` calls it beside wrk.
struct WebhookBenchmark {
    var port: Int
    var connections: Int
    var messages: Int
    /// Of each body.
    var bytes: Int
    var isSigned: Bool

    /// - Parameter words: `PORT CONNECTIONS MESSAGES BYTES [--signed]`
    init?(_ words: [String]) {
        let numbers = words.prefix(4).compactMap { Int($0) }
        guard numbers.count == 4, numbers.allSatisfy({ $0 > 0 }), words.count == 4 || words.dropFirst(4) == ["--signed"]
        else { return nil }
        (port, connections, messages, bytes) = (numbers[0], numbers[1], numbers[2], numbers[3])
        isSigned = words.count == 5
    }

    /// - Returns: Seconds, and CPU time in microseconds a message.
    func run() throws -> String {
        let transport = WebhookTransport(
            settings: PushSettings(url: "http://127.0.0.1:\(port)/push", connections: connections),
            secrets: PushSecrets(signing: isSigned ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : nil),
            clock: { Instant(seconds: 1_700_000_000) }
        )
        let source = NumberedPushes(bytes: bytes, count: messages)
        let before = microseconds()
        let start = ContinuousClock.now
        let summary = try transport.deliver(from: source, journal: OpenJournal(), stop: StopSignal())
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        guard summary.accepted == messages else { throw BenchmarkError.notAllSent(summary.accepted, of: messages) }
        return String(format: "%.6f %.2f", seconds, (microseconds() - before) / Double(messages))
    }

    /// CPU time of this process so far.
    private func microseconds() -> Double {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(0), &usage)
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        return Double(seconds) * 1e6 + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }
}

/// Makes push messages that differ in their keys, as they are asked for.
private final class NumberedPushes: MessageSource {
    private let body: [UInt8]
    private let count: Int
    private let next = Mutex(0)

    init(bytes: Int, count: Int) {
        let start = #"{"title":"For you","tokens":["token"],"body":""#
        let text = start + String(repeating: "x", count: max(1, bytes - start.utf8.count - 2)) + #""}"#
        body = Array(text.utf8)
        self.count = count
    }

    func next(limit: Int) -> [OutgoingMessage] {
        let range = next.withLock { next in
            let end = min(next + limit, count)
            defer { next = end }
            return next..<end
        }
        return range.map { OutgoingMessage(id: Int64($0), content: .push(body: body, idempotencyKey: "message-\($0)")) }
    }
}
