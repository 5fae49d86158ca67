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
    /// would get. The ledger stays as it is, and nothing goes to the network.
    /// - Parameter spam: Whether SpamAssassin reads one message of each campaign.
    public func check(
        campaign name: String?,
        spam: Bool = false,
        observer: PipelineObserver
    ) throws(PipelineError) -> CheckResult {
        let names = if let name { [name] } else { try campaignNames() }
        return try check(names: names, spam: spam) { () throws(PipelineError) in
            try situation(observer: observer)
        }
    }

    /// - Parameter situation: Called once the campaigns' files are read.
    func check(
        names: [String],
        spam: Bool = false,
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
            findings += unknownPins(of: campaign, in: situation.shop).map { Finding(.campaignFile, $0) }
            do {
                findings += try check(campaign, situation, assassin)
            } catch {
                findings += try Workspace.findings(in: error, rule: .template)
            }
        }
        return CheckResult(findings)
    }

    private func keyPlaces(ofCampaign name: String) throws(PipelineError) -> KeyPlaces {
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
        _ assassin: SpamAssassin?
    ) throws(PipelineError) -> [Finding] {
        let templates = try templates()
        let factory = try factory(campaign, templates)
        var findings = factory.rawUses.map { place in
            let remedy = "make sure that no customer or supplier can write what stands there"
            return Finding(.rawOutput, Diagnostic(.note, at: place, "'raw' prints this unescaped", remedy: remedy))
        }
        let audience = try members(of: campaign.audience.segment, in: situation)
        let planned = makePlan(campaign, audience: audience, situation, shown: [:], suppressed: [])
        let rows = sample(planned.plan.messages, campaign: campaign.name)
        if rows.isEmpty {
            let what = "nobody would get '\(campaign.name)'"
            let finding = Diagnostic(.warning, what, remedy: "'dovetail plan \(campaign.name)' shows where they go")
            findings.append(Finding(.emptyAudience, finding))
        }
        var checker = try EmailChecker(self, campaign, factory, templates, places: keyPlaces(ofCampaign: campaign.name))
        for row in rows { findings += checker.findings(in: row) }
        if let assassin { findings += checker.spamFindings(assassin, rows) }
        return findings
    }

    func factory(_ campaign: Campaign, _ templates: TemplateFolder) throws(PipelineError) -> MessageFactory {
        try MessageFactory(
            settings: settings,
            campaign: campaign,
            templates: templates,
            signingKey: Array(repeating: 0, count: 32)
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

/// Renders messages of one campaign as they would be sent, and looks at them.
private struct EmailChecker {
    private let factory: MessageFactory
    /// Makes the same pages from templates in which each tag carries its place.
    private let marking: MessageFactory
    private let sources: MarkedSources
    private let expected: EmailExpectations
    private let template: String
    private let subject: Place
    private let preheader: Place
    private var scratch = ComposerScratch()
    private var markingScratch = ComposerScratch()

    init(
        _ workspace: Workspace,
        _ campaign: Campaign,
        _ factory: MessageFactory,
        _ templates: TemplateFolder,
        places: KeyPlaces
    ) throws(PipelineError) {
        let settings = workspace.settings
        var pages: [String: [UInt8]] = [:]
        for (path, text) in templates.files where path.hasSuffix(".html") {
            pages["\(settings.templates)/\(path)"] = text
        }
        sources = MarkedSources(pages)
        var marked = templates
        for path in templates.files.keys {
            if let text = sources.marked["\(settings.templates)/\(path)"] { marked.files[path] = text }
        }
        self.factory = factory
        marking = try workspace.factory(campaign, marked)
        template = "\(settings.templates)/\(campaign.message?.template ?? "")"
        subject = Place(places, ["message", "subject"])
        preheader = Place(places, ["message", "preheader"])
        expected = EmailExpectations(
            postalAddress: settings.shop.postalAddress,
            clients: settings.email?.clients ?? .standard,
            picture: { workspace.picture(at: $0) }
        )
    }

    mutating func findings(in row: MessageRow) -> [Finding] {
        do throws(RenderError) {
            if row.channel == .push {
                _ = try factory.make(row, scratch: &scratch)
                return []
            }
            let email = try factory.parts(row, scratch: &scratch)
            let sample = EmailSample(
                htmlFile: "\(template).html",
                textFile: "\(template).txt",
                html: email.html,
                text: email.text,
                subject: email.subject,
                preheader: email.preheader,
                unsubscribeURL: factory.links(for: row).unsubscribe,
                subjectPlace: subject,
                preheaderPlace: preheader,
                templates: (sources, try marking.parts(row, scratch: &markingScratch).html)
            )
            return checkEmail(sample, expected)
        } catch {
            switch error {
            case .failed(let finding): return [Finding(.template, finding)]
            case .aborted: return []
            }
        }
    }

    /// The score of the first message that can be made; they differ too little to spend seconds on each.
    mutating func spamFindings(_ assassin: SpamAssassin, _ rows: [MessageRow]) -> [Finding] {
        guard rows.contains(where: { $0.channel == .email }) else { return [] }
        for row in rows where row.channel == .email {
            do throws(RenderError) {
                guard case .email(let email) = try factory.make(row, scratch: &scratch) else { continue }
                let place = Place(file: "\(template).html")
                return [
                    assassin.report(on: email.message)?.finding(at: place)
                        ?? SpamReport.missing("SpamAssassin gave no answer", remedy: "try 'spamassassin --lint'")
                ]
            } catch {
                continue
            }
        }
        return [SpamReport.missing("no message could be made", remedy: "mend the errors first")]
    }
}

extension Place {
    fileprivate init(_ places: KeyPlaces, _ keys: [String]) {
        let place = places.place(keys)
        self.init(place.location, sourceLine: place.sourceLine)
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
