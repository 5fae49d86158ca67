internal import JSON

/// What a render may know about the world; it asks no clock and no system setting.
public struct RenderEnvironment: Sendable {
    /// `"now"`, in Unix seconds.
    public var now: Int64
    /// The zone that `date` shows times in.
    public var timeZone: ZoneOffsets
    /// How `money` writes amounts: a currency in a language and region.
    public let money: MoneyFormat
    /// What `image_url` makes addresses by; without it they stay as they are.
    public let imageURLPattern: ImageURLPattern?
    /// Where `t` looks, the nearest language first.
    let translationChain: [(language: String, document: JSONDocument)]

    /// - Parameters:
    ///   - locale: BCP 47, such as `de-AT`; a language that the table of ``MoneyFormat`` lacks is written as English.
    ///   - currencyCode: ISO 4217.
    ///   - currencyDigits: Digits of the minor unit: 2 for EUR, 0 for JPY.
    ///   - fallbackLocale: Where `t` looks for what the locale lacks.
    public init(
        now: Int64,
        timeZone: ZoneOffsets = .utc,
        locale: String = "en",
        currencyCode: String = "EUR",
        currencyDigits: Int = 2,
        imageURLPattern: ImageURLPattern? = nil,
        translations: Translations = Translations(),
        fallbackLocale: String = "en"
    ) {
        self.now = now
        self.timeZone = timeZone
        self.imageURLPattern = imageURLPattern
        money = MoneyFormat(locale: locale, currencyCode: currencyCode, currencyDigits: currencyDigits)
        translationChain = translations.chain(for: locale, fallback: fallbackLocale)
    }
}
