internal import CampaignModel
internal import Diagnostics
internal import JSON
internal import Liquid

/// Working memory of the composers, used again for every message; one for each thread.
///
/// Nothing of one message is left in it for the next: each document is read anew before a template sees it.
public struct ComposerScratch: Sendable {
    /// What a template sees, searched first to last.
    private(set) var scopes = [JSONDocument(), JSONDocument(), JSONDocument()]
    var memory = RenderScratch()
    private var environment: (locale: String, value: RenderEnvironment)?

    /// Bytes of the longest page so far: the next one gets as much room at once.
    var pageCapacity = 0

    /// Places in `scopes`.
    private enum Scope {
        static let message = 0
        static let payload = 1
        static let shop = 2
    }

    /// The scopes that a partial sees too: links, shop and campaign.
    static let sharedScopes: Set<Int> = [Scope.message, Scope.shop]

    public init() {}

    /// Takes in a message's data.
    mutating func begin(_ row: MessageRow, _ links: MessageLinks, _ shop: ShopScope) throws(RenderError) {
        scopes[Scope.shop] = shop.document
        do {
            try scopes[Scope.payload].read(row.payload.span)
        } catch {
            throw .failed(Diagnostic(.error, "the plan's data of customer \(row.customerID) is no JSON: \(error)"))
        }
        try setMessage(links, subject: nil, preheader: nil)
        let locale = customer("locale") ?? shop.locale
        if environment?.locale != locale { environment = (locale, shop.environment(locale: locale)) }
        environment?.value.now = row.sendAt.seconds
    }

    /// - Parameters:
    ///   - subject: `nil` while it is not known; then a template that uses it fails.
    mutating func setMessage(_ links: MessageLinks, subject: String?, preheader: String?) throws(RenderError) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("unsubscribe_url")
        writer.string(links.unsubscribe)
        writer.key("preferences_url")
        writer.string(links.preferences)
        writer.key("view_in_browser_url")
        writer.string(links.viewInBrowser)
        if let subject, let preheader {
            writer.key("subject")
            writer.string(subject)
            writer.key("preheader")
            writer.string(preheader)
        }
        writer.endObject()
        do {
            try scopes[Scope.message].read(writer.bytes.span)
        } catch {
            preconditionFailure("What JSONWriter writes is JSON.")
        }
    }

    /// A string of the payload's `customer`; `nil` where there is none.
    func customer(_ key: String) -> String? {
        let payload = scopes[Scope.payload]
        guard let customer = payload.member("customer", of: JSONDocument.root),
            let value = payload.member(key, of: customer), payload.kind(value) == .string
        else { return nil }
        return payload.string(value)
    }

    /// Appends a template's text for the message.
    mutating func render(_ template: Template, into output: inout [UInt8]) throws(RenderError) {
        guard let environment else { preconditionFailure("A message is begun before it is rendered.") }
        try template.render(
            scopes,
            globals: ComposerScratch.sharedScopes,
            environment: environment.value,
            scratch: &memory,
            into: &output
        )
    }

    /// A template's text for the message, with bytes that are no UTF-8 replaced.
    mutating func string(_ template: Template) throws(RenderError) -> String {
        var bytes: [UInt8] = []
        try render(template, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
