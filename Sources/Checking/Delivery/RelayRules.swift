public import CampaignModel
internal import Diagnostics

/// Tells what the relays said.
public func checkRelay(_ report: RelayReport, now: Instant) -> [Finding] {
    let who = report.name == report.address ? report.address : "\(report.name) (\(report.address))"
    if let failure = report.failure {
        let remedy = "mend host, port, security and user under 'email.smtp', or the password in the environment"
        return [Finding(.relay, Diagnostic(.error, "no message can be handed to \(who): \(failure)", remedy: remedy))]
    }
    var findings: [Finding] = []
    let milliseconds = { (value: Double) in "\(Int(value.rounded(.up))) ms" }
    var said = "\(who) can be used"
    if report.isLoggedIn { said += ", and took the login" }
    said += ": connected in \(milliseconds(report.connectMilliseconds)), round trip "
    said += "\(milliseconds(report.roundTripMilliseconds)), offers "
    said += report.extensions.isEmpty ? "nothing of use" : report.extensions.joined(separator: ", ")
    if let largest = report.largestMessage { said += ", takes messages up to \(largest / 1_000) kB" }
    findings.append(Finding(.relay, Diagnostic(.note, said)))
    if !report.extensions.contains("PIPELINING") {
        let what = "\(who) does not offer PIPELINING: each message takes three round trips more"
        findings.append(Finding(.relay, Diagnostic(.note, what, remedy: "raise 'max_connections' if it is too slow")))
    }
    if let certificate = report.certificate { findings.append(certificateFinding(certificate, of: who, now: now)) }
    return findings
}

/// Days before its end at which a certificate is told of.
private let certificateWarningDays = 14

private func certificateFinding(_ certificate: RelayReport.Certificate, of who: String, now: Instant) -> Finding {
    let shown = "the certificate of \(who) is for \(certificate.subject), from \(certificate.issuer)"
    guard let expires = certificate.expires else { return Finding(.relayCertificate, Diagnostic(.note, shown)) }
    let days = expires.days(since: now)
    let what = "\(shown), and good until \(expires)"
    guard days < certificateWarningDays else { return Finding(.relayCertificate, Diagnostic(.note, what)) }
    let remedy = "from then on nothing is sent: ask who runs the relay to renew it"
    return Finding(.relayCertificate, Diagnostic(.warning, what, remedy: remedy))
}

/// How long a campaign's emails take, against the time that they have.
public struct SendingEstimate: Hashable, Sendable {
    public var campaign: String
    public var messages: Int
    /// Messages a second; `nil` where nothing limits them but the relays.
    public var rate: Double?
    /// What sets the rate, in the settings' words.
    public var limit: String
    /// Hours of a day in which people may be written to, at most 24.
    public var hoursPerDay: Double
    /// From when a message is due until it must not be sent any more.
    public var validHours: Int

    public init(
        campaign: String,
        messages: Int,
        rate: Double?,
        limit: String,
        hoursPerDay: Double,
        validHours: Int
    ) {
        self.campaign = campaign
        self.messages = messages
        self.rate = rate
        self.limit = limit
        self.hoursPerDay = hoursPerDay
        self.validHours = validHours
    }

    public var finding: Finding? {
        guard messages > 0, let rate, rate > 0 else { return nil }
        let sendingHours = Double(messages) / rate / 3_600
        // Over days, the hours in which nothing may be sent count too.
        let days = (sendingHours / hoursPerDay).rounded(.down)
        let passingHours = days * 24 + (sendingHours - days * hoursPerDay)
        let what =
            "\(messages) emails of '\(campaign)' take \(SendingEstimate.text(sendingHours)) at \(limit)"
            + (hoursPerDay < 24 ? ", in \(SendingEstimate.text(hoursPerDay)) a day" : "")
        if passingHours <= Double(validHours) {
            return Finding(.sendingTime, Diagnostic(.note, "\(what); they have \(validHours) h"))
        }
        let remedy = "raise the rate, lengthen the hours or 'valid_for_hours', or write to fewer"
        return Finding(
            .sendingTime,
            Diagnostic(.error, "\(what), and have \(validHours) h: the last would never go out", remedy: remedy)
        )
    }

    private static func text(_ hours: Double) -> String {
        if hours < 1.0 / 60 { return "\(Int((hours * 3_600).rounded(.up))) s" }
        if hours < 2 { return "\(Int((hours * 60).rounded(.up))) min" }
        return "\((hours * 10).rounded() / 10) h"
    }
}
