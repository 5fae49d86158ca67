internal import CampaignModel
internal import Checking
internal import Liquid
internal import Rendering
internal import ShopConfiguration

/// Renders messages of one campaign as they would be sent, and looks at them.
struct EmailInspection {
    private let factory: MessageFactory
    /// Makes the same pages from templates in which each tag carries its place.
    private let marking: MessageFactory
    private let sources: MarkedSources
    private let expected: EmailExpectations
    private let folder: String
    private let subject: Place
    private let preheader: Place
    private var scratch = ComposerScratch()
    private var markingScratch = ComposerScratch()

    init(
        _ workspace: Workspace,
        _ factory: MessageFactory,
        _ templates: TemplateFolder
    ) throws(PipelineError) {
        let settings = workspace.settings
        let campaign = factory.campaign
        let places = try workspace.keyPlaces(ofCampaign: campaign.name)
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
        folder = settings.templates
        subject = Place(places, ["message", "subject"])
        preheader = Place(places, ["message", "preheader"])
        expected = EmailExpectations(
            postalAddress: settings.shop.postalAddress,
            clients: settings.email?.clients ?? .standard,
            picture: { workspace.picture(at: $0) }
        )
    }

    private func template(of row: MessageRow) -> String { "\(folder)/\(factory.content(of: row)?.template ?? "")" }

    mutating func findings(in row: MessageRow) -> [Finding] {
        do throws(RenderError) {
            if row.channel == .push {
                _ = try factory.make(row, scratch: &scratch)
                return []
            }
            let email = try factory.parts(row, scratch: &scratch)
            let template = template(of: row)
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
                let place = Place(file: "\(template(of: row)).html")
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
    init(_ places: KeyPlaces, _ keys: [String]) {
        let place = places.place(keys)
        self.init(place.location, sourceLine: place.sourceLine)
    }
}
