internal import CampaignModel
internal import Curl

/// One delivery over SMTP: the event loop of all relays' connections, on the thread that runs it. It never waits for the
/// disk: intents are handed over, and what is granted goes on when the answer comes.
final class SMTPDelivery {
    private let transport: SMTPTransport
    private let stop: StopSignal
    private let wakeup: Wakeup
    private let multi: CurlMulti
    private var poll: EventPoll
    private var outbox: SMTPOutbox
    private var record: GroupCommit
    private var pools: [SMTPPool]
    /// A place's index is its connection's token.
    private var connections: [SMTPConnection?]
    /// The index of the pool that each place belongs to.
    private let poolOfPlace: [Int]
    /// Messages that go first, over connections that are new.
    private var retries: [SMTPParcel] = []
    /// Messages begun and not settled.
    private var underWay = 0
    private var isStopping = false
    /// Why no more messages are begun.
    private var ending: DeliveryError.Reason?
    private var patienceCheck: ContinuousClock.Instant

    /// Connections a relay may give up under one message.
    static let retryLimit = 3
    /// A limit that opens again within so long is waited for; where it takes longer, the delivery ends.
    static let longestWait = Duration.seconds(30)

    init(
        _ transport: SMTPTransport,
        source: any MessageSource,
        journal: any Journal,
        stop: StopSignal
    ) throws(CurlError) {
        self.transport = transport
        self.stop = stop
        var pools: [SMTPPool] = []
        for relay in transport.settings.relays {
            let options = transport.connectionOptions(of: relay)
            let first = pools.last?.places.upperBound ?? 0
            pools.append(SMTPPool(relay, name: transport.name(of: relay), options: options, firstPlace: first))
        }
        self.pools = pools
        let places = pools.last?.places.upperBound ?? 0
        poolOfPlace = pools.indices.flatMap { Array(repeating: $0, count: pools[$0].places.count) }
        connections = Array(repeating: nil, count: places)
        wakeup = try Wakeup()
        poll = try EventPoll()
        try poll.watch(wakeup, token: places)
        multi = try CurlMulti(maximumConnections: places)
        outbox = SMTPOutbox(transport.settings, source: source, connections: places, wakeup: wakeup)
        let book = transport.settings.needsRateBook ? transport.rateBook : nil
        record = GroupCommit(journal, book: book, wakeup: wakeup, clock: transport.clock)
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
                outbox.demandPermits(record: &record)
                record.submit(now: now)
                if !takeAnswer() { try sleep(now: now) }
                try handleEvents()
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
            if let error = outbox.error { ending = .source(error) }
            if let reason = reasonAllAreDown { ending = reason }
        }
        let level = stop.level
        if level == .abort { return false }
        if ending != nil || level == .drain { takeNoMore("the delivery was stopped before this message was begun") }
        if !isStopping, let wait = outbox.closedFor(now: .now), wait > SMTPDelivery.longestWait {
            giveBackAll(for: wait)
        }
        guard outbox.isExhausted, retries.isEmpty, underWay == 0 else { return true }
        leave()
        return connections.contains { $0 != nil }
    }

    /// `nil` while a relay is left that may take messages.
    private var reasonAllAreDown: DeliveryError.Reason? {
        guard pools.allSatisfy(\.isDown) else { return nil }
        let reasons = pools.map { pools.count == 1 ? $0.breaker.reason : "\($0.relay.name): \($0.breaker.reason)" }
        let reason = reasons.joined(separator: "; ")
        return pools.contains(where: \.isUnreachable) ? .connection(reason) : .refusal(reason)
    }

    /// Gives back all messages that are not begun.
    private func takeNoMore(_ reason: String) {
        isStopping = true
        for message in outbox.stop() { record.settle(message.id, .notSent(reason), transport: transport.name) }
        for parcel in retries { record.settle(parcel.message.id, .notSent(reason), transport: transport.name) }
        retries = []
    }

    /// A limit on all messages is used up for long: the source is left alone, and what it gave comes again then.
    private func giveBackAll(for wait: Duration) {
        isStopping = true
        let seconds = max(1, wait.components.seconds + 1)
        record.limit(seconds: seconds)
        for message in outbox.stop() + retries.map(\.message) { record.postpone(message.id, seconds: seconds) }
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
            settle(place, now: now)
        }
    }

    private func endAll(_ reason: String) {
        let now = ContinuousClock.now
        for place in connections.indices {
            connections[place]?.end(reason)
            settle(place, now: now)
        }
    }

    // MARK: Messages to connections

    private func assign(now: ContinuousClock.Instant) {
        while let pool = nextPool(now: now), let place = pools[pool].idle.popLast() {
            guard let connection = connections[place], connection.session.phase == .idle else { continue }
            guard begin(on: connection, of: pool, now: now) else {
                pools[pool].idle.append(place)
                return
            }
            connection.write(now: .now)
            settle(place, now: now)
        }
    }

    /// The relay with an idle connection whose share is the most behind, unless one that is busy is behind it.
    private func nextPool(now: ContinuousClock.Instant) -> Int? {
        if pools.count == 1 { return pools[0].idle.isEmpty || !pools[0].admits(now: now) ? nil : 0 }
        var best: Int?
        for index in pools.indices where !pools[index].idle.isEmpty && mayTake(index, now: now) {
            if best.map({ pools[index].share < pools[$0].share }) ?? true { best = index }
        }
        return best
    }

    private func mayTake(_ pool: Int, now: ContinuousClock.Instant) -> Bool {
        guard pools[pool].admits(now: now) else { return false }
        if pools.count == 1 { return true }
        let lowest = pools.lazy.filter(\.isUsable).map(\.share).min() ?? pools[pool].share
        return pools[pool].share <= lowest + pools[pool].slack
    }

    /// Begins the next message that the connection can take; nothing is sent yet.
    /// - Returns: `false` where there is none.
    private func begin(on connection: SMTPConnection, of pool: Int, now: ContinuousClock.Instant) -> Bool {
        while let parcel = nextParcel(for: connection, now: now) {
            guard case .email(_, _, let bytes) = parcel.message.content else {
                preconditionFailure("only emails go over SMTP")
            }
            var objection: String?
            if let content = SMTPContent(bytes) {
                objection = connection.begin(parcel, content)
            } else {
                objection = "the message holds a CR or LF that stands alone; it was not sent"
            }
            if let objection {
                settle(parcel, .permanentFailure(Reply(code: 0, text: objection)), pool: pool, now: now)
            } else {
                pools[pool].begin()
                underWay += 1
                return true
            }
        }
        return false
    }

    private func nextParcel(for connection: SMTPConnection, now: ContinuousClock.Instant) -> SMTPParcel? {
        if connection.session.messages == 0, let parcel = retries.popLast() { return parcel }
        return outbox.next(now: now, record: &record)
    }

    // MARK: Connections

    /// Opens as many connections as there are messages waiting.
    private func open(now: ContinuousClock.Instant) throws(CurlError) {
        var wanted = outbox.count(now: now) + retries.count
        if wanted == 0 { return }
        for pool in pools { wanted -= pool.idle.count + pool.connecting }
        while wanted > 0 {
            var isOpened = false
            for pool in pools.indices where wanted > 0 {
                guard let place = pools[pool].takePlace(now: now) else { continue }
                connections[place] = try SMTPConnection(
                    pools[pool].options,
                    heloName: transport.heloName,
                    isEncrypted: pools[pool].relay.security != .none,
                    token: place,
                    in: multi,
                    now: now
                )
                wanted -= 1
                isOpened = true
            }
            if !isOpened { return }
        }
    }

    private var isConnecting: Bool { pools.contains { $0.connecting > 0 } }

    private func sleep(now: ContinuousClock.Instant) throws(CurlError) {
        var until = patienceCheck
        if let flush = record.flushTime { until = min(until, flush) }
        if let open = outbox.resumeTime, open > now { until = min(until, open) }
        for pool in pools { if let time = pool.resumeTime(now: now) { until = min(until, time) } }
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
            settle(event.token, now: now)
        }
        poll.forget()
        if isConnecting {
            try multi.perform()
            while let finished = multi.nextFinished() { try establish(finished, now: now) }
        }
        if now >= patienceCheck { checkPatience(now: now) }
    }

    private func establish(_ finished: CurlMulti.Finished, now: ContinuousClock.Instant) throws(CurlError) {
        let place = finished.token
        let pool = poolOfPlace[place]
        guard let connection = connections[place] else { return }
        guard let failure = try connection.establish(finished, token: place, poll: poll, now: now) else {
            record.countConnection()
            return settle(place, now: now)
        }
        remove(place)
        let reason = explain(failure, transcript: connection.transcript, of: pools[pool].relay)
        if failure.kind == .loginDenied {
            ending = .authentication(reason)
        } else if failure.kind == .unusable {
            ending = .settings(reason)
        } else {
            pools[pool].fail(reason, start: connection.start, now: now)
        }
    }

    private func remove(_ place: Int) {
        guard let connection = connections[place] else { return }
        let pool = poolOfPlace[place]
        if connection.isCounted { pools[pool].established -= 1 } else { pools[pool].connecting -= 1 }
        if connection.isProven { pools[pool].proven -= 1 }
        pools[pool].idle.removeAll { $0 == place }
        pools[pool].giveBack(place)
        connections[place] = nil
    }

    /// libcurl's words and what the relay said last, without the password.
    private func explain(_ failure: CurlError, transcript: [UInt8], of relay: SMTPRelay) -> String {
        let line = transcript.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.last ?? []
        var reason = failure.text
        if let first = line.first, first == UInt8(ascii: "4") || first == UInt8(ascii: "5") {
            let code = Int(String(decoding: line.prefix(3), as: UTF8.self)) ?? 0
            reason += "; it said: \(Reply(code: code, text: Array(line.dropFirst(4)).span).asSaid)"
        }
        guard let password = transport.passwords[relay.name], !password.isEmpty else { return reason }
        return reason.replacing(password, with: "(password)")
    }

    private func checkPatience(now: ContinuousClock.Instant) {
        for place in connections.indices {
            guard let connection = connections[place] else { continue }
            connection.checkPatience(transport.timeouts, now: now)
            if connection.isIdle(for: .seconds(pools[poolOfPlace[place]].relay.idleTimeoutSeconds), now: now) {
                connection.quit(now: now)
            }
            settle(place, now: now)
        }
        let timeouts = transport.timeouts
        let shortest = min(timeouts.envelope, timeouts.data, timeouts.dot, timeouts.quit)
        patienceCheck = now.advanced(by: min(max(shortest / 8, .milliseconds(5)), .seconds(1)))
    }

    // MARK: Outcomes

    /// Takes note of what the dialogue on a place has come to.
    private func settle(_ place: Int, now: ContinuousClock.Instant) {
        guard let connection = connections[place] else { return }
        let pool = poolOfPlace[place]
        while let (parcel, settlement) = connection.takeSettlement() {
            underWay -= 1
            pools[pool].underWay -= 1
            settle(parcel, settlement, on: connection, of: pool, now: now)
        }
        switch connection.session.phase {
        case .idle: rest(connection, at: place, of: pool, now: now)
        case .waitingForIntent:
            if !connection.isAsking, let id = connection.parcel?.message.id {
                connection.isAsking = true
                record.ask(id, place: place)
            }
        case .closed:
            remove(place)
            if !connection.isProven, !connection.session.closingReason.isEmpty {
                pools[pool].fail(connection.session.closingReason, start: connection.start, now: now)
            }
        default: break
        }
    }

    /// The connection waits for a message, or has carried enough.
    private func rest(_ connection: SMTPConnection, at place: Int, of pool: Int, now: ContinuousClock.Instant) {
        if !connection.isCounted {
            connection.isCounted = true
            pools[pool].connecting -= 1
            pools[pool].established += 1
            // It begins where the others are, rather than to catch up.
            let others = pools.lazy.filter(\.isUsable).map(\.share).min() ?? 0
            if pools[pool].established == 1 { pools[pool].share = max(pools[pool].share, others) }
        }
        if connection.session.messages >= pools[pool].relay.messagesPerConnection {
            connection.quit(now: now)
        } else if !connection.isResting {
            connection.isResting = true
            pools[pool].idle.append(place)
        }
    }

    private func settle(
        _ parcel: SMTPParcel,
        _ settlement: SMTPSession.Settlement,
        on connection: SMTPConnection,
        of pool: Int,
        now: ContinuousClock.Instant
    ) {
        switch settlement {
        case .outcome(let outcome):
            if connection.session.phase != .closed, !connection.isProven {
                connection.isProven = true
                pools[pool].proven += 1
            }
            if connection.isProven, outcome.isAnswer { pools[pool].learn(outcome, now: now) }
            settle(parcel, outcome, pool: pool, now: now)
        case .retry(let reason) where parcel.retries == SMTPDelivery.retryLimit:
            settle(parcel, .notSent(reason), pool: pool, now: now)
        case .retry:
            outbox.end(parcel, nil, now: now)
            retries.append(SMTPParcel(message: parcel.message, retries: parcel.retries + 1))
        case .loginRefused(let reply):
            settle(parcel, .notSent("the relay wants a login: \(reply.asSaid)"), pool: pool, now: now)
            ending = ending ?? .authentication(reply.asSaid)
        }
    }

    private func settle(_ parcel: SMTPParcel, _ outcome: Attempt.Outcome, pool: Int, now: ContinuousClock.Instant) {
        outbox.end(parcel, outcome, now: now)
        record.settle(parcel.message.id, outcome, transport: pools[pool].name)
    }

    // MARK: Intents

    /// Lets the messages end whose intents are durable.
    /// - Returns: Whether there was an answer.
    private func takeAnswer() -> Bool {
        guard let answer = record.takeAnswer() else { return false }
        let now = ContinuousClock.now
        for (limit, grant, time) in answer.grants { outbox.take(grant, of: limit, at: time) }
        for intent in answer.work.intents {
            let isWithheld = answer.withheld.contains(intent.message)
            guard let connection = connections[intent.place], connection.parcel?.message.id == intent.message,
                connection.session.phase == .waitingForIntent
            else {
                // The connection broke while the intent was under way. Its message has its outcome.
                continue
            }
            if answer.error != nil, !answer.isDurable {
                connection.end("the intent could not be made durable")
            } else if isWithheld {
                // Without its dot the relay forgets the message.
                withhold(intent.place, connection, now: now)
                continue
            } else {
                connection.permitEnd()
                pipeline(connection, at: intent.place, now: now)
                // A long message takes its time to be looked through: patience with the relay begins now.
                connection.write(now: .now)
            }
            settle(intent.place, now: now)
        }
        return true
    }

    /// Begins the next message right behind the dot, where no connection is free for it.
    private func pipeline(_ connection: SMTPConnection, at place: Int, now: ContinuousClock.Instant) {
        let pool = poolOfPlace[place]
        guard connection.session.takesNextMessage, pools[pool].isFull,
            connection.session.messages < pools[pool].relay.messagesPerConnection, !isStopping, mayTake(pool, now: now)
        else { return }
        _ = begin(on: connection, of: pool, now: now)
    }

    private func withhold(_ place: Int, _ connection: SMTPConnection, now: ContinuousClock.Instant) {
        guard let parcel = connection.parcel else { return }
        underWay -= 1
        pools[poolOfPlace[place]].underWay -= 1
        outbox.end(parcel, nil, now: now)
        record.countWithheld()
        remove(place)
    }
}

extension Attempt.Outcome {
    /// Whether the other side said something about the message.
    fileprivate var isAnswer: Bool {
        switch self {
        case .accepted, .transientFailure, .permanentFailure: true
        case .notSent, .unknown: false
        }
    }
}
