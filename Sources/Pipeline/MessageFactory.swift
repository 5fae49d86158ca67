internal import Bookkeeping
internal import CampaignModel
internal import DKIM
internal import Diagnostics
internal import Foundation
internal import Liquid
internal import Rendering
internal import Tracking

/// Makes the messages of one run from its rows and from what the ledger kept when the plan was frozen: nothing else. So
/// a preview and every later send give the same bytes, whatever has become of the files.
struct MessageFactory: Sendable {
    let settings: Settings
    let campaign: Campaign
    private let emails: [Edition: EmailComposer]
    private let pushes: [Edition: PushComposer]
    private let signer: LinkSigner

    /// One text of a campaign: a variant in a language; `nil` stands for the variant's message as it is.
    private struct Edition: Hashable {
        var variant: String
        var language: String?
    }

    /// What a message is as it leaves.
    enum Made: Sendable {
        case email(ComposedEmail)
        case push(ComposedPush)
    }

    /// - Throws: `invalid` with every finding in the templates.
    ///
    /// - Parameter dkim: `nil` where the relay signs, and for messages that nobody gets.
    init(
        settings: Settings,
        campaign: Campaign,
        templates: TemplateFolder,
        signingKey: [UInt8],
        dkim: DKIMSigner?
    ) throws(PipelineError) {
        guard let signer = LinkSigner(key: signingKey) else {
            throw .failed("the ledger's signing key is damaged", remedy: "restore the ledger from a backup")
        }
        let missing = settings.shop.missingForMessages
        if !missing.isEmpty {
            let keys = missing.map { "'shop.\($0)'" }.joined(separator: ", ")
            throw .invalid([
                Diagnostic(
                    .error,
                    at: SourceLocation(file: "dovetail.yaml", line: 1, column: 1),
                    "\(keys) is missing, and the messages of '\(campaign.name)' need it",
                    remedy: "add it; only looking at the shop goes without"
                )
            ])
        }
        self.settings = settings
        self.campaign = campaign
        self.signer = signer
        var emails: [Edition: EmailComposer] = [:]
        var pushes: [Edition: PushComposer] = [:]
        do throws(TemplateError) {
            // Variants that differ in what they pick have one text.
            var madeEmails: [EmailContent: EmailComposer] = [:]
            var madePushes: [PushContent: PushComposer] = [:]
            for variant in campaign.variants {
                for (language, content) in variant.message?.editions ?? [:] {
                    let made: EmailComposer
                    if let known = madeEmails[content] {
                        made = known
                    } else {
                        made = try EmailComposer(
                            campaign: campaign,
                            content: content,
                            settings: settings,
                            templates: templates,
                            signer: dkim
                        )
                    }
                    madeEmails[content] = made
                    emails[Edition(variant: variant.name, language: language)] = made
                }
                for (language, content) in variant.push?.editions ?? [:] {
                    let made: PushComposer
                    if let known = madePushes[content] {
                        made = known
                    } else {
                        made = try PushComposer(
                            campaign: campaign,
                            content: content,
                            settings: settings,
                            templates: templates
                        )
                    }
                    madePushes[content] = made
                    pushes[Edition(variant: variant.name, language: language)] = made
                }
            }
        } catch {
            throw .invalid(error.diagnostics)
        }
        self.emails = emails
        self.pushes = pushes
    }

    /// The factory of a frozen run.
    /// - Parameter dkim: What signs by the settings of the run.
    init(
        run: Run,
        ledger: any Ledger,
        dkim: (Settings) throws(PipelineError) -> DKIMSigner?
    ) throws(PipelineError) {
        var files: [String: [UInt8]] = [:]
        do {
            for (name, digest) in run.contents { files[name] = try ledger.content(digest) }
        } catch {
            throw PipelineError(ledgerError: error)
        }
        let settingsName = FrozenFiles.settings
        guard let text = files[settingsName] else {
            throw .failed("the ledger has lost the settings of \(run.id)", remedy: "plan the campaign anew")
        }
        let settings = try Workspace.settings(file: settingsName, text: text)
        let campaignName = FrozenFiles.campaign(run.campaign)
        guard let campaignText = files[campaignName] else {
            throw .failed("the ledger has lost the campaign of \(run.id)", remedy: "plan the campaign anew")
        }
        let campaign = try Workspace.campaign(file: campaignName, text: campaignText, segments: settings.segments)
        let templates = FrozenFiles.templates(in: files, folder: settings.templates)
        try self.init(
            settings: settings,
            campaign: campaign,
            templates: templates,
            signingKey: ledger.identity.signingSecret,
            dkim: campaign.channels.contains(.email) ? try dkim(settings) : nil
        )
    }

