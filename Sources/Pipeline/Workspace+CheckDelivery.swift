internal import Bookkeeping
internal import CampaignModel
internal import Checking
internal import DKIM
internal import DNS
internal import Delivery
internal import Diagnostics
internal import Foundation

/// What `check --delivery` is told beyond the settings.
public struct DeliveryCheck: Sendable {
    let server: DNSClient.Server?
    let relayAddresses: [IPAddress]

    /// - Parameters:
    ///   - server: `192.0.2.53` or `192.0.2.53:5353`; `nil` is the first of `/etc/resolv.conf`.
    ///   - relayAddresses: From which the relays send on.
    /// - Throws: `refused` where one of them is no numeric address.
    public init(server: String?, relayAddresses: [String]) throws(PipelineError) {
        let remedy = "write it in numbers, such as 192.0.2.53"
        self.server = try server.map { text throws(PipelineError) in
            guard let server = DNSClient.Server(text) else {
                throw .refused("'\(text)' is no DNS server", remedy: "\(remedy) or 192.0.2.53:5353")
            }
            return server
        }
        self.relayAddresses = try relayAddresses.map { text throws(PipelineError) in
            guard let address = IPAddress(text) else { throw .refused("'\(text)' is no address", remedy: remedy) }
            return address
        }
    }

    /// `nil` where no server is known.
    var resolver: DNSClient? {
        (server ?? DeliveryCheck.systemServer).map { server in
            DNSClient(server: server, makeIdentifier: { UInt16.random(in: .min ... .max) })
        }
    }

    private static var systemServer: DNSClient.Server? {
        // A machine without the file has no server, which the check says.
        guard let bytes = FileManager.default.contents(atPath: "/etc/resolv.conf") else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        for line in text.split(separator: "\n") {
            let words = line.split { $0 == " " || $0 == "\t" }
            if words.count >= 2, words[0] == "nameserver", let server = DNSClient.Server(String(words[1])) {
                return server
            }
        }
        return nil
    }
}

/// A resolver where there is none: every question ends in a note.
private struct NoResolver: DNSResolver {
    func records(of name: String, _ type: DNSRecordType) throws(DNSError) -> [DNSRecord] { throw .noServer }
}

extension Workspace {
    /// Visits the relays, up to the login, and looks the senders up in DNS. Nothing is sent.
    /// - Parameter campaigns: Those whose senders are looked up, beside the settings' own.
    func checkDelivery(_ check: DeliveryCheck, of campaigns: [Campaign]) throws(PipelineError) -> [Finding] {
        guard let email = settings.email else { return [] }
        var findings: [Finding] = []
        do throws(DeliveryError) {
            for report in try smtpTransport(email, rateBook: nil).probe() { findings += checkRelay(report, now: now) }
        } catch {
            findings.append(Finding(.relay, Diagnostic(.error, "\(error)", remedy: "mend 'email.smtp'")))
        }
        var signature: SenderIdentity.Signature?
        if let dkim = email.dkim {
            var key: DKIMKey?
            do throws(PipelineError) {
                key = try dkimSigner(settings)?.key
            } catch {
                findings.append(Finding(.dkim, error.diagnostic))
            }
            signature = SenderIdentity.Signature(
                domain: dkim.domain,
                selector: dkim.selector,
                publicKey: key?.publicKey,
                keyBits: key?.bits ?? 0
            )
        }
        var senders = [email.from.address.text]
        let contents = campaigns.flatMap(\.variants).flatMap { $0.message?.editions.values.map(\.self) ?? [] }
        for content in contents {
            guard let from = content.from.flatMap({ Mailbox($0) }) else { continue }
            if !senders.contains(from.address.text) { senders.append(from.address.text) }
        }
        let resolver: any DNSResolver = if let client = check.resolver { client } else { NoResolver() }
        for sender in senders {
            let identity = SenderIdentity(address: sender, signature: signature, relayAddresses: check.relayAddresses)
            findings += checkAuthentication(of: identity, resolver: resolver)
        }
        return findings
    }

    func smtpTransport(_ email: EmailSettings, rateBook: (any RateBook)?) -> SMTPTransport {
        let environment = ProcessInfo.processInfo.environment
        var passwords: [String: String] = [:]
        for relay in email.smtp.relays {
            passwords[relay.name] = relay.passwordVariables.lazy.compactMap { environment[$0] }.first
        }
        return SMTPTransport(
            settings: email.smtp,
            passwords: passwords,
            heloName: ProcessInfo.processInfo.hostName,
            rateBook: rateBook,
            clock: { [clock] in clock.now }
        )
    }

    /// How long the campaign's emails take at the slowest of the limits, against the time they have.
    func sendingEstimate(_ campaign: Campaign, emails: Int) -> SendingEstimate {
        var limits: [(rate: Double, words: String)] = []
        for rate in settings.email?.smtp.rates ?? [] {
            limits.append((rate.perSecond, "\(rate.count)/\(rate.period.rawValue)"))
        }
        if let throttle = campaign.schedule.throttle {
            let words = "\(throttle.messages) in \(throttle.perSeconds) s"
            limits.append((Double(throttle.messages) / Double(throttle.perSeconds), words))
        }
        if let day = settings.email?.smtp.warmUp?.day(at: now) {
            limits.append(
                (Double(day.limit) / Double(Instant.secondsPerDay), "\(day.limit) on this day of the warm-up")
            )
        }
        let slowest = limits.min { $0.rate < $1.rate }
        let hours = campaign.schedule.hours
        let minutes = (0..<1_440).count { hours.allow(minute: $0) } * hours.weekdays.count / 7
        return SendingEstimate(
            campaign: campaign.name,
            messages: emails,
            rate: slowest?.rate,
            limit: slowest?.words ?? "",
            hoursPerDay: Double(minutes) / 60,
            validHours: campaign.schedule.validForHours
        )
    }
}

extension PipelineError {
    /// The first thing that is wrong.
    fileprivate var diagnostic: Diagnostic {
        switch self {
        case .invalid(let findings): findings.first ?? Diagnostic(.error, "\(self)")
        case .refused(let what, let remedy), .failed(let what, let remedy): Diagnostic(.error, what, remedy: remedy)
        }
    }
}
