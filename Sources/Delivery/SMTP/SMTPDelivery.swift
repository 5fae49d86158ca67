internal import CampaignModel
internal import Curl

/// One delivery over SMTP: the event loop of a pool of connections, on the thread that runs it.
final class SMTPDelivery {
    private let transport: SMTPTransport
    private let options: CurlConnection.Options
    private let stop: StopSignal
    private let wakeup: Wakeup
    private let multi: CurlMulti
    private var poll: EventPoll
    private var queue: MessageQueue
    private var record: DeliveryRecord
    /// The pool; a place's index is its connection's token.
    private var connections: [SMTPConnection?]
    /// Messages that go first, over connections that are new.
    private var retries: [SMTPParcel] = []
    /// Connections whose message is complete but for its end.
    private var waiting: Set<Int> = []
    private var failures = FailureStreak()
    /// Why no more messages are begun.
    private var ending: DeliveryError.Reason?
    private var patienceCheck: ContinuousClock.Instant

    /// Connections the relay may give up under one message.
    static let retryLimit = 3

    init(
        _ transport: SMTPTransport,
        source: any MessageSource,
        journal: any Journal,
        stop: StopSignal
    ) throws(CurlError) {
        self.transport = transport
        options = transport.connectionOptions
        self.stop = stop
        let places = transport.settings.connections
        wakeup = try Wakeup()
        poll = try EventPoll()
        try poll.watch(wakeup, token: places)
        multi = try CurlMulti(maximumConnections: places)
        queue = MessageQueue(source: source, connections: places, wakeup: wakeup)
        record = DeliveryRecord(journal: journal, transport: transport.name, clock: transport.clock)
        connections = Array(repeating: nil, count: places)
        patienceCheck = .now
    }

    func run() throws(DeliveryError) -> DeliverySummary {
        stop.listen(wakeup)
        defer { stop.forget(wakeup) }
        do throws(CurlError) {
            while goesOn() {
                let now = ContinuousClock.now
                assign(now: now)
                try open(now: now)
                try sleep(now: now)
                try handleEvents()
                commit()
            }
        } catch {
            ending = .system(error.text)
        }
        endAll("the delivery was stopped")
        takeNoMore("the delivery was stopped")
        record.finish()
        if let error = record.error { ending = .journal(error) }
        if let ending { throw DeliveryError(ending, transport: transport.name, summary: record.summary) }
        return record.summary
    }

    // MARK: Going on

    private func goesOn() -> Bool {
        if ending == nil {
            if let error = record.error { ending = .journal(error) }
            if let error = queue.error { ending = .source(error) }
            if failures.isOver, !connections.contains(where: { $0?.isProven == true }) {
                ending = .connection(failures.reason)
            }
        }
        let level = stop.level
        if level == .abort { return false }
        if ending != nil || level == .drain { takeNoMore("the delivery was stopped before this message was begun") }
        guard queue.isExhausted, retries.isEmpty, connections.allSatisfy({ $0?.parcel == nil }) else { return true }
        leave()
        return connections.contains { $0 != nil }
    }

    /// Gives back all messages that are not begun.
    private func takeNoMore(_ reason: String) {
        for message in queue.stop() { record.settle(message.id, .notSent(reason)) }
        for parcel in retries { record.settle(parcel.message.id, .notSent(reason)) }
        retries = []
    }

    /// Says goodbye on all connections; those not yet made are dropped.
    private func leave() {
        let now = ContinuousClock.now
        for place in connections.indices {
            guard let connection = connections[place] else { continue }
            if connection.session.phase == .idle {
                connection.quit(now: now)
            } else if connection.session.phase == .introduction {
                connection.end("")
            }
            settle(place)
        }
    }

    private func endAll(_ reason: String) {
        for place in connections.indices {
            connections[place]?.end(reason)
            settle(place)
        }
    }

    // MARK: Messages to connections

    private func assign(now: ContinuousClock.Instant) {
        for place in connections.indices {
            while let connection = connections[place], connection.session.phase == .idle,
                let parcel = parcel(for: connection)
            {
                begin(parcel, on: connection, now: now)
                settle(place)
            }
        }
    }

    private func parcel(for connection: SMTPConnection) -> SMTPParcel? {
        if connection.session.messages == 0, let parcel = retries.popLast() { return parcel }
        return queue.next().map { SMTPParcel(message: $0) }
    }

    private func begin(_ parcel: SMTPParcel, on connection: SMTPConnection, now: ContinuousClock.Instant) {
        guard case .email(_, _, let bytes) = parcel.message.content else {
            preconditionFailure("only emails go over SMTP")
        }
        guard let content = SMTPContent(bytes) else {
            return refuse(parcel, "the message holds a CR or LF that stands alone; it was not sent")
        }
        if !connection.begin(parcel, content, now: now) {
            refuse(parcel, "the message holds 8-bit bytes, which the relay does not take; it was not sent")
        }
    }

    /// Fails a message that no relay was asked about.
    private func refuse(_ parcel: SMTPParcel, _ reason: String) {
        record.settle(parcel.message.id, .permanentFailure(Reply(code: 0, text: reason)))
    }

    // MARK: Connections

    /// Opens as many connections as there are messages waiting; one at a time until one has worked.
    private func open(now: ContinuousClock.Instant) throws(CurlError) {
        guard now >= failures.resumeTime else { return }
        var connecting = 0
        var isTried = false
        for case let connection? in connections {
            if connection.session.phase == .introduction { connecting += 1 } else { isTried = true }
        }
        let limit = isTried && failures.count == 0 ? connections.count : 1
        var wanted = min(queue.count + retries.count, limit) - connecting
        for place in connections.indices where wanted > 0 && connections[place] == nil {
            connections[place] = try SMTPConnection(
                options,
                heloName: transport.heloName,
                isEncrypted: transport.settings.security != .none,
                token: place,
                in: multi,
                now: now
            )
            wanted -= 1
        }
    }

