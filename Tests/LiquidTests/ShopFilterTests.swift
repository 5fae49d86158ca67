import Diagnostics
import JSON
import Liquid
import Testing

struct ShopFilterTests {
    static let environment = RenderEnvironment(
        now: 1_704_067_318,
        timeZone: ZoneOffsets(identifier: "Europe/Berlin") ?? .utc,
        locale: "de-AT",
        imageURLPattern: ImageURLPattern("https://img.example/{path}?w={width}&h={height}&fit={crop}")
    )

    @Test(arguments: [
        ("129900 | money_with_currency", "€\u{a0}1.299,00 EUR"), ("129900 | money_without_currency", "1.299,00"),
        ("-5 | money_without_currency", "-0,05"), ("1234567.891 | format_number", "1.234.567,891"),
        ("1234.5 | number_with_delimiter: 2", "1.234,50"), ("0.999 | format_number: 2", "1,00"),
        ("-0.5 | format_number", "-0,5"), ("7 | format_number: 0", "7"),
        (
            "'https://shop.example/a b.jpg' | image_url: width: 300, crop: 'center'",
            "https://img.example/a b.jpg?w=300&fit=center"
        ),
        ("'/a.jpg' | img_url: '300x200'", "https://img.example/a.jpg?w=300&h=200"),
        ("'/a.jpg' | img_url: 'x200'", "https://img.example/a.jpg?h=200"),
        ("'/a.jpg' | image_url", "https://img.example/a.jpg"),
        ("'a&b \"c\"' | url_escape", "a&b%20%22c%22"), ("'a&b/ü' | url_param_escape", "a%26b%2F%C3%BC"),
        ("'summer sale for-you' | titlecase", "Summer Sale For-You"),
        ("'a' | md5", "0cc175b9c0f1b6a831c399e269772661"),
        ("'a' | sha1", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
        ("'a' | sha256", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        (
            "'what do ya want for nothing?' | hmac_sha256: 'Jefe'",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        ("'what do ya want for nothing?' | hmac_sha1: 'Jefe'", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        ("'2024-07-01T12:00:00Z' | date: '%H:%M %Z', time_zone: 'Europe/Dublin'", "13:00 GMT+1"),
        ("'2024-01-31' | date_add: 1, 'month' | date: '%F'", "2024-02-29"),
        ("'2024-03-30 12:00' | date_add: 1, 'days'", "2024-03-31T12:00:00+02:00"),
        ("'2024-03-30 12:00' | date_add: 24, 'hours'", "2024-03-31T13:00:00+02:00"),
        ("'2024-02-29' | date_subtract: 1, 'year' | date: '%F'", "2023-02-28"),
        ("'now' | date_add: 90 | date: '%F'", "2024-03-31"),
        ("'now' | date_add: 75, 'minutes' | countdown", "01h 15m"),
        ("'now' | date_add: 50, 'hours' | countdown: 'days'", "2"), ("0 | countdown: 'hours'", "0"),
        ("'now' | date_add: 50, 'hours' | countdown", "2d 02h 00m"),
    ])
    func shopFiltersWork(expression: String, expected: String) throws {
        #expect(
            try render("{{ \(expression) }}", escaping: .none, environment: Self.environment) == expected
        )
    }

    @Test func moneyTakesWholeUnitsWhereItIsTold() throws {
        let options = TemplateOptions(escaping: .none, minorUnitMoney: false)
        let template = try Template(TemplateSource(file: "t", text: "{{ 145 | money }}"), options: options)
        var output: [UInt8] = []
        try template.render([], environment: RenderEnvironment(now: 0), into: &output)
        #expect(String(decoding: output, as: UTF8.self) == "€145.00")
    }

    @Test func imagesAndLinksAreSafeHTML() throws {
        let data = #"{"t":"<b>","u":"https://x.example/?a=1&b=2","bad":"javascript:alert(1)"}"#
        #expect(
            try render("{{ u | image_tag: alt: t, width: 9 }}", data)
                == #"<img src="https://x.example/?a=1&amp;b=2" alt="&lt;b&gt;" width="9">"#
        )
        #expect(try render("{{ '/a.jpg' | image_tag }}", data) == #"<img src="/a.jpg" alt="">"#)
        #expect(
            try render("{{ t | link_to: u, 'to \"x\"' }}", data)
                == #"<a href="https://x.example/?a=1&amp;b=2" title="to &quot;x&quot;">&lt;b&gt;</a>"#
        )
        #expect(failure("{{ bad | image_tag }}", data)?.what == "this link would start with 'javascript:'")
        #expect(failure("{{ t | link_to: bad }}", data)?.what == "this link would start with 'javascript:'")
        #expect(failure("{{ u | image_url: width: 'x\"' }}", data) != nil)
        #expect(findings("{{ u | image_tag: onload: 1 }}").first?.what == "filter 'image_tag' has no option 'onload'")
    }
}

struct TranslationTests {
    static func environment(_ locale: String) throws -> RenderEnvironment {
        let english = #"""
            {"cart":{"title":"Your cart","items":{"one":"{{ count }} item","other":"{{ count }} items"},
             "hello_html":"<b>Hi {{ name }}</b>","hello":"<Hi> {{ name }}"}}
            """#
        let polish =
            #"{"cart":{"items":{"one":"{{count}} rzecz","few":"{{count}} rzeczy","many":"{{count}} rzeczy!","other":"x"}}}"#
        let german =
            #"{"cart":{"title":"Warenkorb","items":{"zero":"nichts","one":"eins","other":"{{ count }} Dinge"}}}"#
        return RenderEnvironment(
            now: 0,
            locale: locale,
            translations: Translations([
                "en": try JSONDocument(english), "pl": try JSONDocument(polish), "de": try JSONDocument(german),
            ])
        )
    }

    @Test(arguments: [
        ("de-AT", "'cart.title' | t", "Warenkorb"), ("pl", "'cart.title' | t", "Your cart"),
        ("fr", "'cart.title' | translate", "Your cart"), ("en", "'cart.items' | t: count: 1", "1 item"),
        ("en", "'cart.items' | t: count: 0", "0 items"), ("de", "'cart.items' | t: count: 0", "nichts"),
        ("pl", "'cart.items' | t: count: 1", "1 rzecz"), ("pl", "'cart.items' | t: count: 22", "22 rzeczy"),
        ("pl", "'cart.items' | t: count: 12", "12 rzeczy!"), ("pl", "'cart.items' | t: count: 1.5", "x"),
        ("en", "'cart.hello_html' | t: name: '<i>'", "<b>Hi &lt;i&gt;</b>"),
        ("en", "'cart.hello' | t: name: '<i>'", "&lt;Hi&gt; &lt;i&gt;"),
    ])
    func textsComeInTheReadersLanguage(locale: String, expression: String, expected: String) throws {
        #expect(try render("{{ \(expression) }}", environment: Self.environment(locale)) == expected)
    }

    @Test(arguments: [
        ("'cart.titel' | t", "there is no translation 'cart.titel'", "did you mean 'cart.title'?"),
        ("'cart.items' | t", "this translation needs a count", "write | t: count: 3"),
        ("'cart.hello' | t", "the translation needs 'name'", "write | t: name: value"),
    ])
    func whatIsMissingIsFound(expression: String, what: String, remedy: String) throws {
        do {
            _ = try render("{{ \(expression) }}", environment: Self.environment("en"))
            Issue.record("nothing was found")
        } catch let RenderError.failed(finding) {
            #expect(finding.what == what)
            #expect(finding.remedy == remedy)
        }
    }
}
