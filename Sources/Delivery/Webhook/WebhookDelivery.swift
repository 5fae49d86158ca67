internal import CampaignModel
internal import Curl

/// One delivery of webhooks: the event loop of a set of requests, on the thread that runs it. It never waits for the disk:
/// intents are handed over, and what is granted goes on when the answer comes.
final class WebhookDelivery {
    private let transport: WebhookTransport
    private let route: WebhookRoute
    private let stop: StopSignal
    private let wakeup: Wakeup
    private let multi: CurlMulti
    private var poll: EventPoll
    private var queue: MessageQueue
    private var record: GroupCommit
    private var limits: SharedLimits
    private var places: [WebhookPlace] = []
    private var freePlaces: [Int]
    /// Messages whose intents are being made durable.
    private var asked: [Int64: PushJob] = [:]
    /// Parts that may leave.
    private var ready: [PushPart] = []
    /// Batches that were refused as a whole and go out in halves.
    private var halves: [[PushPart]] = []
    private var health = GatewayHealth()
    private var tokenRequest: WebhookPlace?
    /// No more messages are taken.
    private var isStopping = false
    /// Those whose intents stand do not go either.
    private var dropsReady = false
    /// Why no more messages are begun.
    private var ending: DeliveryError.Reason?

    /// A pause that is over within so long is waited for; where it takes longer, the delivery ends.
    static let longestWait = Duration.seconds(30)

    init(
        _ transport: WebhookTransport,
        _ route: WebhookRoute,
        source: any MessageSource,
        journal: any Journal,
        stop: StopSignal
    ) throws(CurlError) {
        self.transport = transport
        self.route = route
        self.stop = stop
        wakeup = try Wakeup()
        poll = try EventPoll()
        try poll.watch(wakeup, token: 0)
        multi = try CurlMulti(maximumConnections: route.connections + 1)
        freePlaces = Array((0..<route.connections).reversed())
        limits = SharedLimits(transport.rateBook == nil ? [] : transport.settings.rates, of: "push")
        record = GroupCommit(
            journal,
            book: transport.settings.rates.isEmpty ? nil : transport.rateBook,
            wakeup: wakeup,
            clock: transport.clock
        )
        queue = MessageQueue(
            source: source,
            connections: route.connections * route.gateway.batchLimit,
            limit: limits.fetchLimit,
            wakeup: wakeup
        )
        for _ in 0..<route.connections { places.append(try place(url: route.url)) }
    }

    private func place(url: String) throws(CurlError) -> WebhookPlace {
        try WebhookPlace(
            CurlRequest.Options(
                url: url,
                scheme: route.envelope.scheme,
                timeoutMilliseconds: transport.timeout.wholeMilliseconds,
                responseLimit: WebhookTransport.responseLimit,
                isForPublicPeersOnly: transport.settings.tokensAreAddresses
            )
        )
    }

