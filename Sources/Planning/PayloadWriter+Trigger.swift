internal import CampaignModel
internal import JSON

extension PayloadWriter {
    /// `event`: what the person did, or `null`.
    func write(_ event: EventPayload?, to json: inout JSONWriter) {
        guard let event else { return json.null() }
        json.beginObject()
        json.key("type")
        json.string(event.type.rawValue)
        json.key("time")
        json.string("\(Instant(seconds: event.moment))")
        json.key("count")
        json.integer(Int64(event.count))
        json.key("products")
        write(products: event.products, to: &json)
        json.endObject()
    }

    /// `cart`: what is in it and what that costs now, or `null` where the message is not about a cart.
    func write(cart products: ArraySlice<Int32>, to json: inout JSONWriter) {
        if products.isEmpty { return json.null() }
        json.beginObject()
        json.key("value")
        json.integer(products.reduce(0) { $0 + shop.products.currentPrice($1) })
        json.key("items")
        write(products: products, to: &json)
        json.endObject()
    }

    private func write(products: ArraySlice<Int32>, to json: inout JSONWriter) {
        json.beginArray()
        for product in products {
            json.beginObject()
            json.key("id")
            json.string(shop.products.ids[product])
            writeLook(of: Int(product), to: &json)
            json.key("price")
            json.integer(shop.products.currentPrice(product))
            json.endObject()
        }
        json.endArray()
    }
}
