import CampaignModel
import Foundation
import Testing

struct MoneyTests {
    @Test func amountsAreWrittenWithTheCurrencysDigits() throws {
        let yen = try #require(Currency("jpy"))
        let dinar = try #require(Currency("KWD"))
        #expect(Money(minorUnits: 1_250, currency: .euro).description == "12.50 EUR")
        #expect(Money(minorUnits: -5, currency: .euro).description == "-0.05 EUR")
        #expect(Money(minorUnits: 0, currency: .euro).description == "0.00 EUR")
        #expect(Money(minorUnits: -1_250, currency: yen).description == "-1250 JPY")
        #expect(Money(minorUnits: 1_250, currency: dinar).description == "1.250 KWD")
        #expect(Money(minorUnits: .min, currency: .euro).description == "-92233720368547758.08 EUR")
    }

    @Test func minorUnitsAndDigitsAgree() throws {
        for code in ["EUR", "USD", "JPY", "BHD", "XPF", "CHF"] {
            let currency = try #require(Currency(code))
            #expect(Double(currency.minorUnitsPerMajor) == pow(10, Double(currency.minorUnitDigits)))
        }
    }

    @Test(arguments: ["", "EU", "EURO", "€", "E R", "E1R", "ßE", "eıı", "ＥＵＲ", "EUR "])
    func onlyThreeASCIILettersAreACurrency(code: String) {
        #expect(Currency(code) == nil)
    }

    @Test func aCurrencyIsOneStringInJSON() throws {
        let data = try JSONEncoder().encode([Currency.euro])
        #expect(String(decoding: data, as: UTF8.self) == #"["EUR"]"#)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Currency].self, from: Data(#"["EURO"]"#.utf8)) }
    }
}
