internal import CampaignModel

/// Reads amounts of money exactly, from bytes into integer minor units of one currency.
///
/// `12.50`, `12.5`, `12,50`, `1,299.00`, `1.299,00`, `1 299,00`, `1'299.00`, each with or without the currency's code
/// before or after it. The rules:
/// - Where both a point and a comma are there, the last is the decimal sign and the other groups thousands.
/// - A sign that is there twice groups thousands; so do a space and an apostrophe.
/// - One point is the decimal sign. So is one comma, unless exactly three digits follow one to three others: `1,299`
///   could be either and is refused. In a currency without minor units one comma there groups thousands, and it is the
///   point that is refused.
/// - Decimals beyond the minor unit are rounded, halves away from zero.
struct MoneyReader: Sendable {
    private let code: [UInt8]
    private let digits: Int

    init(_ currency: Currency) {
        code = Array(currency.code.utf8)
        digits = currency.minorUnitDigits
    }

    /// - Returns: minor units, at least 0.
    func minorUnits(_ cell: Span<UInt8>) throws(RejectKind) -> Int64 {
        // What nearly every cell is: digits, perhaps a point and more digits.
        guard !cell.isEmpty, cell.count <= MoneyReader.digitLimit else { return try writtenOut(cell) }
        var value: Int64 = 0
        var point = -1
        for index in cell.indices {
            let digit = cell[index] &- UInt8(ascii: "0")
            if digit < 10 {
                value = value &* 10 &+ Int64(digit)
            } else if cell[index] == UInt8(ascii: "."), point < 0, index > 0, digits > 0 {
                point = index
            } else {
                return try writtenOut(cell)
            }
        }
        return try scaled(value, decimals: point < 0 ? 0 : cell.count - point - 1)
    }

    /// So many digits fit 64 bits.
    private static let digitLimit = 18

    /// An amount in any of the forms.
    private func writtenOut(_ cell: Span<UInt8>) throws(RejectKind) -> Int64 {
        let number = try withoutCode(cell)
        guard !number.isEmpty else { throw .badMoney }
        let decimalSign = try decimalSign(in: number)
        var value: Int64 = 0
        var digitsRead = 0
        var decimals = 0
        for index in number.indices {
            let digit = number[index] &- UInt8(ascii: "0")
            if digit >= 10 { continue }
            if digitsRead == MoneyReader.digitLimit {
                // Rounding to the minor unit needs no more decimals than these.
                if let decimalSign, index > decimalSign { continue }
                throw .badMoney
            }
            value = value * 10 + Int64(digit)
            if value > 0 { digitsRead += 1 }
            if let decimalSign, index > decimalSign { decimals += 1 }
        }
        return try scaled(value, decimals: decimals)
    }

    /// Takes the shop's currency code off.
    @_lifetime(copy cell)
    private func withoutCode(_ cell: Span<UInt8>) throws(RejectKind) -> Span<UInt8> {
        guard cell.count > 3 else { return cell }
        if isLetter(cell[0]) {
            guard isCode(cell.extracting(first: 3)) else { throw otherCode(cell.extracting(first: 3)) }
            return trimmingSpace(cell.extracting(3..<cell.count))
        }
        if isLetter(cell[cell.count - 1]) {
            guard isCode(cell.extracting(last: 3)) else { throw otherCode(cell.extracting(last: 3)) }
            return trimmingSpace(cell.extracting(0..<cell.count - 3))
        }
        return cell
    }

    func isCode(_ text: Span<UInt8>) -> Bool {
        guard text.count == code.count else { return false }
        for index in text.indices where text[index] & 0xdf != code[index] { return false }
        return true
    }

    private func otherCode(_ text: Span<UInt8>) -> RejectKind {
        for index in text.indices where !isLetter(text[index]) { return .badMoney }
        return .wrongCurrency
    }

    private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    /// Where the decimal sign stands; `nil` in a whole number.
    private func decimalSign(in number: Span<UInt8>) throws(RejectKind) -> Int? {
        var last: (point: Int, comma: Int) = (-1, -1)
        var count = (point: 0, comma: 0, other: 0)
        for index in number.indices {
            switch number[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "."): (last.point, count.point) = (index, count.point + 1)
            case UInt8(ascii: ","): (last.comma, count.comma) = (index, count.comma + 1)
            case UInt8(ascii: " "), UInt8(ascii: "'"): count.other += 1
            default: throw .badMoney
            }
        }
        var sign = max(last.point, last.comma)
        if sign >= 0 {
            let isPoint = sign == last.point
            let occurrences = isPoint ? count.point : count.comma
            let others = count.other + (isPoint ? count.comma : count.point)
            if occurrences > 1 {
                guard others == 0 else { throw .badMoney }
                sign = -1
            } else if others == 0, looksLikeThousands(number, sign) {
                if digits == 0, !isPoint {
                    sign = -1
                } else if digits == 0 || !isPoint {
                    throw .ambiguousMoney
                }
            }
        }
        guard isGroupedRight(number, upTo: sign < 0 ? number.count : sign) else { throw .badMoney }
        return sign < 0 ? nil : sign
    }

    /// Whether one to three digits, the first no 0, stand before the sign and three after it.
    private func looksLikeThousands(_ number: Span<UInt8>, _ sign: Int) -> Bool {
        (1...3).contains(sign) && number.count - sign == 4 && number[0] != UInt8(ascii: "0")
    }

    /// Whether every sign in the whole part is followed by three digits, and one to three stand before the first; or
    /// there is no sign at all.
    private func isGroupedRight(_ number: Span<UInt8>, upTo end: Int) -> Bool {
        var run = 0
        var sign: UInt8?
        for index in 0..<end {
            if number[index] &- UInt8(ascii: "0") < 10 {
                run += 1
                continue
            }
            if let sign, sign != number[index] || run != 3 { return false }
            if sign == nil, !(1...3).contains(run) { return false }
            sign = number[index]
            run = 0
        }
        return sign == nil ? run > 0 : run == 3
    }

    private func scaled(_ value: Int64, decimals: Int) throws(RejectKind) -> Int64 {
        if decimals <= digits {
            let (minor, overflow) = value.multipliedReportingOverflow(by: powerOfTen(digits - decimals))
            if overflow { throw .badMoney }
            return minor
        }
        let unit = powerOfTen(decimals - digits)
        let (minor, rest) = value.quotientAndRemainder(dividingBy: unit)
        return rest >= unit - rest ? minor + 1 : minor
    }

    private func powerOfTen(_ exponent: Int) -> Int64 {
        var power: Int64 = 1
        for _ in 0..<min(exponent, MoneyReader.digitLimit) { power *= 10 }
        return power
    }
}
