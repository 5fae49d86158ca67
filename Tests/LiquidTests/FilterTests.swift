import Diagnostics
import Liquid
import Testing

struct FilterTests {
    static let data =
        #"{"p":[{"n":"b","v":2,"s":true},{"n":"a","v":1,"s":false},{"n":"c","v":null}],"w":["b","a","b"]}"#

    @Test(arguments: [
        ("'a' | append: 'b' | prepend: 'c'", "cab"), ("'äB' | upcase", "ÄB"), ("'ÄB' | downcase", "äb"),
        ("'hELLO wORLD' | capitalize", "Hello world"), ("' a ' | strip | append: '|'", "a|"), ("' a ' | lstrip", "a "),
        ("' a ' | rstrip", " a"), ("'aXbX' | replace: 'X', '-'", "a-b-"), ("'aXbX' | replace_first: 'X', '-'", "a-bX"),
        ("'aXbX' | remove: 'X'", "ab"), ("'a,b,,c,,' | split: ',' | size", "4"),
        ("'a b  c' | split: ' ' | join: '-'", "a-b-c"),
        ("w | first", "b"), ("w | last", "b"), ("'häl' | size", "3"), ("w | reverse | join", "b a b"),
        ("w | sort | join: ''", "abb"), ("p | sort: 'v' | map: 'n' | join: ''", "abc"), ("w | uniq | join: ''", "ba"),
        ("p | where: 's' | map: 'n' | join", "b"), ("p | where: 'v', 1 | map: 'n' | join", "a"),
        ("'häll' | slice: 1, 2", "äl"),
        ("'abc' | slice: -2, 2", "bc"), ("'Ground control' | truncate: 9", "Ground..."),
        ("'a b c d' | truncatewords: 2", "a b..."),
        ("'<p>a</p><script>x</script>b' | strip_html", "ab"), ("\"a\nb\" | strip_newlines", "ab"),
        ("'a b&ü' | url_encode", "a+b%26%C3%BC"), ("0.1 | plus: 0.2", "0.3"), ("7 | minus: 2", "5"),
        ("3 | times: 2.5", "7.5"),
        ("-7 | divided_by: 2", "-4"), ("7 | divided_by: 2.0", "3.5"), ("-7 | modulo: 3", "2"), ("2.5 | round", "3"),
        ("2.345 | round: 2", "2.35"), ("2.1 | ceil", "3"), ("-2.1 | floor", "-3"), ("-3 | abs", "3"),
        ("3 | at_least: 5", "5"),
        ("3 | at_most: 2", "2"), ("1.0", "1.0"), ("1 | times: 10000000000000000.0", "1.0e+16"), ("0.00001", "1.0e-05"),
        ("'12abc' | plus: 1", "13"), ("'Häus & Garten!' | handleize", "häus-garten"),
        ("1 | pluralize: 'item', 'items'", "item"),
        ("3 | pluralize: 'item', 'items'", "items"), ("p | first | json", #"{"n":"b","v":2,"s":true}"#),
        ("(1..3) | join: ','", "1,2,3"), ("nil | upcase", ""), ("false | default: 'x', allow_false: true", "false"),
        ("'' | default: 'x'", "x"), ("9223372036854775807", "9223372036854775807"),
    ])
    func filtersDoAsInShopify(expression: String, expected: String) throws {
        #expect(try render("{{ \(expression) }}", Self.data, escaping: .none) == expected)
    }

    @Test func aMemberCanBeNamedByANumber() throws {
        // The name is text that the filter itself has just made.
        let template = "{{ p | where: 5 | size }}{{ p | map: 5 | join: '-' }}"
        #expect(try render(template, Self.data, undefined: .empty) == "0--")
    }

    @Test func stripHTMLDropsScriptsAndKeepsWhatNeverCloses() throws {
        let template = "{{ '<style>a</style><!-- b -->c<br>d < e<script>f' | strip_html }}"
        #expect(try render(template, escaping: .none) == "cd f")
        #expect(try render("{{ 'a < b' | strip_html }}", escaping: .none) == "a < b")
    }

    @Test func overflowIsAFindingNotACrash() {
        for expression in [
            "9223372036854775807 | plus: 1", "9223372036854775807 | times: 2", "-9223372036854775808 | abs",
            "-9223372036854775808 | divided_by: -1", "1.5 | times: 1000000000000000000 | times: 100 | round",
        ] {
            #expect(failure("{{ \(expression) }}")?.what == "the result does not fit 64 bits", "\(expression)")
        }
    }
}

struct MoneyTests {
    @Test(arguments: [
        ("en", "EUR", 2, "€1,299.00"), ("de", "EUR", 2, "1.299,00\u{a0}€"),
        ("fr-FR", "EUR", 2, "1\u{202f}299,00\u{a0}€"),
        ("es", "EUR", 2, "1299,00\u{a0}€"), ("it", "EUR", 2, "1.299,00\u{a0}€"), ("nl", "EUR", 2, "€\u{a0}1.299,00"),
        ("pl", "PLN", 2, "1299,00\u{a0}zł"), ("sv", "SEK", 2, "1\u{a0}299,00\u{a0}kr"),
        ("ja", "JPY", 0, "\u{ffe5}129,900"),
        ("de-CH", "CHF", 2, "CHF\u{a0}1’299.00"), ("de-AT", "EUR", 2, "€\u{a0}1.299,00"),
        ("en_GB", "GBP", 2, "£1,299.00"),
        ("en", "CHF", 2, "CHF\u{a0}1,299.00"), ("xx", "USD", 2, "$1,299.00"), ("en", "BHD", 3, "BHD\u{a0}129.900"),
    ])
    func amountsAreWrittenAsTheLocaleDoes(locale: String, currency: String, digits: Int, expected: String) throws {
        let environment = RenderEnvironment(now: 0, locale: locale, currencyCode: currency, currencyDigits: digits)
        #expect(try render("{{ 129900 | money }}", environment: environment) == expected)
    }

