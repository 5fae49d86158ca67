internal import Bookkeeping
internal import CampaignModel
internal import Delivery
internal import Foundation
internal import Glibc
internal import Synchronization

/// SMTP against a sink: how many distinct messages a second, and what each costs this process.
/// `Benchmarks/peers/smtp/run` calls it beside its peers.
struct SMTPBenchmark {
    var port: Int
    var connections: Int
    var messages: Int
    /// Of each message.
    var bytes: Int
    /// Where a ledger is kept that makes every intent and outcome durable; `nil` for none.
    var ledgerFile: String?
    /// The authority of a sink that speaks TLS; `nil` for plain text.
    var certificate: String?

    /// - Parameter words: `PORT CONNECTIONS MESSAGES BYTES [--ledger FILE] [--tls CERTIFICATE]`
    init?(_ words: [String]) {
        let numbers = words.prefix(4).compactMap { Int($0) }
        guard numbers.count == 4, numbers.allSatisfy({ $0 > 0 }) else { return nil }
        (port, connections, messages, bytes) = (numbers[0], numbers[1], numbers[2], numbers[3])
        var rest = words.dropFirst(4)
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch option {
            case "--ledger": ledgerFile = value
            case "--tls": certificate = value
            default: return nil
            }
        }
    }

    /// - Returns: Seconds, and CPU time in microseconds a message.
    func run() throws -> String {
        let relay = SMTPRelay(
            host: certificate == nil ? "127.0.0.1" : "localhost",
            port: port,
            security: certificate == nil ? .none : .tls,
            maximumConnections: connections,
            messagesPerConnection: 100_000,
            caFile: certificate
        )
        let transport = SMTPTransport(
            settings: SMTPSettings(relays: [relay]),
            heloName: "localhost",
            clock: { BenchmarkShop.sendTime }
        )
        let source = NumberedMessages(bytes: bytes, count: ledgerFile == nil ? messages : nil)
        let ledger = try ledgerFile.map { try BenchmarkLedger(file: $0, messages: messages, emails: source) }
        let before = cpuSeconds()
        let start = ContinuousClock.now
        let summary =
            if let ledger {
                try transport.deliver(from: ledger, journal: ledger, stop: StopSignal())
            } else {
                try transport.deliver(from: source, journal: OpenJournal(), stop: StopSignal())
            }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        guard summary.accepted == messages else { throw BenchmarkError.notAllSent(summary.accepted, of: messages) }
        return String(format: "%.6f %.2f", seconds, (cpuSeconds() - before) * 1e6 / Double(messages))
    }
}

/// Makes messages that differ, as they are asked for.
private final class NumberedMessages: MessageSource {
    private let body: [UInt8]
    private let sender: EmailAddress
    /// `nil` where others count.
    private let count: Int?
    private let next = Mutex(0)

    init(bytes: Int, count: Int?) {
        let line = Array((String(repeating: "x", count: 76) + "\r\n").utf8)
        body = Array((0..<max(1, bytes / line.count)).map { _ in line }.joined())
        guard let address = EmailAddress("news@example.com") else { preconditionFailure("it is an address") }
        sender = address
        self.count = count
    }

    func message(_ id: Int64) -> OutgoingMessage {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + 64)
        bytes += "Subject: message \(id)\r\n\r\n".utf8
        bytes += body
        guard let recipient = EmailAddress("c\(id)@example.com") else { preconditionFailure("it is an address") }
        return OutgoingMessage(id: id, content: .email(sender: sender, recipient: recipient, bytes: bytes))
    }

    func next(limit: Int) -> [OutgoingMessage] {
        let range = next.withLock { next in
            let end = min(next + limit, count ?? 0)
            defer { next = end }
            return next..<end
        }
        return range.map { message(Int64($0)) }
    }
}

/// A real ledger with a run of planned messages, on the disk before every dot.
private final class BenchmarkLedger: MessageSource, Journal {
    private let ledger: SQLiteLedger
    private let run: String
    private let owner = LockOwner(id: "benchmark", host: "localhost", pid: getpid())
    private let emails: NumberedMessages

    init(file: String, messages: Int, emails: NumberedMessages) throws {
        for ending in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: file + ending) {
            try FileManager.default.removeItem(atPath: file + ending)
        }
        let now = BenchmarkShop.sendTime
        ledger = try SQLiteLedger(path: file, now: now)
        let planned = (0..<messages).map { id in
            PlannedMessage(
                customerID: "c\(id)",
                channel: .email,
                address: "c\(id)@example.com",
                disposition: .planned,
                sendAt: now,
                validUntil: now.advanced(byDays: 3),
                productIDs: ["camera", "card", "case"],
                payload: Array("{}".utf8)
            )
        }
        let plan = Plan(campaign: "benchmark", asOf: now, messages: planned)
        run = try ledger.freeze(plan, inputs: [:], contents: [], now: now).id
        _ = try ledger.lock(run, owner: owner, staleAfterSeconds: 3_600, now: now) { _, _ in true }
        self.emails = emails
    }

    func next(limit: Int) throws -> [OutgoingMessage] {
        let claim = try ledger.claim(
            run,
            channel: .email,
            limit: limit,
            leaseSeconds: 900,
            owner: owner,
            now: BenchmarkShop.sendTime
        )
        return claim.rows.map { emails.message($0.key.message) }
    }

    func commit(intents: [Int64], outcomes: [Attempt]) throws -> [Int64] {
        let now = BenchmarkShop.sendTime
        return try ledger.commit(intents: intents, outcomes: outcomes, retry: .standard, owner: owner, now: now).granted
    }
}

private func cpuSeconds() -> Double {
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(0), &usage)
    let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(microseconds) / 1e6
}