    private var isConnecting: Bool { connections.contains { $0?.isConnected == false } }

    private func sleep(now: ContinuousClock.Instant) throws(CurlError) {
        var until = patienceCheck
        if let flush = record.flushTime { until = min(until, flush) }
        if now < failures.resumeTime { until = min(until, failures.resumeTime) }
        let milliseconds = (until - now).wholeMilliseconds
        if isConnecting {
            try multi.perform()
            try multi.wait(or: poll, milliseconds: milliseconds)
            try poll.wait(milliseconds: 0)
        } else {
            try poll.wait(milliseconds: milliseconds)
        }
    }

    private func handleEvents() throws(CurlError) {
        let now = ContinuousClock.now
        for event in poll.events where event.token < connections.count {
            connections[event.token]?.handle(event, now: now)
            settle(event.token)
        }
        if isConnecting {
            try multi.perform()
            while let finished = multi.nextFinished() { try establish(finished, now: now) }
        }
        if now >= patienceCheck { checkPatience(now: now) }
    }

    private func establish(_ finished: CurlMulti.Finished, now: ContinuousClock.Instant) throws(CurlError) {
        let place = finished.token
        guard let connection = connections[place] else { return }
        guard let failure = try connection.establish(finished, token: place, poll: poll, now: now) else {
            record.countConnection()
            return settle(place)
        }
        connections[place] = nil
        let reason = explain(failure, transcript: connection.transcript)
        if failure.kind == .loginDenied {
            ending = .authentication(reason)
        } else if failure.kind == .unusable {
            ending = .settings(reason)
        } else {
            failures.note(reason, start: connection.start, now: now)
        }
    }

    /// libcurl's words and what the relay said last, without the password.
    private func explain(_ failure: CurlError, transcript: [UInt8]) -> String {
        let line = transcript.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.last ?? []
        var reason = failure.text
        if let first = line.first, first == UInt8(ascii: "4") || first == UInt8(ascii: "5") {
            let code = Int(String(decoding: line.prefix(3), as: UTF8.self)) ?? 0
            reason += "; it said: \(Reply(code: code, text: Array(line.dropFirst(4)).span).asSaid)"
        }
        guard let password = transport.password, !password.isEmpty else { return reason }
        return reason.replacing(password, with: "(password)")
    }

    private func checkPatience(now: ContinuousClock.Instant) {
        for place in connections.indices {
            connections[place]?.checkPatience(transport.timeouts, now: now)
            settle(place)
        }
        let timeouts = transport.timeouts
        let shortest = min(timeouts.envelope, timeouts.data, timeouts.dot, timeouts.quit)
        patienceCheck = now.advanced(by: min(max(shortest / 8, .milliseconds(5)), .seconds(1)))
    }

    // MARK: Outcomes

    /// Takes note of what the dialogue on a place has come to.
    private func settle(_ place: Int) {
        guard let connection = connections[place] else { return }
        if let settlement = connection.takeSettlement(), let parcel = connection.parcel.take() {
            settle(parcel, settlement, on: connection)
        }
        if connection.session.phase == .idle, connection.session.messages == transport.settings.messagesPerConnection {
            connection.quit(now: .now)
        }
        switch connection.session.phase {
        case .waitingForIntent: waiting.insert(place)
        case .closed:
            connections[place] = nil
            if !connection.isProven, !connection.session.closingReason.isEmpty {
                failures.note(connection.session.closingReason, start: connection.start, now: .now)
            }
        default: break
        }
    }

    private func settle(_ parcel: SMTPParcel, _ settlement: SMTPSession.Settlement, on connection: SMTPConnection) {
        switch settlement {
        case .outcome(let outcome):
            record.settle(parcel.message.id, outcome)
            if connection.session.phase == .idle {
                connection.isProven = true
                failures.end()
            }
        case .retry(let reason) where parcel.retries == SMTPDelivery.retryLimit:
            record.settle(parcel.message.id, .notSent(reason))
        case .retry:
            retries.append(SMTPParcel(message: parcel.message, retries: parcel.retries + 1))
        case .loginRefused(let reply):
            record.settle(parcel.message.id, .notSent("the relay wants a login: \(reply.asSaid)"))
            ending = ending ?? .authentication(reply.asSaid)
        }
    }

    /// Makes intents and outcomes durable, then lets the messages end.
    private func commit() {
        if waiting.isEmpty {
            if let flush = record.flushTime, ContinuousClock.now >= flush { record.flush() }
            return
        }
        let complete = waiting.filter { connections[$0]?.session.phase == .waitingForIntent }
        waiting.removeAll(keepingCapacity: true)
        let granted = record.commit(complete.compactMap { connections[$0]?.parcel?.message.id })
        let now = ContinuousClock.now
        for place in complete {
            guard let connection = connections[place], let id = connection.parcel?.message.id else { continue }
            if granted.contains(id) {
                connection.permitEnd(now: now)
                settle(place)
            } else {
                withhold(place)
            }
        }
    }

    /// Drops a connection with a message that must not be sent: without its dot the relay forgets it.
    private func withhold(_ place: Int) {
        guard let connection = connections[place] else { return }
        if record.error != nil {
            connection.end("the intent could not be made durable")
            settle(place)
        } else {
            connections[place] = nil
        }
    }
}
