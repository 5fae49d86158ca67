/// An ISO 4217 currency: three upper-case letters.
public struct Currency: Hashable, Sendable {
    public let code: String

    /// - Returns: `nil` unless `code` is three ASCII letters.
    public init?(_ code: String) {
        guard code.utf8.count == 3, code.unicodeScalars.allSatisfy({ $0.isASCII && $0.properties.isAlphabetic })
        else { return nil }
        self.code = code.uppercased()
    }

    /// Digits after the decimal point: 2 for most, 0 for yen, 3 for dinars. Source: ISO 4217, list one.
    public var minorUnitDigits: Int {
        switch code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }

    /// Minor units in one major unit: 100 for the euro, 1 for the yen.
    public var minorUnitsPerMajor: Int64 {
        switch minorUnitDigits {
        case 0: 1
        case 3: 1_000
        default: 100
        }
    }

    public static let euro = Currency(unchecked: "EUR")

    private init(unchecked code: String) { self.code = code }
}

extension Currency: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let currency = Currency(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no ISO 4217 currency")
        }
        self = currency
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}

/// An amount of money in minor units (cents) of its currency.
public struct Money: Hashable, Codable, Sendable {
    public var minorUnits: Int64
    public var currency: Currency

    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }
}

extension Money: CustomStringConvertible {
    /// For logs and tables: `12.50 EUR`. Templates format money by locale.
    public var description: String {
        let digits = currency.minorUnitDigits
        guard digits > 0 else { return "\(minorUnits) \(currency.code)" }
        let magnitude = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.count)) + magnitude
        return "\(minorUnits < 0 ? "-" : "")\(padded.dropLast(digits)).\(padded.suffix(digits)) \(currency.code)"
    }
}