    /// Where the email's templates turn escaping off.
    var rawUses: [SourceLocation] { inAllEmails(\.rawUses) }

    /// What is wrong in the emails' style sheets, and why they are inlined for each message anew.
    var styleFindings: [Diagnostic] { inAllEmails(\.styleFindings) }

    /// What the emails of all variants and languages have, each thing once.
    private func inAllEmails<Thing: Equatable>(_ things: (EmailComposer) -> [Thing]) -> [Thing] {
        let editions = campaign.variants.flatMap { variant in
            ([nil] + variant.languages(on: .email)).map { Edition(variant: variant.name, language: $0) }
        }
        return editions.compactMap { emails[$0] }.flatMap(things).reduce(into: []) { known, thing in
            if !known.contains(thing) { known.append(thing) }
        }
    }

    func links(for row: MessageRow) -> MessageLinks {
        signer.links(for: row.key, baseURL: settings.shop.linkBaseURL, mailbox: settings.email?.replyTo?.address)
    }

    private func edition(of row: MessageRow) -> Edition {
        Edition(variant: row.variant, language: MessageLanguage.language(ofPayload: row.payload))
    }

    /// What the campaign's file says of a row's email.
    func content(of row: MessageRow) -> EmailContent? {
        let edition = edition(of: row)
        let message = campaign.variants.first { $0.name == edition.variant }?.message
        return message?.editions[edition.language] ?? message
    }

    /// An email's parts before anything is refused, for the check, which tells all that is wrong with them at once.
    func parts(_ row: MessageRow, scratch: inout ComposerScratch) throws(RenderError) -> EmailParts {
        guard let email = emails[edition(of: row)] else {
            preconditionFailure("a campaign with email rows has an email")
        }
        return try email.parts(row, links: links(for: row), scratch: &scratch)
    }

    /// A message for the team's own eyes, marked as such.
    func testEmail(_ row: MessageRow, scratch: inout ComposerScratch) throws(RenderError) -> ComposedEmail {
        guard let email = emails[edition(of: row)] else {
            preconditionFailure("a campaign with email rows has an email")
        }
        return try email.compose(row, links: links(for: row), isTest: true, scratch: &scratch)
    }

    func make(_ row: MessageRow, scratch: inout ComposerScratch) throws(RenderError) -> Made {
        let edition = edition(of: row)
        switch row.channel {
        case .email:
            guard let email = emails[edition] else { preconditionFailure("a campaign with email rows has an email") }
            return .email(try email.compose(row, links: links(for: row), scratch: &scratch))
        case .push:
            guard let push = pushes[edition] else {
                preconditionFailure("a campaign with push rows has a push message")
            }
            return .push(try push.compose(row, links: links(for: row), scratch: &scratch))
        }
    }
}

extension MessageFactory {
    /// Makes messages only to see whether it can be done.
    /// - Returns: A sentence for each that cannot.
    func failures(_ rows: ArraySlice<MessageRow>) -> [String] {
        var scratch = ComposerScratch()
        var failures: [String] = []
        for row in rows {
            do throws(RenderError) {
                _ = try make(row, scratch: &scratch)
            } catch {
                guard case .failed(let finding) = error else { continue }
                failures.append("customer \(row.customerID): \(finding)")
            }
        }
        return failures
    }
}

/// The names under which a run's files are kept in the ledger.
enum FrozenFiles {
    static let settings = "dovetail.yaml"
    private static let templateMark = "templates/"

    static func campaign(_ name: String) -> String { "campaigns/\(name).yaml" }

    static func template(_ path: String) -> String { templateMark + path }

    static func templates(in files: [String: [UInt8]], folder: String) -> TemplateFolder {
        var templates: [String: [UInt8]] = [:]
        for (name, bytes) in files where name.hasPrefix(templateMark) {
            templates[String(name.dropFirst(templateMark.count))] = bytes
        }
        return TemplateFolder(name: folder, files: templates)
    }
}

extension ShopSettings {
    /// Keys that messages need and that only a shop that sends must have.
    fileprivate var missingForMessages: [String] {
        [("name", name), ("url", url), ("link_base_url", linkBaseURL)].filter { $0.1.isEmpty }.map(\.0)
    }
}

extension RenderError {
    /// How the ledger records a message that could not be made.
    var skipped: (reason: SkipReason, detail: String) {
        switch self {
        case .aborted(let reason): (.templateAbort, reason)
        case .failed(let finding): (.renderError, finding.description)
        }
    }
}