    func run() throws(DeliveryError) -> DeliverySummary {
        stop.listen(wakeup)
        defer { stop.forget(wakeup) }
        do throws(CurlError) {
            while goesOn() {
                let now = ContinuousClock.now
                if try logIn(now: now) { try begin(now: now) }
                admit(now: now)
                limits.demand(in: &record)
                record.submit(now: now)
                try multi.perform()
                while let finished = multi.nextFinished() { try end(finished) }
                if takeAnswer() || canBegin(now: now) { continue }
                try multi.wait(or: poll, milliseconds: waitingTime(now: now))
                try poll.wait(milliseconds: 0)
            }
        } catch {
            ending = .system(error.text)
        }
        cancelAll()
        takeNoMore()
        for job in asked.values { settleAll(job, "the delivery was stopped before this message was begun") }
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
            ending = ending ?? health.ending
        }
        let level = stop.level
        if level == .abort { return false }
        if ending != nil || level == .drain { takeNoMore() }
        if !isStopping, let wait = closedFor(now: .now), wait > WebhookDelivery.longestWait { giveBackAll(for: wait) }
        return !queue.isExhausted || !asked.isEmpty || !ready.isEmpty || !halves.isEmpty || isBusy
    }

    private var isBusy: Bool { freePlaces.count < places.count }

    private func closedFor(now: ContinuousClock.Instant) -> Duration? {
        [limits.closedFor(now: now), health.closedFor(now: now)].compactMap { $0 }.max()
    }

    /// Gives back all that is not begun.
    private func takeNoMore() {
        isStopping = true
        dropsReady = true
        let reason = "the delivery was stopped before this message was begun"
        for message in queue.stop() { record.settle(message.id, .notSent(reason), transport: transport.name) }
        dropReady(reason)
    }

    private func dropReady(_ reason: String) {
        let parts = halves.joined() + ready
        halves = []
        ready = []
        for part in parts { settle(part.job, .notSent(reason)) }
    }

    /// A limit is used up for long: the source is left alone, and what it gave comes again then.
    private func giveBackAll(for wait: Duration) {
        isStopping = true
        let seconds = max(1, wait.components.seconds + 1)
        record.limit(seconds: seconds)
        for message in queue.stop() { record.postpone(message.id, seconds: seconds) }
        // What has its permit goes, unless it is the gateway that is closed.
        if health.closedFor(now: .now) != nil {
            dropsReady = true
            dropReady("the gateway takes no more for now")
        }
    }

    private func cancelAll() {
        for place in places where place.isBusy {
            let reason = "the delivery was stopped before the gateway answered"
            let wasSent = place.request.cancel()
            for part in place.takeParts() { settle(part.job, wasSent ? .unknown(reason) : .notSent(reason)) }
        }
        _ = tokenRequest?.request.cancel()
    }

    private func waitingTime(now: ContinuousClock.Instant) -> Int {
        if let flush = record.flushTime, flush <= now { return 0 }
        let latest = now.advanced(by: .seconds(1))
        let times = [record.flushTime, limits.resumeTime, health.resumeTime].compactMap { $0 }.filter { $0 > now }
        return (min(times.min() ?? latest, latest) - now).wholeMilliseconds
    }

    // MARK: Messages

    /// Requests that may be under way now.
    private func limit(now: ContinuousClock.Instant) -> Int {
        // Of strangers' endpoints none stands for the others.
        transport.settings.tokensAreAddresses ? places.count : min(health.limit(now: now), places.count)
    }

    /// Asks for the intents of as many messages as places will soon have: those that are free, and once more as many while
    /// the commit is under way.
    private func admit(now: ContinuousClock.Instant) {
        guard ending == nil, !isStopping else { return }
        let limit = limit(now: now)
        let isProbe = !transport.settings.tokensAreAddresses && !health.isWell
        let ahead = isProbe ? limit - places.count + freePlaces.count : 2 * limit * route.gateway.batchLimit
        var room = ahead - asked.count - ready.count - halves.count
        while room > 0, queue.count > 0, limits.areOpen(now: now), let message = queue.next() {
            guard let job = job(message) else { continue }
            limits.use()
            asked[job.id] = job
            record.ask(job.id, place: 0)
            room -= 1
        }
    }

    /// - Returns: `nil` where the message cannot go, and has been settled.
    private func job(_ message: OutgoingMessage) -> PushJob? {
        guard case .push(let body, let key) = message.content else {
            preconditionFailure("only pushes go to a webhook")
        }
        var objection = "its body is empty, or '\(key)' cannot be a webhook-id"
        if WebhookEnvelope.isKey(key), !body.isEmpty {
            switch route.gateway.parts(of: body, key: key) {
            case .unfit(let reason): objection = reason
            case .parts(let parts):
                if !transport.settings.tokensAreAddresses { return PushJob(id: message.id, key: key, parts: parts) }
                var judged: [PushPart.Content] = []
                for part in parts {
                    guard let why = CustomerAddress.objection(to: part.url ?? "") else {
                        judged.append(part)
                        continue
                    }
                    objection = "the customer's address is refused: \(why)"
                    suppress(part.tokens, "no address to post to", message: message.id)
                }
                if !judged.isEmpty { return PushJob(id: message.id, key: key, parts: judged) }
            }
        }
        let reply = Reply(code: 0, text: "\(objection); it was not sent")
        record.settle(message.id, .permanentFailure(reply), transport: transport.name)
        return nil
    }

    private func suppress(_ tokens: [String], _ reason: String, message: Int64) {
        record.suppress(tokens.map { DeadAddress(message: message, address: $0, reason: reason) })
    }

    /// Lets the messages go whose intents are durable.
    /// - Returns: Whether there was an answer.
    private func takeAnswer() -> Bool {
        guard let answer = record.takeAnswer() else { return false }
        for (limit, grant, time) in answer.grants { limits.take(grant, of: limit, at: time) }
        for intent in answer.work.intents {
            guard let job = asked.removeValue(forKey: intent.message) else { continue }
            if answer.error != nil, !answer.isDurable {
                settleAll(job, "the intent could not be made durable")
            } else if answer.withheld.contains(intent.message) {
                record.countWithheld()
            } else if dropsReady {
                settleAll(job, "the delivery was stopped before this message was begun")
            } else {
                ready += job.parts.map { PushPart(job: job, content: $0) }
            }
        }
        return true
    }

    // MARK: Requests

    /// - Returns: Whether requests may be made: where the gateway wants no token, or there is one.
    private func logIn(now: ContinuousClock.Instant) throws(CurlError) -> Bool {
        guard let login = route.login, login.token(at: transport.clock()) == nil else { return true }
        guard tokenRequest == nil, !dropsReady, now >= health.resumeTime ?? now,
            !ready.isEmpty || !halves.isEmpty
        else { return false }
        let body: [UInt8]
        do {
            body = try login.account.tokenRequest(at: transport.clock().seconds)
        } catch {
            ending = .authentication("the service account's key cannot sign: \(error)")
            return false
        }
        let url = login.account.tokenURL
        let place = try WebhookPlace(
            CurlRequest.Options(
                url: url,
                scheme: String(url.prefix { $0 != ":" }),
                timeoutMilliseconds: transport.timeout.wholeMilliseconds,
                responseLimit: WebhookTransport.responseLimit
            )
        )
        let headers = ["Content-Type: application/x-www-form-urlencoded", "Expect:", "User-Agent: Dovetail"]
        place.start = .now
        try place.request.begin(headers: headers, body: body, token: places.count, in: multi)
        tokenRequest = place
        return false
    }

    private func endLogIn(_ finished: CurlMulti.Finished) {
        guard let login = route.login, let place = tokenRequest.take() else { return }
        switch place.request.end(finished) {
        case .response(let status, let body, let retryAfter):
            let answer = PushAnswer(status: status, body: body, retryAfterSeconds: retryAfter)
            if login.accept(answer, at: transport.clock()) { return health.answer() }
            if answer.isTransient || answer.isSuccess {
                health.fail("the login: \(answer.reply.asSaid)", start: place.start)
            } else {
                ending = ending ?? .authentication(answer.reply.asSaid)
            }
        case .failure(let error, _): health.fail("the login: \(error.text)", start: place.start)
        }
    }

    private func canBegin(now: ContinuousClock.Instant) -> Bool {
        (!ready.isEmpty || !halves.isEmpty) && route.login.map { $0.token(at: transport.clock()) != nil } ?? true
            && places.count - freePlaces.count < limit(now: now)
    }

    private func begin(now: ContinuousClock.Instant) throws(CurlError) {
        while canBegin(now: now), let index = freePlaces.popLast() {
            var batch = halves.popLast() ?? []
            if batch.isEmpty {
                batch = Array(ready.prefix(route.gateway.batchLimit))
                ready.removeFirst(batch.count)
            }
            try begin(batch, at: index)
        }
    }

    private func begin(_ batch: [PushPart], at index: Int) throws(CurlError) {
        if let url = batch[0].content.url { places[index] = try place(url: url) }
        let place = places[index]
        let body = route.gateway.body(of: batch.map(\.content))
        let time = transport.clock()
        place.accessToken = route.login?.token(at: time)
        let headers = route.envelope.headers(
            idempotencyKey: batch[0].job.key,
            accessToken: place.accessToken,
            body: body,
            at: time
        )
        place.parts = batch
        place.start = .now
        try place.request.begin(headers: headers, body: body, token: index, in: multi)
    }

    private func end(_ finished: CurlMulti.Finished) throws(CurlError) {
        if finished.token == places.count { return endLogIn(finished) }
        let place = places[finished.token]
        let parts = place.takeParts()
        freePlaces.append(finished.token)
        switch place.request.end(finished) {
        case .response(let status, let body, let retryAfter):
            let answer = PushAnswer(status: status, body: body, retryAfterSeconds: retryAfter)
            take(answer, parts, accessToken: place.accessToken)
        case .failure(let error, requestWasSent: true):
            for part in parts { settle(part.job, .unknown(error.text)) }
        case .failure(let error, requestWasSent: false):
            for part in parts {
                if error.kind == .forbidden {
                    suppress(part.content.tokens, "no public address", message: part.job.id)
                    settle(part.job, .permanentFailure(Reply(code: 0, text: error.text)))
                } else {
                    settle(part.job, .notSent(error.text))
                }
            }
            if !transport.settings.tokensAreAddresses { health.fail(error.text, start: place.start) }
        }
    }

    // MARK: Answers

    /// - Parameter accessToken: What the request was let in with.
    private func take(_ answer: PushAnswer, _ parts: [PushPart], accessToken: String?) {
        if !transport.settings.tokensAreAddresses { health.answer(answer) }
        // One part may be what is wrong: nobody of a refused batch got anything.
        if parts.count > 1, [400, 413].contains(answer.status) {
            halves.append(Array(parts[..<(parts.count / 2)]))
            halves.append(Array(parts[(parts.count / 2)...]))
            if dropsReady { dropReady("the delivery was stopped before this message was begun") }
            return
        }
        let verdicts = route.gateway.verdicts(on: parts.map(\.content), answer)
        precondition(verdicts.count == parts.count, "every part has its verdict")
        for (part, verdict) in zip(parts, verdicts) { take(verdict, of: part, answer, accessToken: accessToken) }
    }

    private func take(_ verdict: PushVerdict, of part: PushPart, _ answer: PushAnswer, accessToken: String?) {
        if case .accepted = verdict.outcome { health.accept() }
        if !verdict.deadTokens.isEmpty {
            if verdict.isDoubtful { health.doubt(answer.reply.asSaid) }
            if !verdict.isDoubtful || health.hasAccepted {
                suppress(verdict.deadTokens, verdict.deadReason, message: part.job.id)
            }
        }
        switch verdict.stop {
        case nil: break
        case .login:
            // A token may be withdrawn before its time: a new one is tried once, whatever else left with the old one.
            if let login = route.login, let accessToken, login.token(at: transport.clock()) != accessToken { break }
            if let login = route.login, health.mayRenewLogin() {
                login.forget()
            } else {
                ending = ending ?? .authentication(answer.reply.asSaid)
            }
        case .settings: ending = ending ?? .settings("the gateway refuses the settings: \(verdict.outcome.words)")
        }
        settle(part.job, verdict.outcome)
    }

    private func settle(_ job: PushJob, _ part: Attempt.Outcome) {
        if let outcome = job.settle(part) { record.settle(job.id, outcome, transport: transport.name) }
    }

    private func settleAll(_ job: PushJob, _ reason: String) {
        for _ in job.parts { settle(job, .notSent(reason)) }
    }
}

extension Attempt.Outcome {
    fileprivate var words: String {
        switch self {
        case .accepted(let reply), .transientFailure(let reply), .permanentFailure(let reply): reply.asSaid
        case .notSent(let why), .unknown(let why): why
        }
    }
}
