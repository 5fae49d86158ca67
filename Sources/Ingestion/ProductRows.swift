internal import CampaignModel

/// Products as their rows come.
struct ProductRows: RowSink {
    private(set) var ids = TextColumn()
    /// All columns but the ids and the groups.
    private(set) var rows = Products()
    private(set) var itemGroups = DictionaryColumn()
    private let columns: Columns
    private let money: MoneyReader

    private struct Columns {
        var id, title, description, url, imageURL, price, salePrice, currency, availability, brand, sku: Int
        var itemGroup, margin: Int
        var categoryLevels, others: [Int]
    }

    init(_ header: Header, _ money: MoneyReader) {
        columns = Columns(
            id: header.position("id"),
            title: header.position("title"),
            description: header.position("description"),
            url: header.position("url"),
            imageURL: header.position("image_url"),
            price: header.position("price"),
            salePrice: header.position("sale_price"),
            currency: header.position("currency"),
            availability: header.position("availability"),
            brand: header.position("brand"),
            sku: header.position("sku"),
            itemGroup: header.position("item_group_id"),
            margin: header.position("margin"),
            categoryLevels: header.categoryLevels,
            others: header.others.map(\.position)
        )
        self.money = money
        rows.attributes = header.others.map { Attribute(name: $0.name, cells: DictionaryColumn()) }
    }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        let id = try row.id(at: columns.id)
        let price = try row.amount(at: columns.price, money, empty: 0)
        let salePrice = try row.amount(at: columns.salePrice, money, empty: 0)
        let currency = trimmingSpace(row.cell(columns.currency))
        if !currency.isEmpty, !money.isCode(currency) { throw Flaw(.wrongCurrency, at: columns.currency) }
        let availability = try availability(of: row)
        let margin = try row.share(at: columns.margin)
        ids.append(id)
        rows.titles.append(trimmingSpace(row.cell(columns.title)))
        rows.descriptions.append(row.cell(columns.description))
        rows.urls.append(trimmingSpace(row.cell(columns.url)))
        rows.imageURLs.append(trimmingSpace(row.cell(columns.imageURL)))
        rows.prices.append(price)
        // Shops write 0 where nothing is reduced; nobody gives away by it.
        rows.salePrices.append(salePrice > 0 ? salePrice : -1)
        rows.availability.append(availability)
        if columns.categoryLevels.count > 1 {
            rows.categories.append(category(of: row).span)
        } else {
            rows.categories.append(trimmingSpace(row.cell(columns.categoryLevels.first ?? -1)))
        }
        rows.brands.append(trimmingSpace(row.cell(columns.brand)))
        rows.skus.append(trimmingSpace(row.cell(columns.sku)))
        itemGroups.append(trimmingSpace(row.cell(columns.itemGroup)))
        rows.margins.append(margin)
        for (index, position) in columns.others.enumerated() {
            rows.attributes[index].cells.append(row.cell(position))
        }
    }

    /// The levels that are not empty, top level first, with " > " between.
    private func category(of row: borrowing RowReader) -> [UInt8] {
        var path: [UInt8] = []
        for position in columns.categoryLevels {
            let level = trimmingSpace(row.cell(position))
            if level.isEmpty { continue }
            if !path.isEmpty { path += [UInt8(ascii: " "), UInt8(ascii: ">"), UInt8(ascii: " ")] }
            for index in level.indices { path.append(level[index]) }
        }
        return path
    }

    /// A word or a number of pieces in stock; an empty cell is out of stock, an absent column in stock.
    private func availability(of row: borrowing RowReader) throws(Flaw) -> Availability {
        if columns.availability < 0 { return .inStock }
        let text = trimmingSpace(row.cell(columns.availability))
        if !text.isEmpty, isNumber(text) { return isZero(text) ? .outOfStock : .inStock }
        return try row.choice(at: columns.availability, Availability.words, empty: .outOfStock)
    }

    private func isNumber(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] &- UInt8(ascii: "0") >= 10 { return false }
        return true
    }

    private func isZero(_ digits: Span<UInt8>) -> Bool {
        for index in digits.indices where digits[index] != UInt8(ascii: "0") { return false }
        return true
    }
}

extension Availability {
    /// Besides the words of Google's specification, those for yes and no.
    fileprivate static let words = WordList<Availability>([
        "in_stock": .inStock, "available": .inStock, "true": .inStock, "yes": .inStock,
        "limited_availability": .inStock,
        "out_of_stock": .outOfStock, "unavailable": .outOfStock, "false": .outOfStock, "no": .outOfStock,
        "sold_out": .outOfStock, "discontinued": .outOfStock,
        "preorder": .preorder, "pre_order": .preorder,
        "backorder": .backorder, "back_order": .backorder,
    ])
}

extension Products {
    /// Joins the chunks in order; the first row of an id wins.
    init(joining chunks: [Chunk<ProductRows>], of files: [SourceFile], late: inout [[LateFlaw]]) {
        self.init()
        var groups = DictionaryColumn()
        for chunk in chunks {
            let before = count
            let (kept, repeated) = internNew(chunk.sink.ids, into: &ids)
            let flaw = Flaw(.duplicateID, at: files[chunk.file].header.position("id"))
            late.append(repeated.map { LateFlaw(row: $0, flaw: flaw) })
            let rows = chunk.sink.rows
            titles.append(rows.titles, rows: kept)
            descriptions.append(rows.descriptions, rows: kept)
            urls.append(rows.urls, rows: kept)
            imageURLs.append(rows.imageURLs, rows: kept)
            prices.append(rows.prices, rows: kept)
            salePrices.append(rows.salePrices, rows: kept)
            availability.append(rows.availability, rows: kept)
            categories.append(rows.categories, rows: kept)
            brands.append(rows.brands, rows: kept)
            skus.append(rows.skus, rows: kept)
            margins.append(rows.margins, rows: kept)
            groups.append(chunk.sink.itemGroups, rows: kept)
            attributes.append(rows.attributes, rows: kept, added: count - before, after: before)
        }
        itemGroups = groups.codes
        present = Set(Column.allCases.filter { column in files.contains { $0.header.position(column.rawValue) >= 0 } })
    }
}
