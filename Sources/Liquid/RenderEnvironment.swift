/// What a render may know about the world; it asks no clock and no system setting.
public struct RenderEnvironment: Sendable {
    /// `"now"`, in Unix seconds.
    public var now: Int64
    /// The zone that `date` shows times in.
    public var timeZone: ZoneOffsets
    /// How `money` writes amounts: a currency in a language and region.
    public let money: MoneyFormat

    /// - Parameters:
    ///   - locale: BCP 47, such as `de-AT`; a language that the table of ``MoneyFormat`` lacks is written as English.
    ///   - currencyCode: ISO 4217.
    ///   - currencyDigits: Digits of the minor unit: 2 for EUR, 0 for JPY.
    public init(
        now: Int64,
        timeZone: ZoneOffsets = .utc,
        locale: String = "en",
        currencyCode: String = "EUR",
        currencyDigits: Int = 2
    ) {
        self.now = now
        self.timeZone = timeZone
        money = MoneyFormat(locale: locale, currencyCode: currencyCode, currencyDigits: currencyDigits)
    }
}
