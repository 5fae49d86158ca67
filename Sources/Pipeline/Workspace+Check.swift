internal import Bookkeeping
internal import CampaignModel
internal import Checking
internal import Diagnostics
internal import Foundation
internal import Liquid
internal import Planning
internal import Rendering
internal import ShopConfiguration

/// What the pre-launch check found.
public struct CheckResult: Encodable, Sendable {
    let report: CheckReport

    init(_ findings: [Finding]) { report = CheckReport(findings) }

    /// Whether nothing stands against sending.
    public var passes: Bool { report.passes }

    /// The findings, errors first, and their number.
    public var text: String { "\(report)" }

    public func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }
}

extension Workspace {
    /// People whose messages are rendered and looked at.
    private static let sampleSize = 50

    /// Checks the data, and one campaign or all of them: the file, the templates, and what a sample of real recipients
    /// would get. The ledger stays as it is, and nothing goes to the network unless `delivery` asks for it.
    /// - Parameter spam: Whether SpamAssassin reads one message of each campaign.
    /// - Parameter delivery: Whether the relays are visited and the senders looked up; `nil` leaves both alone.
    public func check(
        campaign name: String?,
        spam: Bool = false,
        delivery: DeliveryCheck? = nil,
        observer: PipelineObserver
    ) throws(PipelineError) -> CheckResult {
        let names = if let name { [name] } else { try campaignNames() }
        return try check(names: names, spam: spam, delivery: delivery) { () throws(PipelineError) in
            try situation(observer: observer)
        }
    }

    /// - Parameter situation: Called once the campaigns' files are read.
    func check(
        names: [String],
        spam: Bool = false,
        delivery: DeliveryCheck? = nil,
        in situation: () throws(PipelineError) -> Situation
    ) throws(PipelineError) -> CheckResult {
        var findings: [Finding] = []
        var campaigns: [Campaign] = []
        for name in names {
            do {
                let campaign = try campaign(name)
                campaigns.append(campaign)
                let places = try keyPlaces(ofCampaign: name)
                findings += checkCampaign(campaign) { Place(places, $0) }
            } catch {
                findings += try Workspace.findings(in: error, rule: .campaignFile)
            }
        }
        let situation = try situation()
        findings += checkData(
            situation.shop,
            channels: Channel.allCases.filter { channel in
                campaigns.contains { $0.channels.contains(channel) }
            }
        )
        let assassin = spam ? SpamAssassin() : nil
        if spam, assassin == nil {
            findings.append(SpamReport.missing("SpamAssassin is not installed", remedy: "apt install spamassassin"))
        }
        for campaign in campaigns {
            findings += unknownMentions(of: campaign, in: situation.shop).map { Finding(.campaignFile, $0) }
            do {
                findings += try check(campaign, situation, assassin, estimates: delivery != nil)
            } catch {
                findings += try Workspace.findings(in: error, rule: .template)
            }
        }
        if let delivery { findings += try checkDelivery(delivery, of: campaigns) }
        return CheckResult(findings)
    }

    func keyPlaces(ofCampaign name: String) throws(PipelineError) -> KeyPlaces {
        let file = campaignFile(name)
        return KeyPlaces(file: file, text: try Workspace.read(path(file)))
    }

    /// What is wrong with a file is a finding; any other trouble ends the check.
    private static func findings(in error: PipelineError, rule: Rule) throws(PipelineError) -> [Finding] {
        guard case .invalid(let diagnostics) = error else { throw error }
        return diagnostics.map { Finding(rule, $0) }
    }

    private func check(
        _ campaign: Campaign,
        _ situation: Situation,
        _ assassin: SpamAssassin?,
        estimates: Bool
    ) throws(PipelineError) -> [Finding] {
        let templates = try templates()
        let factory = try factory(campaign, templates)
        var findings = factory.rawUses.map { place in
            let remedy = "make sure that no customer or supplier can write what stands there"
            return Finding(.rawOutput, Diagnostic(.note, at: place, "'raw' prints this unescaped", remedy: remedy))
        }
        findings += factory.styleFindings.map { Finding(.styleInlining, $0) }
        let steps = try audienceSteps(of: campaign.audience, in: situation)
        findings += steps.warnings.map { Finding(.campaignFile, $0) }
        var known = PastRuns()
        known.codes = try freeCodes(of: campaign, ledger: ledgerIfThere())
        known.shares = campaign.variants.map(\.weight)
        let planned = makePlan(campaign, audience: steps.members, situation, known: known)
        if let short = planned.plan.counts.skipped[.codesExhausted] {
            let what = "the codes of '\(campaign.name)' run out: \(short) messages would get none"
            findings.append(Finding(.campaignFile, Diagnostic(.error, what, remedy: "add codes to the file")))
        }
        if estimates {
            let emails = planned.plan.messages.count { $0.disposition == .planned && $0.channel == .email }
            if let finding = sendingEstimate(campaign, emails: emails).finding { findings.append(finding) }
        }
        let rows = sample(planned.plan.messages, campaign: campaign.name)
        if rows.isEmpty {
            let what = "nobody would get '\(campaign.name)'"
            let finding = Diagnostic(.warning, what, remedy: "'dovetail plan \(campaign.name)' shows where they go")
            findings.append(Finding(.emptyAudience, finding))
        }
        var inspection = try EmailInspection(self, factory, templates)
        for row in rows { findings += inspection.findings(in: row) }
        if let assassin { findings += inspection.spamFindings(assassin, rows) }
        return findings
    }

    func factory(_ campaign: Campaign, _ templates: TemplateFolder) throws(PipelineError) -> MessageFactory {
        try MessageFactory(
            settings: settings,
            campaign: campaign,
            templates: templates,
            signingKey: Array(repeating: 0, count: 32),
            dkim: nil
        )
    }

    /// Some of those who would get a message, evenly over all of them: the first customers of a shop are not as the last.
    private func sample(_ messages: [PlannedMessage], campaign: String) -> [MessageRow] {
        let planned = messages.filter { $0.disposition == .planned }
        let count = min(planned.count, Workspace.sampleSize)
        return (0..<count).map { index in
            let message = planned[index * planned.count / count]
            return MessageRow(sample: message, campaign: campaign, number: Int64(index + 1))
        }
    }

    /// Looks in the folder of `shop: local_images` for the picture at an address below `shop: image_base_url`.
    func picture(at address: String) -> EmailExpectations.Picture {
        guard let base = settings.shop.imageBaseURL, let folder = settings.shop.localImages, address.hasPrefix(base)
        else { return .unknown }
        let written = String(address.dropFirst(base.count).prefix { $0 != "?" && $0 != "#" })
        let name = written.removingPercentEncoding ?? written
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path(folder))/\(name)")
            return .found(byteCount: (attributes[.size] as? Int) ?? 0)
        } catch {
            return .missing(folder: folder)
        }
    }
}

extension MessageRow {
    /// A message as it would be frozen.
    init(sample message: PlannedMessage, campaign: String, number: Int64) {
        self.init(
            key: MessageKey(ledger: "check", run: "\(campaign)-0", message: number),
            campaign: campaign,
            customerID: message.customerID,
            channel: message.channel,
            address: message.address,
            variant: message.variant,
            sendAt: message.sendAt,
            validUntil: message.validUntil,
            payload: message.payload
        )
    }
}
