public import CampaignModel
internal import Curl

/// Hands emails to a relay over SMTP, one recipient a transaction.
///
/// libcurl makes the connections (name, TCP, TLS, login); the dialogue is ``SMTPSession``'s, as libcurl's own SMTP stands
/// still while one server thinks about one message, and cannot tell "not sent" from "unknown".
public struct SMTPTransport: Transport {
    public let name: String
    let settings: SMTPSettings
    let password: String?
    let heloName: String
    let clock: @Sendable () -> Instant
    let timeouts: SMTPTimeouts

    /// - Parameter password: Used only where the settings name a user.
    /// - Parameter heloName: This machine's name as it stands in EHLO.
    /// - Parameter clock: What outcomes are dated with.
    public init(
        settings: SMTPSettings,
        password: String?,
        heloName: String,
        clock: @escaping @Sendable () -> Instant,
        timeouts: SMTPTimeouts = SMTPTimeouts()
    ) {
        self.settings = settings
        self.password = password
        self.heloName = heloName
        self.clock = clock
        self.timeouts = timeouts
        let scheme = settings.security == .tls ? "smtps" : "smtp"
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        name = "\(scheme)://\(host):\(settings.port)"
    }

    public func deliver(
        from source: any MessageSource,
        journal: any Journal,
        stop: StopSignal
    ) throws(DeliveryError) -> DeliverySummary {
        if let fault = settingsFault { throw DeliveryError(.settings(fault), transport: name) }
        let delivery: SMTPDelivery
        do throws(CurlError) {
            delivery = try SMTPDelivery(self, source: source, journal: journal, stop: stop)
        } catch {
            throw DeliveryError(.system(error.text), transport: name)
        }
        return try delivery.run()
    }

    var connectionOptions: CurlConnection.Options {
        CurlConnection.Options(
            // libcurl takes the EHLO name from the path.
            url: "\(name)/\(heloName)",
            requiresTLS: settings.security != .none,
            username: settings.username,
            password: password,
            caFile: settings.caFile,
            connectTimeoutMilliseconds: timeouts.connect.wholeMilliseconds
        )
    }

    private var settingsFault: String? {
        let isPlainName = heloName.utf8.allSatisfy { isLetterOrDigit($0) || "-.".utf8.contains($0) }
        if heloName.isEmpty || !isPlainName {
            return "'\(heloName)' is no host name for EHLO; use letters, digits, '-' and '.'"
        }
        guard (1...65_535).contains(settings.port) else {
            return "port \(settings.port) does not exist; use 1 to 65535"
        }
        guard (1...200).contains(settings.connections) else {
            return "\(settings.connections) connections are too few or too many; use 1 to 200"
        }
        guard settings.messagesPerConnection >= 1 else { return "a connection must carry at least one message" }
        guard let url = CurlURL(name), url.host.lowercased() == settings.host.lowercased(), !url.hasCredentials else {
            return "'\(settings.host)' is no host; give a name or an address alone"
        }
        if settings.security == .none, settings.username != nil, !url.isLoopback {
            return "the password would cross the network in the clear; set security to starttls or tls"
        }
        return nil
    }
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
