internal import CampaignModel
internal import Foundation
internal import JSON
internal import Liquid
internal import Rendering

/// The HTML template alone, on data already read, by one thread: what ruby-liquid can do too. It finds the data in
/// `messages.jsonl`, and our pages in `pages.html`, a zero byte after each, to hold its own against.
func measureTemplates(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let folder = try shop.templates()
    var partials: [String: TemplateSource] = [:]
    for (path, text) in folder.files where path.hasPrefix("partials/") && path.hasSuffix(".html") {
        partials[String(path.dropFirst("partials/".count).dropLast(".html".count))] = TemplateSource(
            file: path,
            text: text
        )
    }
    let file = "\(BenchmarkShop.campaignName).html"
    let source = TemplateSource(file: file, text: folder.files[file] ?? [])
    let template = try Template(source, partials: partials, options: TemplateOptions(escaping: .html))
    let texts = try messageTexts(shop)
    let documents = try texts.map { try JSONDocument($0) }
    let environment = RenderEnvironment(
        now: BenchmarkShop.sendTime.seconds,
        locale: shop.settings.shop.locale,
        currencyCode: shop.settings.shop.currency.code,
        currencyDigits: shop.settings.shop.currency.minorUnitDigits
    )
    let (pages, seconds) = try timed(runs: runs) {
        var scratch = RenderScratch()
        return try documents.map { document in
            var page: [UInt8] = []
            try template.render([document], globals: [0], environment: environment, scratch: &scratch, into: &page)
            return page
        }
    }
    let measurement = try Measurement(
        "HTML template alone",
        "Dovetail",
        "pages",
        count: pages.count,
        bytes: pages.reduce(0) { $0 + $1.count },
        seconds: seconds
    )
    try Data(texts.joined(separator: [UInt8(ascii: "\n")])).write(to: URL(filePath: shop.path("messages.jsonl")))
    try Data(pages.map { $0 + [0] }.joined()).write(to: URL(filePath: shop.path("pages.html")))
    return [measurement]
}

/// A message's payload with what every message sees beside it, as one JSON object on one line.
private func messageTexts(_ shop: BenchmarkShop) throws -> [[UInt8]] {
    let emails = try Emails(shop)
    return emails.rows.map { row in
        let links = emails.links(of: row)
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [
            ("unsubscribe_url", links.unsubscribe), ("preferences_url", links.preferences),
            ("view_in_browser_url", links.viewInBrowser), ("subject", "Your basket is half packed"),
            ("preheader", "And more you may need about now."),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("shop")
        writer.beginObject()
        for (key, value) in [
            ("name", shop.settings.shop.name), ("url", shop.settings.shop.url),
            ("postal_address", shop.settings.shop.postalAddress),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("brand")
        writer.beginObject()
        for (key, value) in shop.settings.shop.brand {
            writer.key(key)
            writer.string(value)
        }
        writer.endObject()
        writer.endObject()
        writer.endObject()
        // Both are objects: the payload's members follow ours.
        return writer.bytes.dropLast() + [UInt8(ascii: ",")] + row.payload.dropFirst()
    }
}
