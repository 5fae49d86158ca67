public import CampaignModel
internal import Diagnostics
internal import JSON
public import Liquid

/// Composes a campaign's push messages from a JSON document whose string values are Liquid.
///
/// The document is read once; each string value is a template of its own, and the message is written value by value,
/// so nothing that a template prints can change the document's shape. Keys, numbers and booleans stay as they are, and
/// what a template prints is always a string, even `"{{ items.size }}"`.
public struct PushComposer: Sendable {
    private let document: PushDocument
    private let shop: ShopScope

    /// - Throws: All findings in `templates/NAME.json`.
    public init(
        campaign: Campaign,
        content: PushContent,
        settings: Settings,
        templates: TemplateFolder
    ) throws(TemplateError) {
        let isMinor = settings.shop.moneyUnits == .minor
        document = try PushDocument(try templates.source("\(content.template).json"), minorUnitMoney: isMinor)
        shop = ShopScope(settings.shop, campaign: campaign.name, translations: try templates.translations())
    }

    /// - Parameter scratch: Working memory; the result does not depend on what it was used for before.
    /// - Throws: ``RenderError`` where this person's message cannot be made, or the template says it should not be.
    public func compose(
        _ row: MessageRow,
        links: MessageLinks,
        scratch: inout ComposerScratch
    ) throws(RenderError) -> ComposedPush {
        let tokens = row.address.split(separator: " ")
        guard !tokens.isEmpty else {
            throw .failed(Diagnostic(.error, "customer \(row.customerID) has no device to push to"))
        }
        try MessageCheck.links(links)
        try scratch.begin(row, links, shop)
        var texts: [String] = []
        for string in document.strings {
            let text = try string.render(&scratch)
            try MessageCheck.isFinished(Array(text.utf8), "push message")
            texts.append(text)
        }
        let key = MessageIdentity(row.key).uuid
        return ComposedPush(
            body: document.body(texts: texts, tokens: tokens, messageID: key),
            idempotencyKey: key,
            title: document.title.map { texts[$0] } ?? "",
            text: document.text.map { texts[$0] } ?? ""
        )
    }
}
