/// A number as an exact decimal, `mantissa × 10^exponent`, as Shopify's filters compute: `0.1 | plus: 0.2` is 0.3.
struct Decimal: Equatable {
    var mantissa: Int128
    var exponent: Int

    init(mantissa: Int128, exponent: Int) {
        self.mantissa = mantissa
        self.exponent = exponent
    }

    static let zero = Decimal(mantissa: 0, exponent: 0)

    init(_ integer: Int64) { self.init(mantissa: Int128(integer), exponent: 0) }

    /// The shortest decimal that reads back as the same double; `nil` for NaN, infinities and the very large or small.
    init?(_ double: Double) {
        guard double.isFinite else { return nil }
        if let whole = Int64(exactly: double), whole.magnitude < 1 << 53 {
            self.init(whole)
        } else if let short = Decimal(shortest: double) {
            self = short
        } else {
            self.init(parsing: Array("\(double)".utf8)[...])
        }
    }

    /// With up to six digits after the point and 15 in all, which most numbers of a shop have.
    private init?(shortest double: Double) {
        var power = 1.0
        for digits in 1...6 {
            power *= 10
            let scaled = (double * power).rounded()
            guard scaled.magnitude < 1e15 else { return nil }
            // Not every double has so short a decimal, but two doubles never share one.
            if scaled / power == double {
                self.init(mantissa: Int128(Int64(scaled)), exponent: -digits)
                return
            }
        }
        return nil
    }

    /// `-12.50`, `1e-07`.
    init?(parsing text: ArraySlice<UInt8>) {
        var mantissa: Int128 = 0
        var exponent = 0
        var at = text.startIndex
        let isNegative = at < text.endIndex && text[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var pointSeen = false
        while at < text.endIndex, text[at] != UInt8(ascii: "e") {
            if text[at] == UInt8(ascii: ".") {
                pointSeen = true
            } else {
                guard text[at].isDigit, mantissa < Int128.max / 100 else { return nil }
                mantissa = mantissa * 10 + Int128(text[at] - UInt8(ascii: "0"))
                if pointSeen { exponent -= 1 }
            }
            at += 1
        }
        if at < text.endIndex {
            guard let power = Int(String(decoding: text[(at + 1)...], as: UTF8.self)), abs(power) < 400 else {
                return nil
            }
            exponent += power
        }
        self.init(mantissa: isNegative ? -mantissa : mantissa, exponent: exponent)
    }

    /// The nearest double.
    var double: Double {
        // Both exact as doubles, so that one division or multiplication rounds right.
        if mantissa.magnitude < 1 << 53, abs(exponent) < Decimal.powersOfTen.count {
            let power = Decimal.powersOfTen[abs(exponent)]
            return exponent < 0 ? Double(Int64(mantissa)) / power : Double(Int64(mantissa)) * power
        }
        return Double("\(mantissa)e\(exponent)") ?? 0
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    /// The same number with a smaller exponent; `nil` where the mantissa would not fit.
    func scaled(to wanted: Int) -> Decimal? {
        var scaled = self
        while scaled.exponent > wanted {
            let (product, overflow) = scaled.mantissa.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            scaled.mantissa = product
            scaled.exponent -= 1
        }
        return scaled
    }

    private static func aligned(_ left: Decimal, _ right: Decimal) -> (Int128, Int128, exponent: Int)? {
        let exponent = min(left.exponent, right.exponent)
        guard let left = left.scaled(to: exponent), let right = right.scaled(to: exponent) else { return nil }
        return (left.mantissa, right.mantissa, exponent)
    }

    func adding(_ other: Decimal) -> Decimal? {
        guard let (left, right, exponent) = Decimal.aligned(self, other) else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : Decimal(mantissa: sum, exponent: exponent)
    }

    func multiplied(by other: Decimal) -> Decimal? {
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: other.mantissa)
        return overflow ? nil : Decimal(mantissa: product, exponent: exponent + other.exponent)
    }

    /// The remainder with the divisor's sign, as in Ruby.
    func modulo(_ other: Decimal) -> Decimal? {
        guard let (left, right, exponent) = Decimal.aligned(self, other), right != 0 else { return nil }
        let rest = left % right
        return Decimal(mantissa: rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest, exponent: exponent)
    }

    /// Rounded to `digits` after the point, halves away from zero.
    func rounded(to digits: Int) -> Decimal {
        var rounded = self
        guard rounded.exponent < -digits else { return self }
        var dropped = -digits - rounded.exponent
        while dropped > 1, rounded.mantissa != 0 {
            rounded.mantissa /= 10
            dropped -= 1
        }
        let last = rounded.mantissa % 10
        rounded.mantissa = rounded.mantissa / 10 + (last >= 5 ? 1 : last <= -5 ? -1 : 0)
        rounded.exponent = -digits
        return rounded
    }
}

/// A double as Ruby prints it: `1.0`, `1.0e+16`, `1.0e-05`.
func rubyDescription(_ double: Double) -> String {
    guard double.isFinite else { return double.isNaN ? "NaN" : double < 0 ? "-Infinity" : "Infinity" }
    let text = "\(double)"
    let magnitude = abs(double)
    if magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16 && !text.contains("e")) { return text }
    // Digits and exponent from Swift's own shortest form, laid out as Ruby does.
    let parts = text.split(separator: "e")
    var digits = Array(parts[0].utf8.filter { $0.isDigit })
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let whole = parts[0].split(separator: ".")[0].utf8.filter { $0.isDigit }.count
    exponent += whole - 1
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
        digits.removeFirst()
        exponent -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    let sign = double < 0 ? "-" : ""
    let all = String(decoding: digits, as: UTF8.self)
    if exponent >= -4, exponent < 16 {
        let padded = all + String(repeating: "0", count: max(0, exponent + 1 - all.count))
        return exponent >= 0
            ? "\(sign)\(padded.prefix(exponent + 1)).\(padded.count > exponent + 1 ? padded.dropFirst(exponent + 1) : "0")"
            : "\(sign)0.\(String(repeating: "0", count: -exponent - 1))\(all)"
    }
    let fraction = all.count > 1 ? all.dropFirst() : "0"
    let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
    return "\(sign)\(all.prefix(1)).\(fraction)e\(exponent < 0 ? "-" : "+")\(power)"
}

