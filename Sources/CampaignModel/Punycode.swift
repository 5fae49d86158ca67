/// Domain names beyond ASCII in the form that DNS and every relay know: `grüße.example` is `xn--gre-6ka8l.example`.
/// Source: RFC 3492 section 6.3, RFC 5890 section 2.3.2.
enum Punycode {
    /// One label: letters and digits of any script. Where Unicode would map a letter to another (full width, ligatures), or
    /// marks stand apart from their letters, it is refused rather than guessed at.
    /// - Returns: `nil` where no such label can be registered.
    static func label(_ text: String) -> String? {
        let scalars = Array(text.lowercased().unicodeScalars)
        guard scalars.first != "-", scalars.last != "-", !(scalars.count > 3 && scalars[2] == "-" && scalars[3] == "-"),
            scalars.allSatisfy(isAllowed)
        else { return nil }
        return "xn--" + encoded(scalars.map(\.value))
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        // Allowed as they are, though folding changes them. Source: RFC 5892 section 2.6.
        if scalar == "-" || scalar == "ß" || scalar == "ς" { return true }
        // Parts of Hangul syllables.
        if (0x1100...0x11ff).contains(scalar.value) || scalar.properties.changesWhenNFKCCaseFolded { return false }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber: return true
        default: return false
        }
    }

    private static let base: UInt32 = 36
    private static let leastThreshold: UInt32 = 1
    private static let greatestThreshold: UInt32 = 26

    /// - Parameter label: At most some hundred code points.
    private static func encoded(_ label: [UInt32]) -> String {
        var output = label.filter { $0 < 0x80 }.map { UInt8($0) }
        var handled = UInt32(output.count)
        let plain = handled
        if plain > 0 { output.append(UInt8(ascii: "-")) }
        var next: UInt32 = 0x80
        var delta: UInt32 = 0
        var bias: UInt32 = 72
        while let least = label.filter({ $0 >= next }).min() {
            delta += (least - next) * (handled + 1)
            next = least
            for point in label {
                if point < next { delta += 1 }
                guard point == next else { continue }
                append(delta, bias: bias, to: &output)
                bias = adapted(delta, points: handled + 1, isFirst: handled == plain)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// A number in digits whose weights grow by thresholds.
    private static func append(_ number: UInt32, bias: UInt32, to output: inout [UInt8]) {
        var rest = number
        var place = base
        while true {
            let threshold = place <= bias + leastThreshold ? leastThreshold : min(place - bias, greatestThreshold)
            guard rest >= threshold else { break }
            output.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            place += base
        }
        output.append(digit(rest))
    }

    /// `a` … `z`, `0` … `9`
    private static func digit(_ value: UInt32) -> UInt8 {
        value < 26 ? UInt8(ascii: "a") + UInt8(value) : UInt8(ascii: "0") + UInt8(value - 26)
    }

    private static func adapted(_ delta: UInt32, points: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var places: UInt32 = 0
        while delta > (base - leastThreshold) * greatestThreshold / 2 {
            delta /= base - leastThreshold
            places += base
        }
        return places + (base - leastThreshold + 1) * delta / (delta + 38)
    }
}
