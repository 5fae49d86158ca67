internal import Curl

/// A message on its way over SMTP.
struct SMTPParcel {
    let message: OutgoingMessage
    /// How often the relay has given up a connection under it.
    var retries = 0
}

/// One place in the pool: a connection being made or standing, its dialogue, and the message under way.
final class SMTPConnection {
    let start: ContinuousClock.Instant
    private(set) var session: SMTPSession
    /// The message under way.
    private(set) var parcel: SMTPParcel?
    /// The message begun behind it.
    private var following: SMTPParcel?
    /// The intent of the message under way has been asked for.
    var isAsking = false
    /// The relay has answered a whole message on this connection: it is in order.
    var isProven = false
    /// It has answered EHLO, and its pool knows.
    var isCounted = false
    /// It is among its pool's idle connections.
    var isResting = false
    private(set) var isConnected = false
    private var link: CurlConnection
    private let isEncrypted: Bool
    private var buffer = [UInt8](repeating: 0, count: 4_096)
    /// When the relay last moved the dialogue on.
    private var progress: ContinuousClock.Instant

    init(
        _ options: CurlConnection.Options,
        heloName: String,
        isEncrypted: Bool,
        token: Int,
        in multi: CurlMulti,
        now: ContinuousClock.Instant
    ) throws(CurlError) {
        start = now
        self.isEncrypted = isEncrypted
        progress = now
        session = SMTPSession(heloName: heloName)
        link = try CurlConnection(options, token: token, in: multi)
    }

    var certificate: [String: String] { link.certificate }

    /// What the relay said while libcurl connected.
    var transcript: [UInt8] { link.transcript }

    /// libcurl is done with connecting.
    /// - Returns: Why there is no connection; `nil` where there is one, of which `poll` tells from now on.
    func establish(
        _ finished: CurlMulti.Finished,
        token: Int,
        poll: borrowing EventPoll,
        now: ContinuousClock.Instant
    ) throws(CurlError) -> CurlError? {
        if let failure = link.failure(finished) { return failure }
        try poll.watch(link.socket, token: token)
        isConnected = true
        progress = now
        write(now: now)
        return nil
    }

    // MARK: Moving on

    /// - Returns: Why the relay cannot take the message; `nil` where it has begun. Nothing is sent before ``write(now:)``.
    func begin(_ parcel: SMTPParcel, _ content: SMTPContent) -> String? {
        guard case .email(let sender, let recipient, _) = parcel.message.content else {
            preconditionFailure("only emails go over SMTP")
        }
        if let objection = session.begin(content, from: sender, to: recipient) { return objection }
        if self.parcel == nil { self.parcel = parcel } else { following = parcel }
        isResting = false
        return nil
    }

    /// Lets the message under way end. Nothing is sent before ``write(now:)``.
    func permitEnd() {
        session.permitEnd()
        isAsking = false
    }

    func quit(now: ContinuousClock.Instant) {
        session.quit()
        progress = now
        write(now: now)
    }

    func isIdle(for timeout: Duration, now: ContinuousClock.Instant) -> Bool {
        session.phase == .idle && now - progress >= timeout
    }

    func end(_ reason: String) { session.end(reason) }

    /// - Returns: What became of the oldest message begun here that has not been told of.
    func takeSettlement() -> (parcel: SMTPParcel, settlement: SMTPSession.Settlement)? {
        guard let settlement = session.takeSettlement() else { return nil }
        guard let parcel = parcel.take() else { preconditionFailure("what is settled was begun") }
        self.parcel = following.take()
        isAsking = false
        return (parcel, settlement)
    }

    func handle(_ event: EventPoll.Event, now: ContinuousClock.Instant) {
        if event.isReadable || event.isClosed { read(toEnd: event.isClosed || isEncrypted, now: now) }
        write(now: now)
    }

    /// - Parameter toEnd: Whether to read on where less came than there was room for. A plain socket is empty then; TLS
    ///   may hold more, and a closed connection its end.
    private func read(toEnd: Bool, now: ContinuousClock.Instant) {
        do throws(CurlError) {
            while session.phase != .closed, let count = try link.receive(into: &buffer) {
                if count == 0 { return session.end("the relay closed the connection", isLost: true) }
                session.receive(buffer.span.extracting(0..<count))
                progress = now
                if count < buffer.count, !toEnd { return }
            }
        } catch {
            session.end(error.text, isLost: true)
        }
    }

    func write(now: ContinuousClock.Instant) {
        do throws(CurlError) {
            while !session.unsent.isEmpty {
                let count = try link.send(session.unsent)
                if count == 0 { return }
                session.didSend(count)
                progress = now
            }
        } catch {
            // What it said before it hung up counts.
            read(toEnd: true, now: now)
            session.end(error.text, isLost: true)
        }
    }

    // MARK: Patience

    /// Gives up where the relay has been silent for too long.
    func checkPatience(_ timeouts: SMTPTimeouts, now: ContinuousClock.Instant) {
        guard isConnected else { return }
        let limit: (patience: Duration, at: String)? =
            switch session.phase {
            case .introduction: (timeouts.envelope, "EHLO")
            case .envelope: (timeouts.envelope, "the envelope")
            case .content, .ending: (timeouts.data, "the message")
            case .verdict, .cancellation: (timeouts.dot, "the final dot")
            case .quitting: (timeouts.quit, "QUIT")
            case .idle, .waitingForIntent, .closed: nil
            }
        if let (patience, what) = limit, now - progress >= patience {
            session.end("the relay was silent for \(patience) at \(what)")
        }
    }
}
