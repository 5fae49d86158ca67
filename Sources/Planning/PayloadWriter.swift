internal import CampaignModel
internal import JSON

/// Writes what a template will see of one message, frozen as JSON: the customer, the items with title, price, image and
/// link together, and for the team under `why` what each pick rests on.
struct PayloadWriter: Sendable {
    let shop: Shop
    let settings: ShopSettings

    /// - Parameters:
    ///   - language: Of `languages`; `nil` for the message as it is. It comes first: what renders reads it there.
    ///   - locale: How amounts and dates are written; `nil` for the customer's own.
    ///   - occasion: What the person did; `nil` where the campaign has no trigger.
    func payload(
        customer: Int32,
        items: ArraySlice<Recommendation>,
        offer: Offer?,
        language: String?,
        locale: String?,
        occasion: EventPayload? = nil
    ) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key(MessageLanguage.key)
        if let language { json.string(language) } else { json.null() }
        json.key("customer")
        write(customer: Int(customer), locale: locale, to: &json)
        json.key("anchor")
        // The first item is what subjects and headlines speak of, so the anchor must be its own.
        write(anchor: items.first?.reason.anchor, to: &json)
        json.key("items")
        json.beginArray()
        for item in items { write(item, to: &json) }
        json.endArray()
        let bundles = bundles(of: items)
        json.key("bundles")
        json.beginArray()
        for bundle in bundles { write(bundle, of: items, to: &json) }
        json.endArray()
        json.key("bundle")
        if let bundle = bundles.first { write(bundle, of: items, to: &json) } else { json.null() }
        json.key("why")
        json.beginArray()
        for item in items { write(why: item, to: &json) }
        json.endArray()
        json.key("event")
        write(occasion, to: &json)
        json.key("cart")
        write(cart: occasion?.cart ?? [], to: &json)
        // Last, for its code is put in when all messages are there.
        json.key("offer")
        write(offer, to: &json)
        json.endObject()
        return json.bytes
    }

    private func write(customer row: Int, locale: String?, to json: inout JSONWriter) {
        let customers = shop.customers
        json.beginObject()
        json.key("id")
        json.string(customers.ids.texts.cell(row))
        json.key("first_name")
        text(PersonName.cleaned(customers.firstNames[row]), to: &json)
        json.key("email")
        text(customers.emails.cell(row), to: &json)
        json.key("tier")
        text(customers.tiers[row] ?? "", to: &json)
        json.key("locale")
        text(locale ?? customers.locales[row] ?? "", to: &json)
        json.key("country")
        text(customers.countries[row] ?? "", to: &json)
        write(customers.attributes, row: row, to: &json)
        json.endObject()
    }

    private func write(anchor product: Int32?, to json: inout JSONWriter) {
        guard let product else { return json.null() }
        json.beginObject()
        json.key("id")
        json.string(shop.products.ids[product])
        writeLook(of: Int(product), to: &json)
        json.endObject()
    }

    private func write(_ item: Recommendation, to json: inout JSONWriter) {
        let products = shop.products
        let row = Int(item.product)
        json.beginObject()
        json.key("id")
        json.string(products.ids[item.product])
        writeLook(of: row, to: &json)
        json.key("description")
        text(products.descriptions.cell(row), to: &json)
        json.key("price")
        json.integer(products.prices[row])
        json.key("sale_price")
        let isOnSale = products.salePrices[row] >= 0 && products.salePrices[row] < products.prices[row]
        if isOnSale { json.integer(products.salePrices[row]) } else { json.null() }
        json.key("brand")
        text(products.brands[row] ?? "", to: &json)
        json.key("category")
        text(products.categories[row] ?? "", to: &json)
        json.key("strategy")
        json.string(item.strategy.rawValue)
        json.key("reason")
        json.string(item.reason.sentence(in: shop))
        json.key("badge")
        text(isOnSale ? "Sale" : item.strategy == .upgrade ? "Upgrade" : "", to: &json)
        json.key("added")
        json.beginArray()
        for value in item.reason.added { json.string(value) }
        json.endArray()
        json.key("bundle")
        if let bundle = item.bundle { json.integer(Int64(bundle.number)) } else { json.null() }
        write(products.attributes, row: row, to: &json)
        json.endObject()
    }

    /// The sets among the items, each once, in their order.
    private func bundles(of items: ArraySlice<Recommendation>) -> [Bundle] {
        items.compactMap(\.bundle).reduce(into: []) { sets, set in
            if !sets.contains(set) { sets.append(set) }
        }
    }

    private func write(_ bundle: Bundle, of items: ArraySlice<Recommendation>, to json: inout JSONWriter) {
        let parts = items.filter { $0.bundle == bundle }
        let regular = parts.reduce(Int64(0)) { $0 + shop.products.currentPrice($1.product) }
        json.beginObject()
        json.key("number")
        json.integer(Int64(bundle.number))
        json.key("price")
        json.integer(bundle.price)
        json.key("regular_price")
        json.integer(regular)
        json.key("saving")
        json.integer(max(0, regular - bundle.price))
        json.key("anchor")
        write(anchor: parts.first?.reason.anchor, to: &json)
        json.endObject()
    }

    /// What a product card cannot do without: title, link and picture of the same product.
    func writeLook(of row: Int, to json: inout JSONWriter) {
        json.key("title")
        json.string(shop.products.titles.cell(row))
        json.key("url")
        text(absolute(shop.products.urls[row], base: settings.url), to: &json)
        json.key("image_url")
        text(absolute(shop.products.imageURLs[row], base: settings.imageBaseURL), to: &json)
    }

    private func write(_ attributes: [Attribute], row: Int, to json: inout JSONWriter) {
        json.key("attributes")
        json.beginObject()
        for attribute in attributes {
            json.key(attribute.name)
            text(attribute.cells[row] ?? "", to: &json)
        }
        json.endObject()
    }

    private func write(why item: Recommendation, to json: inout JSONWriter) {
        json.beginObject()
        json.key("id")
        json.string(shop.products.ids[item.product])
        json.key("strategy")
        json.string(item.strategy.rawValue)
        json.key("score")
        json.decimal(item.score)
        json.key("evidence")
        json.beginObject()
        for evidence in item.evidence {
            json.key(evidence.name)
            json.decimal(evidence.value)
        }
        json.endObject()
        json.endObject()
    }

    /// An empty text is an unknown one: `null`.
    private func text(_ value: Span<UInt8>, to json: inout JSONWriter) {
        if value.isEmpty { json.null() } else { json.string(value) }
    }

    private func text(_ value: String, to json: inout JSONWriter) {
        if value.isEmpty { json.null() } else { json.string(value) }
    }
}

/// A relative link made absolute; one without a base to stand on is left out.
private func absolute(_ link: String, base: String?) -> String {
    if link.isEmpty || link.hasPrefix("https://") || link.hasPrefix("http://") { return link }
    guard let base else { return "" }
    let path = link.hasPrefix("/") ? link.dropFirst() : link[...]
    return (base.hasSuffix("/") ? base : base + "/") + path
}
