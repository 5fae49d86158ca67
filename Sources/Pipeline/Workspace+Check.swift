internal import Bookkeeping
internal import CampaignModel
internal import Checking
internal import Diagnostics
internal import Liquid
internal import Planning
internal import Rendering

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
    /// would get. The ledger stays as it is.
    public func check(campaign name: String?, observer: PipelineObserver) throws(PipelineError) -> CheckResult {
        let names = if let name { [name] } else { try campaignNames() }
        return try check(names: names) { () throws(PipelineError) in
            try situation(observer: observer)
        }
    }

    /// - Parameter situation: Called once the campaigns' files are read.
    func check(
        names: [String],
        in situation: () throws(PipelineError) -> Situation
    ) throws(PipelineError) -> CheckResult {
        var findings: [Finding] = []
        var campaigns: [Campaign] = []
        for name in names {
            do {
                let campaign = try campaign(name)
                campaigns.append(campaign)
                findings += checkCampaign(campaign, file: campaignFile(name))
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
        for campaign in campaigns {
            findings += unknownPins(of: campaign, in: situation.shop).map { Finding(.campaignFile, $0) }
            do {
                findings += try check(campaign, situation)
            } catch {
                findings += try Workspace.findings(in: error, rule: .template)
            }
        }
        return CheckResult(findings)
    }

    /// What is wrong with a file is a finding; any other trouble ends the check.
    private static func findings(in error: PipelineError, rule: Rule) throws(PipelineError) -> [Finding] {
        guard case .invalid(let diagnostics) = error else { throw error }
        return diagnostics.map { Finding(rule, $0) }
    }

    private func check(_ campaign: Campaign, _ situation: Situation) throws(PipelineError) -> [Finding] {
        let factory = try MessageFactory(
            settings: settings,
            campaign: campaign,
            templates: templates(),
            signingKey: Array(repeating: 0, count: 32)
        )
        let audience = try members(of: campaign.audience.segment, in: situation)
        let planned = makePlan(campaign, audience: audience, situation, shown: [:], suppressed: [])
        let sample = planned.plan.messages.filter { $0.disposition == .planned }.prefix(Workspace.sampleSize)
        var findings = factory.rawUses.map { place in
            let remedy = "make sure that no customer or supplier can write what stands there"
            return Finding(.rawOutput, Diagnostic(.note, at: place, "'raw' prints this unescaped", remedy: remedy))
        }
        var scratch = ComposerScratch()
        let lines = TemplateLines("\(campaign.message?.template ?? "").html", in: try templates())
        var told: Set<String> = []
        for (index, message) in sample.enumerated() {
            let row = MessageRow(sample: message, campaign: campaign.name, number: Int64(index + 1))
            do throws(RenderError) {
                guard case .email(let email) = try factory.make(row, scratch: &scratch) else { continue }
                let template = "\(settings.templates)/\(campaign.message?.template ?? "")"
                let found = checkEmail(
                    EmailSample(
                        htmlFile: "\(template).html",
                        textFile: "\(template).txt",
                        html: email.html,
                        text: email.text,
                        subject: email.subject,
                        preheader: email.preheader,
                        unsubscribeURL: factory.links(for: row).unsubscribe
                    ),
                    postalAddress: settings.shop.postalAddress
                )
                findings += found.map { finding in
                    let isNew = told.insert("\(finding.rule) \(finding.diagnostic.what)").inserted
                    return isNew ? finding.placed(by: lines, in: email.html, of: "\(template).html") : finding
                }
            } catch {
                switch error {
                case .failed(let finding): findings.append(Finding(.template, finding))
                case .aborted: continue
                }
            }
        }
        if sample.isEmpty {
            let what = "nobody would get '\(campaign.name)'"
            let finding = Diagnostic(.warning, what, remedy: "'dovetail plan \(campaign.name)' shows where they go")
            findings.append(Finding(.emptyAudience, finding))
        }
        return findings
    }
}

extension Finding {
    /// The finding with the template's line instead of that of the page rendered from it.
    fileprivate func placed(by lines: TemplateLines, in page: [UInt8], of file: String) -> Finding {
        guard let location = diagnostic.location, location.file == file,
            let (place, text) = lines.place(ofLine: location.line, in: page)
        else { return self }
        var finding = self
        finding.diagnostic.location = place
        finding.diagnostic.sourceLine = text
        return finding
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
