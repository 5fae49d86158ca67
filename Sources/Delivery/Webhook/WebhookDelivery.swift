internal import CampaignModel
internal import Curl

/// One delivery of webhooks: the event loop of a set of requests, on the thread that runs it.
final class WebhookDelivery {
    /// A request that is made over and over, and the message it carries now.
    private final class Place {
        var request: CurlRequest
        var message: OutgoingMessage?
        var start = ContinuousClock.Instant.now

        init(_ options: CurlRequest.Options) throws(CurlError) { request = try CurlRequest(options) }
    }

    private let transport: WebhookTransport
    private let envelope: WebhookEnvelope
    private let stop: StopSignal
    private let wakeup: Wakeup
    private let multi: CurlMulti
    private var poll: EventPoll
    private var queue: MessageQueue
    private var record: DeliveryRecord
    private var places: [Place] = []
    private var failures = FailureStreak()
    /// Whether the gateway has ever answered.
    private var isProven = false
    /// Why no more messages are begun.
    private var ending: DeliveryError.Reason?

    init(
        _ transport: WebhookTransport,
        _ envelope: WebhookEnvelope,
        source: any MessageSource,
        journal: any Journal,
        stop: StopSignal
    ) throws(CurlError) {
        self.transport = transport
        self.envelope = envelope
        self.stop = stop
        let connections = transport.settings.connections
        wakeup = try Wakeup()
        poll = try EventPoll()
        try poll.watch(wakeup, token: 0)
        multi = try CurlMulti(maximumConnections: connections)
        let options = CurlRequest.Options(
            url: transport.settings.url,
            scheme: envelope.scheme,
            timeoutMilliseconds: transport.timeout.wholeMilliseconds,
            responseLimit: WebhookTransport.responseLimit
        )
        for _ in 0..<connections { places.append(try Place(options)) }
        record = DeliveryRecord(journal: journal, transport: transport.name, clock: transport.clock)
        queue = MessageQueue(source: source, connections: connections, wakeup: wakeup)
    }

    func run() throws(DeliveryError) -> DeliverySummary {
        stop.listen(wakeup)
        defer { stop.forget(wakeup) }
        do throws(CurlError) {
            while goesOn() {
                try begin()
                try multi.perform()
                while let finished = multi.nextFinished() { end(finished) }
                if let flush = record.flushTime, ContinuousClock.now >= flush { record.flush() }
                if canBegin { continue }
                try multi.wait(or: poll, milliseconds: waitingTime)
                try poll.wait(milliseconds: 0)
            }
        } catch {
            ending = .system(error.text)
        }
        cancelAll()
        takeNoMore()
        record.finish()
        if let error = record.error { ending = .journal(error) }
        if let ending { throw DeliveryError(ending, transport: transport.name, summary: record.summary) }
        return record.summary
    }

    private func goesOn() -> Bool {
        if ending == nil {
            if let error = record.error { ending = .journal(error) }
            if let error = queue.error { ending = .source(error) }
            if failures.isOver { ending = .connection(failures.reason) }
        }
        let level = stop.level
        if level == .abort { return false }
        if ending != nil || level == .drain { takeNoMore() }
        return !queue.isExhausted || places.contains { $0.message != nil }
    }

    private func takeNoMore() {
        for message in queue.stop() {
            record.settle(message.id, .notSent("the delivery was stopped before this message was begun"))
        }
    }

    private func cancelAll() {
        for place in places {
            guard let message = place.message.take() else { continue }
            let wasSent = place.request.cancel()
            let reason = "the delivery was stopped before the gateway answered"
            record.settle(message.id, wasSent ? .unknown(reason) : .notSent(reason))
        }
    }

    private var waitingTime: Int {
        let now = ContinuousClock.now
        var until = now.advanced(by: .seconds(1))
        if let flush = record.flushTime { until = min(until, flush) }
        if now < failures.resumeTime { until = min(until, failures.resumeTime) }
        return (until - now).wholeMilliseconds
    }

    /// Requests that may be under way now: one at a time until the gateway has answered, and while it fails.
    private var limit: Int {
        if ContinuousClock.now < failures.resumeTime { return 0 }
        return isProven && failures.count == 0 ? places.count : 1
    }

    private var free: Int { limit - places.count { $0.message != nil } }

    private var canBegin: Bool { free > 0 && queue.count > 0 && ending == nil && record.error == nil }

    /// Makes the intents of as many messages as there are free places durable, and sends them.
    private func begin() throws(CurlError) {
        var batch: [OutgoingMessage] = []
        var room = free
        while room > 0, let message = queue.next() {
            guard case .push(let body, let key) = message.content else {
                preconditionFailure("only pushes go to a webhook")
            }
            if WebhookEnvelope.isKey(key), !body.isEmpty {
                batch.append(message)
                room -= 1
            } else {
                let reply = Reply(
                    code: 0,
                    text: "its body is empty, or '\(key)' cannot be a webhook-id; it was not sent"
                )
                record.settle(message.id, .permanentFailure(reply))
            }
        }
        if batch.isEmpty { return }
        let granted = record.commit(batch.map(\.id))
        for message in batch {
            if granted.contains(message.id) {
                try begin(message)
            } else if record.error != nil {
                record.settle(message.id, .notSent("the intent could not be made durable"))
            }
        }
    }

    private func begin(_ message: OutgoingMessage) throws(CurlError) {
        guard case .push(let body, let key) = message.content,
            let index = places.firstIndex(where: { $0.message == nil })
        else { preconditionFailure("a push is begun where there is a place") }
        let place = places[index]
        place.message = message
        place.start = .now
        let headers = envelope.headers(idempotencyKey: key, body: body, at: transport.clock())
        try place.request.begin(headers: headers, body: body, token: index, in: multi)
    }

    private func end(_ finished: CurlMulti.Finished) {
        let place = places[finished.token]
        guard let message = place.message.take() else { return }
        switch place.request.end(finished) {
        case .response(let status, let body):
            isProven = true
            failures.end()
            settle(message, status: status, body: body)
        case .failure(let error, requestWasSent: true):
            record.settle(message.id, .unknown(error.text))
        case .failure(let error, requestWasSent: false):
            record.settle(message.id, .notSent(error.text))
            failures.note(error.text, start: place.start, now: .now)
        }
    }

    private func settle(_ message: OutgoingMessage, status: Int, body: [UInt8]) {
        let outcome = Attempt.Outcome(status: status, body: body)
        // A wrong key would fail everybody: nobody is failed for it.
        if status == 401, case .permanentFailure(let reply) = outcome {
            record.settle(message.id, .notSent("the gateway refused the login: \(reply.asSaid)"))
            ending = ending ?? .authentication(reply.asSaid)
        } else {
            record.settle(message.id, outcome)
        }
    }
}
