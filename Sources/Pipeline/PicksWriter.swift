internal import CampaignModel
internal import JSON
internal import Planning

/// Turns picks into bytes, case by case, in memory that does not grow with their number.
struct PicksWriter: Sendable {
    let shop: Shop
    let format: PicksFormat
    /// Names of the cases, and the header that they stand under.
    let names: TextColumn
    let nameHeader: String

    var opening: [UInt8] {
        switch format {
        case .csv: Array("\(nameHeader),rank,product_id,score,strategy,reason\n".utf8)
        case .json: Array("[".utf8)
        }
    }

    var closing: [UInt8] { format == .json ? Array("\n]\n".utf8) : [] }

    /// - Parameter name: Cell of `names`.
    func append(_ items: [Recommendation], name: Int, to bytes: inout [UInt8]) {
        for (index, item) in items.enumerated() {
            switch format {
            case .csv: appendRow(item, rank: index + 1, name: name, to: &bytes)
            case .json: appendObject(item, rank: index + 1, name: name, to: &bytes)
            }
        }
    }

    private func appendRow(_ item: Recommendation, rank: Int, name: Int, to bytes: inout [UInt8]) {
        let comma = UInt8(ascii: ",")
        PicksWriter.append(names.cell(name), to: &bytes)
        bytes.append(comma)
        bytes.append(contentsOf: "\(rank)".utf8)
        bytes.append(comma)
        PicksWriter.append(shop.products.ids.texts.cell(Int(item.product)), to: &bytes)
        bytes.append(comma)
        bytes.append(contentsOf: "\(Float(item.score))".utf8)
        bytes.append(comma)
        bytes.append(contentsOf: item.strategy.rawValue.utf8)
        bytes.append(comma)
        PicksWriter.append(Array(item.reason.sentence(in: shop).utf8).span, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// One object a line. Every one has a comma in front; the first one's is taken off by the caller.
    private func appendObject(_ item: Recommendation, rank: Int, name: Int, to bytes: inout [UInt8]) {
        var json = JSONWriter()
        json.beginObject()
        json.key(nameHeader)
        json.string(names.cell(name))
        json.key("rank")
        json.integer(Int64(rank))
        json.key("product_id")
        json.string(shop.products.ids.texts.cell(Int(item.product)))
        json.key("title")
        json.string(shop.products.titles.cell(Int(item.product)))
        json.key("score")
        json.decimal(Double(Float(item.score)))
        json.key("strategy")
        json.string(item.strategy.rawValue)
        json.key("reason")
        json.string(item.reason.sentence(in: shop))
        json.endObject()
        bytes.append(contentsOf: ",\n".utf8)
        bytes.append(contentsOf: json.bytes)
    }

    /// A field as RFC 4180 wants it: in quotes where it holds a comma, a quote or a line end.
    static func append(_ field: Span<UInt8>, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        var needsQuotes = false
        for index in field.indices {
            let byte = field[index]
            if byte == quote || byte == UInt8(ascii: ",") || byte == 0x0a || byte == 0x0d { needsQuotes = true }
        }
        if needsQuotes { bytes.append(quote) }
        for index in field.indices {
            if field[index] == quote { bytes.append(quote) }
            bytes.append(field[index])
        }
        if needsQuotes { bytes.append(quote) }
    }
}
