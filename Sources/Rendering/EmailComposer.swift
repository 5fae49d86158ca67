public import CampaignModel
public import DKIM
public import Diagnostics
internal import JSON
public import Liquid

/// Composes a campaign's emails: its templates compiled once, then a message from each planned row.
///
/// A pure function of row, links, templates and settings: no clock, no random number, no network. So a preview has the
/// bytes that are sent, and a second try sends them again.
public struct EmailComposer: Sendable {
    private let subject: Template
    private let preheader: Template
    private let page: PageTemplate
    private let text: TextTemplate
    private let shop: ShopScope
    private let writer: MessageWriter
    private let signer: DKIMSigner?

    /// - Parameter signer: `nil` where the relay signs.
    /// - Throws: All findings in the subject, the preheader, both templates and the partials they use.
    public init(
        campaign: Campaign,
        content: EmailContent,
        settings: Settings,
        templates: TemplateFolder,
        signer: DKIMSigner? = nil
    ) throws(TemplateError) {
        var findings: [Diagnostic] = []
        func compiled<Compiled>(_ compile: () throws(TemplateError) -> Compiled) -> Compiled? {
            do throws(TemplateError) {
                return try compile()
            } catch {
                findings += error.diagnostics
                return nil
            }
        }
        let isMinor = settings.shop.moneyUnits == .minor
        func options(_ escaping: Escaping) -> TemplateOptions {
            TemplateOptions(escaping: escaping, minorUnitMoney: isMinor)
        }
        func line(_ key: String, _ text: String) -> Template? {
            compiled { () throws(TemplateError) -> Template in
                let source = TemplateSource(file: "campaigns/\(campaign.name).yaml (message.\(key))", text: text)
                return try Template(source, options: options(.none))
            }
        }
        func mailbox(_ key: String, _ text: String?) -> Mailbox? {
            guard let text else { return nil }
            if let mailbox = Mailbox(text) { return mailbox }
            let remedy = "write it as Name <name@shop.example>"
            findings.append(Diagnostic(.error, "message.\(key) '\(text)' is no mailbox", remedy: remedy))
            return nil
        }
        let subject = line("subject", content.subject)
        let preheader = line("preheader", content.preheader)
        let page = compiled { () throws(TemplateError) in
            try PageTemplate(
                content.template,
                in: templates,
                options: options(.html),
                tags: LinkTags(settings, campaign: campaign.name)
            )
        }
        let text = compiled { () throws(TemplateError) in
            try TextTemplate(content.template, in: templates, options: options(.none))
        }
        let from = mailbox("from", content.from)
        let replyTo = mailbox("reply_to", content.replyTo)
        if settings.email == nil {
            let what = "campaign '\(campaign.name)' sends email, and the settings have no section 'email'"
            findings.append(Diagnostic(.error, what, remedy: "add it to dovetail.yaml"))
        }
        var translations = Translations()
        do throws(TemplateError) {
            translations = try templates.translations()
        } catch {
            findings += error.diagnostics
        }
        guard findings.isEmpty, let subject, let preheader, let page, let text, let email = settings.email else {
            throw TemplateError(diagnostics: findings)
        }
        self.subject = subject
        self.preheader = preheader
        self.page = page
        self.text = text
        shop = ShopScope(settings.shop, campaign: campaign.name, translations: translations)
        self.signer = signer
        writer = MessageWriter(
            campaign: campaign.name,
            from: from ?? email.from,
            replyTo: replyTo ?? email.replyTo,
            settings: email,
            shop: settings.shop.name
        )
    }

    /// Where the templates turn escaping off by the filter `raw`.
    public var rawUses: [SourceLocation] { page.rawUses }

    /// What is wrong in style sheets (warnings), and why styles are inlined for each message anew (notes).
    public var styleFindings: [Diagnostic] { page.findings }

    /// - Parameters:
    ///   - isTest: Whether the team is to look at it: then the subject begins with `[Test]`, and a header says so.
    ///   - scratch: Working memory; the result does not depend on what it was used for before.
    /// - Throws: ``RenderError`` where this person's message cannot be made, or the template says it should not be.
    public func compose(
        _ row: MessageRow,
        links: MessageLinks,
        isTest: Bool = false,
        scratch: inout ComposerScratch
    ) throws(RenderError) -> ComposedEmail {
        guard let recipient = EmailAddress(row.address) else {
            throw .failed(Diagnostic(.error, "customer \(row.customerID) has no address that can be written to"))
        }
        try MessageCheck.links(links)
        var parts = try parts(row, links: links, scratch: &scratch)
        if isTest { parts.subject = "[Test] " + parts.subject }
        let (html, text) = (parts.html, parts.text)
        try MessageCheck.isFinished(Array(parts.subject.utf8), "subject")
        try MessageCheck.isFinished(html, "HTML part")
        try MessageCheck.isFinished(text, "text part")
        try MessageCheck.offersUnsubscribing(html, links, "HTML part")
        try MessageCheck.offersUnsubscribing(text, links, "text part")

        var message: [UInt8] = []
        message.reserveCapacity(html.count + html.count / 4 + text.count + text.count / 4 + 12_288)
        let name = PersonName.cleaned(scratch.customer("first_name") ?? "")
        let header = MessageWriter.Parts(
            row: row,
            recipient: Mailbox(name: name, address: recipient),
            subject: HeaderText(oneLine: parts.subject),
            links: links,
            isTest: isTest
        )
        writer.append(header, text: text.span, html: html.span, to: &message)
        if let signer {
            // The planned moment: a second try, whenever it comes, has the same bytes.
            message = signer.signature(of: message.span, at: row.sendAt.seconds) + message
        }
        return ComposedEmail(
            recipient: recipient,
            sender: writer.from.address,
            senderName: writer.from.name,
            subject: parts.subject,
            preheader: parts.preheader,
            html: html,
            text: text,
            message: message
        )
    }

    /// What a message is made of, whatever is wrong with it: ``compose(_:links:scratch:)`` refuses what may not leave.
    public func parts(
        _ row: MessageRow,
        links: MessageLinks,
        scratch: inout ComposerScratch
    ) throws(RenderError) -> EmailParts {
        try scratch.begin(row, links, shop)
        let subject = HeaderText(oneLine: try scratch.string(subject))
        let preheader = HeaderText(oneLine: try scratch.string(preheader))
        try scratch.setMessage(links, subject: subject.text, preheader: preheader.text)
        let html = try page.render(&scratch)
        let text = try text.render(&scratch)
        return EmailParts(subject: subject.text, preheader: preheader.text, html: html, text: text)
    }
}

/// An email before it becomes a message.
public struct EmailParts: Sendable {
    public var subject: String
    public var preheader: String
    /// UTF-8, before transfer encoding.
    public var html: [UInt8]
    public var text: [UInt8]
}