    @Test func zerosSignsAndNilAreHandled() throws {
        #expect(
            try render("{{ 500 | money_without_trailing_zeros }} {{ 550 | money_without_trailing_zeros }}")
                == "€5 €5.50"
        )
        #expect(try render("{{ -5 | money }}{{ nil | money }} {{ 123456789 | money }}") == "-€0.05 €1,234,567.89")
        #expect(try render("{{ 10.5 | money }}") == "€0.11")
    }
}

struct DateTests {
    static let berlin = ZoneOffsets(identifier: "Europe/Berlin") ?? .utc

    @Test(arguments: [
        ("0 | date: '%Y-%m-%d %H:%M:%S'", "1970-01-01 00:00:00"), ("'now' | date: '%F %T'", "2024-01-01 00:01:58"),
        ("'2016-03-14T15:09:26Z' | date: '%-d %b %y, %l:%M %p'", "14 Mar 16,  3:09 PM"),
        ("'2016-03-14 15:09:26 +0200' | date: '%H %z'", "15 +0200"),
        ("'March 14, 2016' | date: '%A %j %U %V %G'", "Monday 074 11 11 2016"),
        ("'2021-01-03' | date: '%G-W%V-%u %W'", "2020-W53-7 00"),
        ("'2016-12-31' | date: '%^a %#p %e %k'", "SAT am 31  0"),
        ("0 | date: '%10Y|%_5d|%-m|%%|%q'", "0000001970|    1|1|%|%q"), ("'no date' | date: '%Y'", "no date"),
        ("'1152098955' | date: '%s %D'", "1152098955 07/05/06"), ("0 | date: ''", "0"),
        ("-1 | date: '%F'", "1969-12-31"),
        ("951782400 | date: '%F'", "2000-02-29"),
    ])
    func datesFormatAsInRuby(expression: String, expected: String) throws {
        #expect(try render("{{ \(expression) }}", escaping: .none) == expected)
    }

    @Test func zonesKnowSummerTime() throws {
        let environment = RenderEnvironment(now: 0, timeZone: Self.berlin)
        let template = "{{ 1705320000 | date: '%H:%M %z' }} {{ 1721044800 | date: '%H:%M %:z' }}"
        #expect(try render(template, environment: environment) == "13:00 +0100 14:00 +02:00")
        #expect(try render("{{ '2024-07-15 12:00' | date: '%s' }}", environment: environment) == "1721037600")
    }

    @Test func everyDayOfFourCenturiesRoundTrips() throws {
        // 1900 to 2300 by days that are prime, through text and back.
        var seconds: Int64 = -2_208_988_800
        while seconds < 10_413_792_000 {
            let text = try render("{{ \(seconds) | date: '%FT%TZ' | date: '%s' }}")
            #expect(text == "\(seconds)")
            seconds += 86_400 * 397 + 12_345
        }
    }
}
