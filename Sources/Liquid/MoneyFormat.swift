/// How amounts of one currency are written in one language and region, as in Unicode's CLDR 45.
///
/// Languages: de, en, es, fr, it, ja, nl, pl, sv, with the regions AT, CH and LI where they differ; others as English.
/// Currencies other than those in the table below show their ISO code. `en`: €1,299.00 · `de`: 1.299,00 € ·
/// `de-AT`: € 1.299,00 · `de-CH`: EUR 1’299.00 · `es`, `pl`: 1299,00 € (no separator below 10,000) ·
/// `fr`: 1 299,00 € (narrow no-break space) · `it`: 1.299,00 € · `nl`: € 1.299,00 · `sv`: 1 299,00 € · `ja`: €1,299.00
public struct MoneyFormat: Sendable {
    public let currencyDigits: Int
    /// ISO 4217.
    let code: [UInt8]
    private let symbol: [UInt8]
    private let isSymbolFirst: Bool
    /// Between symbol and amount.
    private let gap: [UInt8]
    private let groupSeparator: [UInt8]
    private let decimalSeparator: UInt8
    /// Digits before the first group separator without which there is none.
    private let minimumGroupingDigits: Int
    /// True where the minus sign stands between symbol and amount.
    private let isSignInside: Bool

    private static let noBreakSpace = Array("\u{a0}".utf8)
    private static let narrowNoBreakSpace = Array("\u{202f}".utf8)

    public init(locale: String, currencyCode: String, currencyDigits: Int) {
        let parts = locale.lowercased().split { $0 == "-" || $0 == "_" }
        let language = parts.first.map(String.init) ?? "en"
        let isSwiss = parts.contains("ch") || parts.contains("li")
        self.currencyDigits = max(0, min(currencyDigits, 6))
        let symbol = MoneyFormat.symbol(of: currencyCode.uppercased(), language: language, isSwiss: isSwiss)
        self.symbol = Array(symbol.utf8)
        code = Array(currencyCode.uppercased().utf8)
        var isFirst = false
        var gap = MoneyFormat.noBreakSpace
        var group: [UInt8]
        var decimal = UInt8(ascii: ",")
        var minimum = 1
        var isSignInside = false
        switch language {
        case "de":
            group = Array((isSwiss ? "\u{2019}" : ".").utf8)
            isFirst = isSwiss || parts.contains("at")
            if isSwiss { decimal = UInt8(ascii: ".") }
            isSignInside = isSwiss
        case "es":
            group = Array(".".utf8)
            minimum = 2
        case "fr":
            group = MoneyFormat.narrowNoBreakSpace
        case "it":
            group = Array((isSwiss ? "\u{2019}" : ".").utf8)
            isFirst = isSwiss
            if isSwiss { decimal = UInt8(ascii: ".") }
        case "nl":
            group = Array(".".utf8)
            isFirst = true
            isSignInside = true
        case "pl":
            group = MoneyFormat.noBreakSpace
            minimum = 2
        case "sv":
            group = MoneyFormat.noBreakSpace
        default:
            group = Array(",".utf8)
            decimal = UInt8(ascii: ".")
            isFirst = true
            // A symbol of letters keeps its distance: CHF 12.00.
            if symbol.utf8.last.map({ !$0.isLetter }) ?? true { gap = [] }
        }
        isSymbolFirst = isFirst
        self.gap = gap
        groupSeparator = group
        decimalSeparator = decimal
        minimumGroupingDigits = minimum
        self.isSignInside = isSignInside
    }

