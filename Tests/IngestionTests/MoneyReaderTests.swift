import CampaignModel
@testable import Ingestion
import Testing

@Suite struct MoneyReaderTests {
    private func read(_ text: String, _ code: String = "EUR") throws -> Int64 {
        let currency = try #require(Currency(code))
        let bytes = Array(text.utf8)
        return try MoneyReader(currency).minorUnits(bytes.span)
    }

    @Test(
        arguments: [
            ("12.50", 1_250), ("12.5", 1_250), ("12", 1_200), ("12.", 1_200), ("0", 0), ("0.01", 1), ("12,50", 1_250),
            ("12,5", 1_250), ("1,299.00", 129_900), ("1.299,00", 129_900), ("1,299,000", 129_900_000),
            ("1.299.000", 129_900_000), ("1,299,000.5", 129_900_050), ("1 299,00", 129_900), ("1'299.00", 129_900),
            ("12.50 EUR", 1_250), ("EUR 12.50", 1_250), ("12.50eur", 1_250), ("1299,000", 129_900), ("0,999", 100),
        ] as [(String, Int64)]
    )
    func amountsAreExact(text: String, cents: Int64) throws {
        #expect(try read(text) == cents)
    }

    @Test(
        arguments: [
            ("2.4975", 250), ("2.4949", 249), ("2.495", 250), ("2.505", 251), ("1.2949999999999999", 129),
            ("0.333333333333333333333333", 33), ("0.0050000000000000000000001", 1),
            ("123456789.99999999999999", 12_345_679_000),
        ] as [(String, Int64)]
    )
    func halvesRoundAwayFromZero(text: String, cents: Int64) throws {
        #expect(try read(text) == cents)
    }

    @Test func minorUnitsFollowTheCurrency() throws {
        #expect(try read("1299", "JPY") == 1_299)
        #expect(try read("1,299", "JPY") == 1_299)
        #expect(try read("1299.50", "JPY") == 1_300)
        #expect(try read("1.5", "KWD") == 1_500)
        #expect(try read("1.2345", "KWD") == 1_235)
        #expect(throws: RejectKind.ambiguousMoney) { try read("1.299", "JPY") }
        #expect(throws: RejectKind.ambiguousMoney) { try read("1,299", "KWD") }
    }

    @Test func whatCouldBeAThousandTimesMoreIsRefused() {
        #expect(throws: RejectKind.ambiguousMoney) { try read("1,299") }
        #expect(throws: RejectKind.ambiguousMoney) { try read("129,999 EUR") }
    }

    @Test func anotherCurrencyIsRefused() {
        #expect(throws: RejectKind.wrongCurrency) { try read("12.50 USD") }
        #expect(throws: RejectKind.wrongCurrency) { try read("USD12.50") }
    }

    @Test(arguments: [
        "", " ", "abc", "-1", "1.2.3", "1,2,3", "1,29,900.00", "12.50 €", "1e3", "12..5", ".", ",", "1,299.00.0", "NaN",
        "99999999999999999999", "1234,567.00", "EUR", "--", "1 2",
    ])
    func whatIsNoAmountIsRefused(text: String) {
        #expect(throws: RejectKind.badMoney) { try read(text) }
    }
}
