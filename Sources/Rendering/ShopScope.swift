internal import CampaignModel
internal import JSON
internal import Liquid

/// What every message of a campaign sees of the shop and the campaign.
struct ShopScope: Sendable {
    let document: JSONDocument
    let locale: String
    private let currency: Currency
    private let timeZone: ZoneOffsets
    private let imageURLPattern: ImageURLPattern?
    private let translations: Translations

    init(_ shop: ShopSettings, campaign: String, translations: Translations) {
        imageURLPattern = shop.imageURLPattern.map { ImageURLPattern($0) }
        self.translations = translations
        locale = shop.locale
        currency = shop.currency
        timeZone = ZoneOffsets(identifier: shop.timeZone) ?? .utc
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("shop")
        writer.beginObject()
        let texts = [
            ("name", shop.name), ("url", shop.url), ("currency", shop.currency.code), ("locale", shop.locale),
            ("postal_address", shop.postalAddress),
        ]
        for (key, value) in texts {
            writer.key(key)
            writer.string(value)
        }
        writer.key("brand")
        writer.beginObject()
        for (key, value) in shop.brand.sorted(by: { $0.key < $1.key }) {
            writer.key(key)
            writer.string(value)
        }
        writer.endObject()
        writer.endObject()
        writer.key("campaign")
        writer.beginObject()
        writer.key("name")
        writer.string(campaign)
        writer.endObject()
        writer.endObject()
        do {
            document = try JSONDocument(writer.bytes)
        } catch {
            preconditionFailure("What JSONWriter writes is JSON.")
        }
    }

    func environment(locale: String) -> RenderEnvironment {
        RenderEnvironment(
            now: 0,
            timeZone: timeZone,
            locale: locale,
            currencyCode: currency.code,
            currencyDigits: currency.minorUnitDigits,
            imageURLPattern: imageURLPattern,
            translations: translations,
            fallbackLocale: self.locale
        )
    }
}
