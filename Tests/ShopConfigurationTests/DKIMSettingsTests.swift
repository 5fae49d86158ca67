import CampaignModel
import Testing

@testable import ShopConfiguration

struct DKIMSettingsTests {
    private func read(_ dkim: String) throws -> DKIMSettings? {
        let text = """
            shop: {name: n, url: https://n.example, link_base_url: https://n.example}
            email:
              from: N <n@n.example>
              smtp: {host: h}
              \(dkim)
            """
        return try SettingsFile.read(file: "dovetail.yaml", text: Array(text.utf8)).email?.dkim
    }

    @Test(arguments: ["", "dkim: relay", "dkim: {mode: relay}"])
    func relaySignsUnlessToldOtherwise(text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test func localKeysComeFromAFileOrTheEnvironment() throws {
        let file = try read("dkim: {mode: local, domain: N.example, selector: s1.mail, key_file: keys/dkim.pem}")
        #expect(file == DKIMSettings(domain: "n.example", selector: "s1.mail", key: .file("keys/dkim.pem")))
        #expect(file?.recordName == "s1.mail._domainkey.n.example")
        let variable = try read("dkim: {mode: local, domain: n.example, selector: s1, key_env: DKIM_KEY}")
        #expect(variable?.key == .environment("DKIM_KEY"))
    }

    @Test(arguments: [
        "dkim: yes", "dkim: {mode: local, domain: n.example, selector: s}",
        "dkim: {mode: local, domain: n.example, selector: s, key_file: f, key_env: e}",
        "dkim: {mode: local, domain: n, selector: s, key_file: f}",
        "dkim: {mode: local, domain: n.example, selector: 's; d=x', key_file: f}",
        "dkim: {mode: local, domain: 'bücher.example', selector: s, key_file: f}",
        "dkim: {mode: local, domain: n.example, selector: s, key_file: f, key: PEM}",
    ])
    func nonsenseIsRefused(text: String) {
        #expect(throws: ConfigurationError.self) { try read(text) }
    }
}
