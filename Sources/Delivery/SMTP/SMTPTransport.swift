public import CampaignModel
internal import Curl

/// Hands emails to a relay over SMTP, one recipient a transaction.
///
/// libcurl makes the connections (name, TCP, TLS, login); the dialogue is ``SMTPSession``'s, as libcurl's own SMTP stands
/// still while one server thinks about one message, and cannot tell "not sent" from "unknown".
public struct SMTPTransport: Transport {
    public let name: String
    let settings: SMTPSettings
    /// By relay.
    let passwords: [String: String]
    let heloName: String
    let rateBook: (any RateBook)?
    let clock: @Sendable () -> Instant
    let timeouts: SMTPTimeouts

    /// - Parameter passwords: By the relay's name; used only where the settings name a user.
    /// - Parameter heloName: This machine's name as it stands in EHLO.
    /// - Parameter rateBook: Where rates are shared; must be there where the settings name any.
    /// - Parameter clock: What outcomes are dated with.
    /// - Parameter timeouts: `nil` for the usual ones, with the settings' patience at the dot.
    public init(
        settings: SMTPSettings,
        passwords: [String: String] = [:],
        heloName: String,
        rateBook: (any RateBook)? = nil,
        clock: @escaping @Sendable () -> Instant,
        timeouts: SMTPTimeouts? = nil
    ) {
        self.settings = settings
        self.passwords = passwords
        self.heloName = heloName
        self.rateBook = rateBook
        self.clock = clock
        self.timeouts = timeouts ?? SMTPTimeouts(dot: .seconds(settings.dotPatienceSeconds))
        name = settings.relays.map(\.address).joined(separator: ", ")
    }

    public func deliver(
        from source: any MessageSource,
        journal: any Journal,
        stop: StopSignal
    ) throws(DeliveryError) -> DeliverySummary {
        if let fault = settingsFault { throw DeliveryError(.settings(fault), transport: name) }
        if settings.needsRateBook, rateBook == nil {
            throw DeliveryError(.settings("a rate needs a ledger to be counted in"), transport: name)
        }
        let delivery: SMTPDelivery
        do throws(CurlError) {
            delivery = try SMTPDelivery(self, source: source, journal: journal, stop: stop)
        } catch {
            throw DeliveryError(.system(error.text), transport: name)
        }
        return try delivery.run()
    }

    func name(of relay: SMTPRelay) -> String { relay.address }

    func connectionOptions(of relay: SMTPRelay) -> CurlConnection.Options {
        CurlConnection.Options(
            // libcurl takes the EHLO name from the path.
            url: "\(relay.address)/\(heloName)",
            requiresTLS: relay.security != .none,
            username: relay.username,
            password: passwords[relay.name],
            caFile: relay.caFile,
            connectTimeoutMilliseconds: timeouts.connect.wholeMilliseconds
        )
    }

    var settingsFault: String? {
        let isPlainName = heloName.utf8.allSatisfy { isLetterOrDigit($0) || "-.".utf8.contains($0) }
        if heloName.isEmpty || !isPlainName {
            return "'\(heloName)' is no host name for EHLO; use letters, digits, '-' and '.'"
        }
        if settings.relays.isEmpty { return "there is no relay; name one" }
        if Set(settings.relays.map(\.name)).count < settings.relays.count { return "two relays have one name" }
        return settings.relays.lazy.compactMap(fault).first
    }

    private func fault(in relay: SMTPRelay) -> String? {
        guard (1...65_535).contains(relay.port) else { return "port \(relay.port) does not exist; use 1 to 65535" }
        guard (1...200).contains(relay.maximumConnections) else {
            return "\(relay.maximumConnections) connections are too few or too many; use 1 to 200"
        }
        guard relay.messagesPerConnection >= 1 else { return "a connection must carry at least one message" }
        guard (1...1_000).contains(relay.weight) else { return "a weight is 1 to 1000" }
        guard let url = CurlURL(relay.address), url.host.lowercased() == relay.host.lowercased(), !url.hasCredentials
        else { return "'\(relay.host)' is no host; give a name or an address alone" }
        if relay.security == .none, relay.username != nil, !url.isLoopback {
            return "the password would cross the network in the clear; set security to starttls or tls"
        }
        return nil
    }
}

extension SMTPRelay {
    /// `smtp://relay.example:587`
    var address: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(security == .tls ? "smtps" : "smtp")://\(host):\(port)"
    }
}

extension SMTPSettings {
    /// Whether some rate is shared with other processes.
    var needsRateBook: Bool { !rates.isEmpty || warmUp != nil || domains.values.contains { $0.rate != nil } }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

extension Duration {
    /// Rounded up, at least 0.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(0, Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
