internal import Diagnostics
internal import JSON
public import Liquid

/// One template and made-up data, tried without a shop.
public struct TemplateTrial: Sendable {
    /// What data under these names every partial sees, as in a campaign.
    private static let shared = [
        "shop", "campaign", "unsubscribe_url", "preferences_url", "view_in_browser_url", "subject", "preheader",
    ]

    private let template: Template
    private let translations: Translations

    /// - Parameters:
    ///   - path: The template in `folder`; `partials/` and `locales/` are beside it.
    ///   - escaping: `.html` for pages, `.none` for texts.
    /// - Throws: All findings in the template, the partials it uses and the locale files.
    public init(_ path: String, in folder: TemplateFolder, escaping: Escaping) throws(TemplateError) {
        let kind = path.split(separator: ".").last.map(String.init) ?? "html"
        let partials = folder.partials(kind: kind)
        template = try Template(
            folder.source(path),
            partials: partials,
            options: TemplateOptions(escaping: escaping)
        )
        translations = try folder.translations()
    }

    /// - Parameters:
    ///   - data: A JSON object.
    ///   - dataFile: What findings call it.
    ///   - now: Unix seconds.
    ///   - locale: BCP 47; `timeZone` is an IANA name and `currency` an ISO 4217 code.
    /// - Throws: ``RenderError``: data that is no JSON object, a time zone that is none, or what the render fails with.
    public func render(
        _ data: [UInt8],
        dataFile: String,
        now: Int64,
        locale: String,
        timeZone: String,
        currency: String,
        currencyDigits: Int
    ) throws(RenderError) -> [UInt8] {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(data)
        } catch {
            throw .failed(Diagnostic(.error, file: dataFile, offset: error.offset, in: data, error.what))
        }
        guard document.kind(JSONDocument.root) == .object else {
            throw .failed(Diagnostic(.error, "\(dataFile) holds no JSON object", remedy: "write {\"customer\": {…}}"))
        }
        guard let zone = ZoneOffsets(identifier: timeZone) else {
            throw .failed(Diagnostic(.error, "'\(timeZone)' is no IANA time zone", remedy: "write Europe/Berlin"))
        }
        var writer = JSONWriter()
        writer.beginObject()
        for name in TemplateTrial.shared {
            guard let node = document.member(name, of: JSONDocument.root) else { continue }
            writer.key(name)
            writer.value(node, of: document)
        }
        writer.endObject()
        let shared: JSONDocument
        do throws(JSONError) {
            shared = try JSONDocument(writer.bytes)
        } catch {
            preconditionFailure("What JSONWriter writes is JSON.")
        }
        var output: [UInt8] = []
        try template.render(
            [document, shared],
            globals: [1],
            environment: RenderEnvironment(
                now: now,
                timeZone: zone,
                locale: locale,
                currencyCode: currency,
                currencyDigits: currencyDigits,
                translations: translations
            ),
            into: &output
        )
        return output
    }
}
