public import CampaignModel
internal import Curl

extension SMTPTransport {
    /// Visits every relay as a delivery would, up to the login, asks what it offers, and leaves. Nothing is sent.
    /// - Returns: In the order of the settings.
    public func probe() throws(DeliveryError) -> [RelayReport] {
        if let fault = settingsFault { throw DeliveryError(.settings(fault), transport: name) }
        var reports: [RelayReport] = []
        for relay in settings.relays {
            do throws(CurlError) {
                reports.append(try probe(relay))
            } catch {
                throw DeliveryError(.system(error.text), transport: name)
            }
        }
        return reports
    }

    private func probe(_ relay: SMTPRelay) throws(CurlError) -> RelayReport {
        var report = RelayReport(name: relay.name, address: relay.address)
        let multi = try CurlMulti(maximumConnections: 1)
        var poll = try EventPoll()
        var options = connectionOptions(of: relay)
        options.keepsCertificate = true
        let start = ContinuousClock.now
        let connection = try SMTPConnection(
            options,
            heloName: heloName,
            isEncrypted: relay.security != .none,
            token: 0,
            in: multi,
            now: start
        )
        // libcurl's own limit ends it.
        while true {
            try multi.perform()
            if let finished = multi.nextFinished() {
                report.connectMilliseconds = milliseconds(since: start)
                if let failure = try connection.establish(finished, token: 0, poll: poll, now: .now) {
                    report.failure = failure.text + lastWords(connection.transcript)
                    return report
                }
                break
            }
            try multi.wait(or: poll, milliseconds: 1_000)
        }
        report.isLoggedIn = relay.username != nil
        report.certificate = RelayReport.Certificate(connection.certificate)
        let asked = ContinuousClock.now
        try run(connection, &poll, during: .introduction)
        report.roundTripMilliseconds = milliseconds(since: asked)
        guard connection.session.phase == .idle else {
            report.failure = connection.session.closingReason
            return report
        }
        report.extensions = connection.session.capabilities.names
        report.largestMessage = connection.session.capabilities.largestMessage
        connection.quit(now: .now)
        try run(connection, &poll, during: .quitting)
        return report
    }

    private func run(
        _ connection: SMTPConnection,
        _ poll: inout EventPoll,
        during phase: SMTPSession.Phase
    ) throws(CurlError) {
        while connection.session.phase == phase {
            try poll.wait(milliseconds: 200)
            for event in poll.events { connection.handle(event, now: .now) }
            connection.checkPatience(timeouts, now: .now)
        }
    }

    private func milliseconds(since start: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - start) / .milliseconds(1)
    }

    /// What the relay said last, which tells more than libcurl's own words.
    private func lastWords(_ transcript: [UInt8]) -> String {
        let lines = transcript.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return lines.last.map { "; the relay said '\(String(decoding: $0, as: UTF8.self))'" } ?? ""
    }
}

extension SMTPCapabilities {
    /// Of those that are of use, the ones that are offered.
    fileprivate var names: [String] {
        [
            ("PIPELINING", pipelining), ("SIZE", size), ("8BITMIME", eightBitMIME), ("SMTPUTF8", internationalHeaders),
        ].filter(\.1).map(\.0)
    }
}

extension RelayReport.Certificate {
    /// - Parameter lines: OpenSSL's names and values; empty without TLS.
    fileprivate init?(_ lines: [String: String]) {
        guard let subject = lines["Subject"] else { return nil }
        self.init(
            subject: subject,
            issuer: lines["Issuer"] ?? "",
            expires: lines["Expire date"].flatMap(RelayReport.Certificate.instant)
        )
    }

    /// `Nov 22 23:46:42 2026 GMT`
    private static func instant(_ text: String) -> Instant? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count >= 4, let month = months.firstIndex(of: String(words[0])) else { return nil }
        let pad = { (text: String) in text.count < 2 ? "0\(text)" : text }
        return Instant("\(words[3])-\(pad("\(month + 1)"))-\(pad(String(words[1])))T\(words[2])Z")
    }
}
