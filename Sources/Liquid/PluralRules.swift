/// Which plural form a language uses for a count, as in Unicode's CLDR 45 (cardinal rules).
enum PluralForm: String, CaseIterable {
    case zero, one, two, few, many, other

    /// - Parameters:
    ///   - count: A whole number; the sign does not matter.
    ///   - fraction: True for a number with digits after the point, shown so.
    ///   - language: ISO 639, such as `de`; one that is not known here is taken as English.
    init(_ count: Int64, fraction: Bool, language: String) {
        let number = count.magnitude
        let tens = number % 100
        let units = number % 10
        switch language {
        case "ja", "ko", "zh", "vi", "th", "id", "ms":
            self = .other
        case "fr":
            self = number < 2 ? .one : !fraction && number != 0 && number % 1_000_000 == 0 ? .many : .other
        case "pt":
            self = !fraction && number < 2 ? .one : !fraction && number % 1_000_000 == 0 ? .many : .other
        case "es", "it", "ca":
            self =
                !fraction && number == 1 ? .one : !fraction && number != 0 && number % 1_000_000 == 0 ? .many : .other
        case "pl" where !fraction:
            if number == 1 {
                self = .one
            } else {
                self = (2...4).contains(units) && !(12...14).contains(tens) ? .few : .many
            }
        case "ru" where !fraction, "uk" where !fraction:
            if units == 1, tens != 11 {
                self = .one
            } else {
                self = (2...4).contains(units) && !(12...14).contains(tens) ? .few : .many
            }
        case "hr" where !fraction, "sr" where !fraction, "bs" where !fraction:
            if units == 1, tens != 11 {
                self = .one
            } else {
                self = (2...4).contains(units) && !(12...14).contains(tens) ? .few : .other
            }
        case "cs", "sk":
            self = fraction ? .many : number == 1 ? .one : (2...4).contains(number) ? .few : .other
        case "sl" where !fraction:
            self = tens == 1 ? .one : tens == 2 ? .two : (3...4).contains(tens) ? .few : .other
        case "lt" where !fraction:
            if units == 1, !(11...19).contains(tens) {
                self = .one
            } else {
                self = (2...9).contains(units) && !(11...19).contains(tens) ? .few : .other
            }
        case "lt": self = .many
        case "lv" where !fraction:
            self = units == 0 || (11...19).contains(tens) ? .zero : units == 1 ? .one : .other
        case "ro":
            self = !fraction && number == 1 ? .one : fraction || number == 0 || (1...19).contains(tens) ? .few : .other
        case "ar" where !fraction:
            switch (number, tens) {
            case (0...2, _): self = [.zero, .one, .two][Int(number)]
            case (_, 3...10): self = .few
            case (_, 11...99): self = .many
            default: self = .other
            }
        case "he" where !fraction:
            self = number == 1 ? .one : number == 2 ? .two : .other
        default:
            self = !fraction && number == 1 ? .one : .other
        }
    }
}
