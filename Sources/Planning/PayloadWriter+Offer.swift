internal import CampaignModel
internal import JSON

extension PayloadWriter {
    /// Writes the offer, its code last. Every key is always there, so that a strict template can ask for any.
    func write(_ offer: Offer?, to json: inout JSONWriter) {
        guard let offer else { return json.null() }
        json.beginObject()
        json.key("type")
        json.string(offer.type)
        json.key("percent")
        if let percent = offer.percent { write(percent: percent, to: &json) } else { json.null() }
        let saving = offer.regularPrice.flatMap { regular in offer.price.map { regular - $0 } }
        let amounts = [
            ("amount", offer.amount), ("minimum_spend", offer.minimumSpend), ("threshold", offer.threshold),
            ("basket", offer.basket), ("gap", offer.gap), ("regular_price", offer.regularPrice),
            ("price", offer.price), ("saving", saving),
        ]
        for (key, amount) in amounts {
            json.key(key)
            if let amount { json.integer(amount) } else { json.null() }
        }
        json.key("expires_at")
        if let end = offer.expiresAt { json.string(end.description) } else { json.null() }
        json.key("code")
        if let code = offer.code { json.string(code) } else { json.null() }
        json.endObject()
    }

    /// `10` and not `10.0`.
    private func write(percent: Double, to json: inout JSONWriter) {
        let rounded = percent.rounded()
        if abs(percent - rounded) < 1e-9 { json.integer(Int64(rounded)) } else { json.decimal(percent) }
    }

    /// How the payload of somebody ends who has an offer and no code yet.
    private static let endWithoutCode = Array("null}}".utf8)

    /// Puts a code into a payload that wants one.
    static func insert(code: String, into payload: inout [UInt8]) {
        payload.removeLast(endWithoutCode.count)
        var json = JSONWriter()
        json.string(code)
        payload += json.bytes
        payload += Array("}}".utf8)
    }

    /// Whether the payload has an offer without a code; where the offer was dropped, none is needed.
    static func wantsCode(_ payload: [UInt8]) -> Bool {
        payload.suffix(endWithoutCode.count).elementsEqual(endWithoutCode)
    }
}