    /// CLDR's symbols for the currencies shops in these languages use.
    private static func symbol(of code: String, language: String, isSwiss: Bool) -> String {
        switch (code, language) {
        case ("EUR", _): isSwiss && language == "de" ? "EUR" : "€"
        case ("USD", "fr"): "$US"
        case ("USD", "es"), ("USD", "nl"), ("USD", "sv"): "US$"
        case ("USD", "it"), ("USD", "pl"): "USD"
        case ("USD", _): "$"
        case ("GBP", "fr"): "£GB"
        case ("GBP", "es"), ("GBP", "pl"): "GBP"
        case ("GBP", _): "£"
        case ("JPY", "ja"): "\u{ffe5}"
        case ("JPY", "fr"), ("JPY", "es"), ("JPY", "it"), ("JPY", "pl"), ("JPY", "sv"): "JPY"
        case ("JPY", _): "¥"
        case ("SEK", "sv"): "kr"
        case ("PLN", "pl"): "zł"
        default: code
        }
    }

    /// An amount in the smallest unit, halves away from zero; `nil` where it does not fit 64 bits.
    func minorUnits(of amount: Decimal, inMinorUnits: Bool) -> Int64? {
        let exponent = amount.exponent + (inMinorUnits ? 0 : currencyDigits)
        let whole = Decimal(mantissa: amount.mantissa, exponent: exponent).rounded(to: 0)
        return whole.scaled(to: 0).flatMap { Int64(exactly: $0.mantissa) }
    }

    /// - Parameter trimsZeros: Leaves the fraction out where it is zero.
    func append(_ minorUnits: Int64, trimsZeros: Bool, showsSymbol: Bool, to output: inout [UInt8]) {
        let isNegative = minorUnits < 0
        let leads = isSymbolFirst && showsSymbol
        if isNegative, !(leads && isSignInside) { output.append(UInt8(ascii: "-")) }
        if leads {
            output.append(symbol.span)
            output.append(gap.span)
            if isNegative, isSignInside { output.append(UInt8(ascii: "-")) }
        }
        var scale: UInt64 = 1
        for _ in 0..<currencyDigits { scale *= 10 }
        appendGrouped(minorUnits.magnitude / scale, to: &output)
        var fraction = minorUnits.magnitude % scale
        if currencyDigits > 0, !(trimsZeros && fraction == 0) {
            output.append(decimalSeparator)
            while scale > 1 {
                scale /= 10
                output.append(UInt8(ascii: "0") + UInt8(fraction / scale))
                fraction %= scale
            }
        }
        if showsSymbol, !isSymbolFirst {
            output.append(gap.span)
            output.append(symbol.span)
        }
    }

    /// A plain number.
    /// - Parameter digits: After the point; as many as it has without.
    /// - Returns: False where it does not fit.
    func append(number: Decimal, digits: Int?, to output: inout [UInt8]) -> Bool {
        let rounded = digits.map { number.rounded(to: $0) } ?? number
        guard rounded.exponent >= -18, let exact = rounded.scaled(to: min(rounded.exponent, -(digits ?? 0))) else {
            return false
        }
        var scale: Int128 = 1
        for _ in 0..<max(0, -exact.exponent) { scale *= 10 }
        guard let whole = UInt64(exactly: (exact.mantissa / scale).magnitude) else { return false }
        if exact.mantissa < 0 { output.append(UInt8(ascii: "-")) }
        appendGrouped(whole, to: &output)
        var fraction = (exact.mantissa % scale).magnitude
        guard scale > 1, digits != nil || fraction != 0 else { return true }
        output.append(decimalSeparator)
        while scale > 1, digits != nil || fraction != 0 {
            scale /= 10
            output.append(UInt8(ascii: "0") + UInt8(fraction / scale.magnitude))
            fraction %= scale.magnitude
        }
        return true
    }

    private func appendGrouped(_ value: UInt64, to output: inout [UInt8]) {
        var divisor: UInt64 = 1
        var digits = 1
        while value / divisor >= 10 {
            divisor *= 10
            digits += 1
        }
        let isGrouped = digits >= 3 + minimumGroupingDigits
        var rest = value
        while digits > 0 {
            output.append(UInt8(ascii: "0") + UInt8(rest / divisor))
            rest %= divisor
            divisor /= 10
            digits -= 1
            if isGrouped, digits > 0, digits % 3 == 0 { output.append(groupSeparator.span) }
        }
    }
}