/// A whole number as Ruby's `Integer()` reads it: white space around it, a sign, `0x`, `0b`, `0o` or `0` before digits of
/// another base, and single `_` between digits; `nil` for anything else. What does not fit is the largest that does.
func rubyInteger(_ text: ArraySlice<UInt8>) -> Int64? {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
    var digits = text.drop(while: isSpace)
    while let last = digits.last, isSpace(last) || (last == 0 && digits.count > 21) { digits = digits.dropLast() }
    var isNegative = false
    if let first = digits.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
        isNegative = first == UInt8(ascii: "-")
        digits = digits.dropFirst()
    }
    var radix: UInt8 = 10
    if digits.count > 1, digits.first == UInt8(ascii: "0") {
        let known: [UInt8: UInt8] = [
            UInt8(ascii: "x"): 16, UInt8(ascii: "b"): 2, UInt8(ascii: "o"): 8, UInt8(ascii: "d"): 10,
        ]
        let prefix = known[digits[digits.startIndex + 1] | 0x20]
        radix = prefix ?? 8
        digits = digits.dropFirst(prefix == nil ? 1 : 2)
    }
    var value: Int64 = 0
    var isDigitDue = true
    for byte in digits {
        if byte == UInt8(ascii: "_"), !isDigitDue {
            isDigitDue = true
            continue
        }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        guard let digit = byte.isDigit ? byte - UInt8(ascii: "0") : letter < 6 ? letter + 10 : nil, digit < radix else {
            return nil
        }
        isDigitDue = false
        let (product, high) = value.multipliedReportingOverflow(by: Int64(radix))
        let (sum, overflow) = product.addingReportingOverflow(isNegative ? -Int64(digit) : Int64(digit))
        value = high || overflow ? (isNegative ? .min : .max) : sum
    }
    return isDigitDue ? nil : value
}
