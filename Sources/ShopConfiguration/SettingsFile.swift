public import CampaignModel
internal import Diagnostics
internal import Foundation
internal import Scheduling

/// Reads `dovetail.yaml`.
public enum SettingsFile {
    /// - Parameters:
    ///   - file: Path for findings.
    ///   - text: The file's content, UTF-8.
    /// - Throws: Every finding at once: YAML errors, unknown keys, missing and wrong values.
    public static func read(file: String, text: [UInt8]) throws(ConfigurationError) -> Settings {
        let top = try YAMLSection.file(file, text)
        let settings = settings(top)
        if !top.findings.all.isEmpty { throw ConfigurationError(top.findings.all) }
        return settings
    }

    /// What is wrong is in the section's findings.
    static func settings(_ top: YAMLSection) -> Settings {
        let writes = top.has("email") || top.has("push")
        var settings = Settings(
            shop: shop(top.section("shop"), writes: writes),
            data: data(top.section("data")),
            segments: segments(top),
            email: top.has("email") ? email(top.section("email")) : nil,
            push: top.has("push") ? push(top.section("push")) : nil,
            campaigns: top.text("campaigns") ?? "campaigns",
            templates: top.text("templates") ?? "templates",
            ledger: top.text("ledger") ?? "dovetail.sqlite"
        )
        settings.caps = caps(top)
        top.refuseUnknownKeys()
        return settings
    }

    /// - Parameter writes: Whether messages go out, which need the shop's name and addresses.
    private static func shop(_ section: YAMLSection, writes: Bool) -> ShopSettings {
        let shop = ShopSettings(
            name: text(section, "name", required: writes),
            url: webAddress(section, "url", required: writes),
            currency: currency(section),
            locale: section.text("locale") ?? "en",
            timeZone: timeZone(section),
            postalAddress: section.text("postal_address") ?? "",
            imageBaseURL: section.text("image_base_url").map(withSlash),
            imageURLPattern: imagePattern(section),
            moneyUnits: section.choice("money_units", of: MoneyUnits.self) ?? .minor,
            localImages: section.text("local_images"),
            linkBaseURL: linkBase(section, required: writes),
            tiers: section.texts("tiers") ?? [],
            brand: Dictionary(
                section.dictionary("brand").map { ($0.key, $0.value) },
                uniquingKeysWith: { first, _ in first }
            )
        )
        section.refuseUnknownKeys()
        return shop
    }

    private static func imagePattern(_ section: YAMLSection) -> String? {
        guard let text = section.text("image_url_pattern") else { return nil }
        if !["{path}", "{url}", "{encoded_url}"].contains(where: text.contains) {
            let remedy = "write it as https://img.example/{path}?w={width}&h={height}"
            section.report("image_url_pattern", "has no {path}, {url} or {encoded_url}", remedy: remedy)
        }
        return text
    }

    private static func timeZone(_ section: YAMLSection) -> String {
        guard let name = section.text("time_zone") else { return "UTC" }
        do throws(Diagnostic) {
            _ = try ZoneDatabase().requiredZone(name)
        } catch {
            section.report("time_zone", "is no IANA time zone: '\(name)'", remedy: error.remedy)
        }
        return name
    }

    /// One-click unsubscribe works over https only. Source: RFC 8058 section 3.1.
    private static func linkBase(_ section: YAMLSection, required: Bool) -> String {
        let text = text(section, "link_base_url", required: required)
        if text.isEmpty { return "" }
        if !text.hasPrefix("https://") { section.report("link_base_url", "must start with https://") }
        return withSlash(text)
    }

    private static func text(_ section: YAMLSection, _ key: String, required: Bool) -> String {
        required ? section.requiredText(key) : section.text(key) ?? ""
    }

    private static func currency(_ section: YAMLSection) -> Currency {
        guard let code = section.text("currency") else { return .euro }
        if let currency = Currency(code) { return currency }
        section.report("currency", "cannot be '\(code)'", remedy: "write three letters, such as EUR")
        return .euro
    }

    static func webAddress(_ section: YAMLSection, _ key: String, required: Bool = true) -> String {
        let text = text(section, key, required: required)
        if !text.isEmpty, !text.hasPrefix("https://"), !text.hasPrefix("http://127.0.0.1"),
            !text.hasPrefix("http://localhost")
        {
            section.report(key, "must start with https://")
        }
        return text
    }

