import Foundation
import Testing
import TestSupport

/// What a marketer breaks in a template is found where they broke it.
@Suite struct CheckTests {
    private struct Report: Decodable {
        struct Finding: Decodable {
            var rule: String
            var file: String?
            var line: Int?
            var column: Int?
        }

        var passes: Bool
        var findings: [Finding]
    }

    @Test func brokenPiecesOfPartialsAreFoundInThem() throws {
        try withTemporaryFolder { folder in
            let shop = folder.appending(path: "shop")
            try DovetailCommand.run("init", shop.path)
            func edit(_ file: String, _ good: String, _ broken: String) throws {
                let path = shop.appending(path: file)
                let text = try String(contentsOf: path, encoding: .utf8)
                try #require(text.contains(good), "\(file)")
                try text.replacing(good, with: broken, maxReplacements: 1).write(
                    to: path,
                    atomically: true,
                    encoding: .utf8
                )
            }
            try edit("templates/partials/footer.html", "{{ shop.postal_address }}", "")
            try edit("templates/partials/picture.html", "alt=\"{{ item.title }}\" ", "")
            try edit("templates/partials/header.html", "margin-right:10px", "display:grid")
            try edit("templates/partials/styles.html", ".ink { color: #22302d; }", ".ink { color: #a0a8a5; }")
            let check = try DovetailCommand.run(
                "check",
                "your-edit",
                "--shop",
                shop.path,
                "--at",
                StarterTests.time,
                "--json"
            )
            #expect(check.status == 1)
            let report = try JSONDecoder().decode(Report.self, from: Data(check.output.utf8))
            #expect(!report.passes)
            let places = Set(report.findings.map { "\($0.rule) \($0.file ?? ""):\($0.line ?? 0)" })
            #expect(places.contains("postal-address-missing templates/your-edit.html:1"), "\(places)")
            #expect(
                places.contains { $0.hasPrefix("image-without-alt templates/partials/picture.html:3") },
                "\(places)"
            )
            #expect(places.contains { $0.hasPrefix("css-support templates/partials/header.html:7") }, "\(places)")
            #expect(places.contains { $0.hasPrefix("contrast templates/partials/styles.html:") }, "\(places)")
        }
    }
}
