import Foundation
import TestSupport
import Testing

@Suite struct RenderTests {
    @Test func aTemplateIsTriedOutsideOfAnyShop() throws {
        try withTemporaryFolder { folder in
            try folder.write("<p>{{ shop.name }} {{ n }}</p>", to: "partials/foot.html")
            try folder.write(#"{"things":{"one":"ein Ding","other":"{{ count }} Dinge"}}"#, to: "locales/de.json")
            try folder.write(
                "{{ customer.name }} {{ 129900 | money }} {{ 'things' | t: count: 2 }}{% render 'foot', n: 1 %}",
                to: "mail.html"
            )
            try folder.write(#"{"customer":{"name":"Ann <3"},"shop":{"name":"Lumen & Field"}}"#, to: "data.json")
            func render(_ arguments: String...) throws -> DovetailCommand.Result {
                let data = ["--data", folder.appending(path: "data.json").path, "--locale", "de"]
                return try DovetailCommand.start(
                    ["render", folder.appending(path: "mail.html").path] + data + arguments,
                    environment: [:]
                ).wait()
            }
            let page = try render()
            #expect(page.output == "Ann &lt;3 1.299,00\u{a0}€ 2 Dinge<p>Lumen &amp; Field 1</p>")
            #expect(page.status == 0)
            #expect(try render("--text").output == "Ann <3 1.299,00\u{a0}€ 2 Dinge<p>Lumen & Field 1</p>")

            try folder.write("{{ custmer.name }}", to: "mail.html")
            let failed = try render()
            #expect(failed.status == 1)
            #expect(failed.output.isEmpty)
            #expect(
                failed.errors.contains("mail.html:1:4: error: there is no variable 'custmer'; did you mean 'customer'?")
            )

            try folder.write("{{ a | upcas }}{% endif %}", to: "mail.html")
            let refused = try render().errors
            #expect(refused.contains("there is no filter 'upcas'; did you mean 'upcase'?"))
            #expect(refused.contains("'endif' closes nothing"))
        }
    }
}
