internal import CampaignModel

/// Customers as their rows come.
struct CustomerRows: RowSink {
    private(set) var ids = TextColumn()
    /// All columns but the ids.
    private(set) var rows = Customers()
    private let columns: Columns

    private struct Columns {
        var id, email, firstName, tier, locale, timeZone, country, emailConsent, pushConsent, pushTokens: Int
        var others: [Int]
    }

    init(_ header: Header) {
        columns = Columns(
            id: header.position("id"),
            email: header.position("email"),
            firstName: header.position("first_name"),
            tier: header.position("tier"),
            locale: header.position("locale"),
            timeZone: header.position("time_zone"),
            country: header.position("country"),
            emailConsent: header.position("email_consent"),
            pushConsent: header.position("push_consent"),
            pushTokens: header.position("push_tokens"),
            others: header.others.map(\.position)
        )
        rows.attributes = header.others.map { Attribute(name: $0.name, cells: DictionaryColumn()) }
    }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        let id = try row.id(at: columns.id)
        let emailConsent = try row.choice(at: columns.emailConsent, Consent.words, empty: .unknown)
        let pushConsent = try row.choice(at: columns.pushConsent, Consent.words, empty: .unknown)
        ids.append(id)
        rows.emails.append(trimmingSpace(row.cell(columns.email)))
        rows.firstNames.append(trimmingSpace(row.cell(columns.firstName)))
        rows.tiers.append(trimmingSpace(row.cell(columns.tier)))
        rows.locales.append(trimmingSpace(row.cell(columns.locale)))
        rows.timeZones.append(trimmingSpace(row.cell(columns.timeZone)))
        rows.countries.append(trimmingSpace(row.cell(columns.country)))
        rows.emailConsent.append(emailConsent)
        rows.pushConsent.append(pushConsent)
        rows.pushTokens.append(joinedTokens(row.cell(columns.pushTokens)).span)
        for (index, position) in columns.others.enumerated() {
            rows.attributes[index].cells.append(row.cell(position))
        }
    }

    /// Tokens may come apart by spaces, commas, semicolons or bars.
    private func joinedTokens(_ cell: Span<UInt8>) -> [UInt8] {
        if cell.isEmpty { return [] }
        return Array(array(cell).split { " \t\n,;|".utf8.contains($0) }.joined(separator: [UInt8(ascii: " ")]))
    }
}

extension Consent {
    fileprivate static let words = WordList<Consent>([
        "true": .granted, "1": .granted, "yes": .granted, "y": .granted, "t": .granted, "granted": .granted,
        "opt_in": .granted, "opted_in": .granted, "subscribed": .granted,
        "false": .refused, "0": .refused, "no": .refused, "n": .refused, "f": .refused, "refused": .refused,
        "denied": .refused, "opt_out": .refused, "opted_out": .refused, "unsubscribed": .refused,
        "unknown": .unknown, "null": .unknown, "pending": .unknown, "none": .unknown,
    ])
}

extension Customers {
    /// Joins the chunks in order; the first row of an id wins.
    init(joining chunks: [Chunk<CustomerRows>], of files: [SourceFile], late: inout [[LateFlaw]]) {
        self.init()
        for chunk in chunks {
            let before = count
            let (kept, repeated) = internNew(chunk.sink.ids, into: &ids)
            let flaw = Flaw(.duplicateID, at: files[chunk.file].header.position("id"))
            late.append(repeated.map { LateFlaw(row: $0, flaw: flaw) })
            let rows = chunk.sink.rows
            emails.append(rows.emails, rows: kept)
            firstNames.append(rows.firstNames, rows: kept)
            tiers.append(rows.tiers, rows: kept)
            locales.append(rows.locales, rows: kept)
            timeZones.append(rows.timeZones, rows: kept)
            countries.append(rows.countries, rows: kept)
            emailConsent.append(rows.emailConsent, rows: kept)
            pushConsent.append(rows.pushConsent, rows: kept)
            pushTokens.append(rows.pushTokens, rows: kept)
            attributes.append(rows.attributes, rows: kept, added: count - before, after: before)
        }
    }
}