    private static func withSlash(_ text: String) -> String { text.hasSuffix("/") ? text : text + "/" }

    private static func data(_ section: YAMLSection) -> DataSources {
        let standard = DataSources()
        let sources = DataSources(
            customers: source(section, "customers") ?? standard.customers,
            products: source(section, "products") ?? standard.products,
            orders: source(section, "orders") ?? standard.orders,
            orderLines: source(section, "order_lines"),
            events: source(section, "events") ?? standard.events
        )
        section.refuseUnknownKeys()
        return sources
    }

    /// `customers: FILE`, `customers: [FILE, FILE]` or `customers: {files: …, columns: {id: client_no}}`; of the
    /// products' columns, the category may be a list of levels.
    private static func source(_ section: YAMLSection, _ key: String) -> DataSources.Source? {
        guard section.has(key) else { return nil }
        if !section.isMapping(key) { return section.texts(key).map { DataSources.Source($0) } }
        let inner = section.section(key)
        let names = inner.section("columns")
        let levels = key == "products" && names.isList("category") ? names.texts("category") ?? [] : []
        let columns = names.texts(except: levels.isEmpty ? [] : ["category"])
        let source = DataSources.Source(
            inner.texts("files") ?? [],
            columns: columns,
            categoryLevels: levels,
            optional: inner.boolean("optional") ?? false
        )
        if source.files.isEmpty { inner.report("files", "is missing", remedy: "name a file or a glob") }
        inner.refuseUnknownKeys()
        return source
    }

    private static func segments(_ top: YAMLSection) -> [Segment] {
        top.dictionary("segments").map { name, expression, line in
            Segment(name: name, expression: expression, file: top.findings.file, line: line)
        }
    }

    private static func email(_ section: YAMLSection) -> EmailSettings? {
        let from = mailbox(section, "from", required: true)
        let replyTo = mailbox(section, "reply_to", required: false)
        let domain = from.map { String($0.address.domain) } ?? ""
        let sender = section.text("feedback_sender") ?? "dovetail"
        if !(5...15).contains(sender.utf8.count) {
            section.report("feedback_sender", "must have 5 to 15 characters")
        }
        let listID = section.text("list_id") ?? "news.\(domain)"
        let relay = smtp(section.section("smtp"))
        let utm = section.has("utm") ? utm(section.section("utm")) : nil
        let clients = section.has("clients") ? clients(section.section("clients")) : .standard
        let dkim = dkim(section)
        section.refuseUnknownKeys()
        return from.map {
            EmailSettings(
                from: $0,
                replyTo: replyTo,
                listID: listID,
                feedbackSender: sender,
                smtp: relay,
                utm: utm,
                clients: clients,
                dkim: dkim
            )
        }
    }

    /// `clients: {gmail: 40%, apple_mail: 35%}`: who is not named has no share.
    private static func clients(_ section: YAMLSection) -> ClientMix {
        var shares: [EmailClient: Double] = [:]
        for client in EmailClient.allCases {
            if let share = section.share(client.rawValue) { shares[client] = share }
        }
        let sum = shares.values.reduce(0, +)
        if sum > 1.005, let last = EmailClient.allCases.last(where: { shares[$0] != nil }) {
            let what = "makes more than all readers: \(Int((sum * 100).rounded()))%"
            section.report(last.rawValue, what, remedy: "let the shares add up to 100% at most")
        }
        section.refuseUnknownKeys()
        return ClientMix(shares)
    }

    private static func utm(_ section: YAMLSection) -> UTMSettings {
        let settings = UTMSettings(
            source: section.requiredText("source"),
            medium: section.text("medium") ?? "email",
            campaign: section.text("campaign")
        )
        section.refuseUnknownKeys()
        return settings
    }

    private static func mailbox(_ section: YAMLSection, _ key: String, required: Bool) -> Mailbox? {
        guard let text = required ? section.requiredText(key) : section.text(key), !text.isEmpty else { return nil }
        if let mailbox = Mailbox(text) { return mailbox }
        section.report(
            key,
            "is no address: '\(text)'",
            remedy: "write 'Name <news@brand.example>'"
        )
        return nil
    }
}
