import CampaignModel
import DKIM
import TestSupport
import Testing

@testable import Rendering

struct SignedEmailTests {
    private static let pem = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICXAIBAAKBgQDGA9Sa/68XqDedO26LlW4eYcVOSVilHOS8jLOmzYkAiu+7ThJj
        3+AWAHmacQWMVZNgQvduvqh8Mfw21/HCwUHxS7GAcIFZwdRaDdyA+fAP5MAQda5v
        nPo9tVO4GVfxu9MbGSKOYnQtaFYkEba8PRqzmDgAFL/PbDjeLcR5nZ67xQIDAQAB
        AoGAUSfIvy4DqQJ8qKhvCi5YT4NqxkcxWZqZ9N0F1FtwxxQqZO3+g4iB4wKW1EF2
        MKnyGQXZOz5Q93XVFPU0VMm4KGB4r+8LWP+7UjP8ySJHmq9G7UtibnoPXil2O5OD
        AysvtgB3zYQADgf0t01LRpVa0HlUKznMbUrdGdVfBio8BAECQQDjoBqDRtxpdpYw
        Af/Mi73SYeKLNrJfwS40riz15aFe+UpNFlVkQ5l2+HT0zukr9WVmgSxujxWGP7BS
        is861RwFAkEA3rLPQ8ahr41Ja5GQPrsoL0AOZ1z/MDSFkDxGO4QXk2DWjVE1Gy/V
        ja9Gjw+qMUVGEo+hYi5fBLdfAyHrQqDswQJAQvCNe3e2UAmAx2N/H18lFp6Uqc4P
        DNvZw8JJFJNQLobvU9YyjIbYtcUBWBEVP0kuZcOtFmJbuRw3tT5/DNUpJQJBAMU6
        BPeYXa906HYcx2vXIuKdz2PZZ6OQkE1KJEUnWh3K4JjtN6QpO+8sMMgYbnkOSd28
        WIf0W3B42euTSaCLlsECQHyFvzJswr8oBKUY+Ui6GE2jUozjWHZVTfwjOL3F3po0
        8F+3YcSUfZjAz/YoZ5nrcArhGWmpFHcNWSnUKphyWGY=
        -----END RSA PRIVATE KEY-----
        """

    @Test func signatureStandsBeforeTheMessageAndIsTheSameAtEveryTry() throws {
        let sample = SampleCampaign()
        let signer = DKIMSigner(domain: "lumen.example", selector: "news", key: try DKIMKey(pem: Self.pem))
        let composer = try EmailComposer(
            campaign: sample.campaign,
            content: sample.content,
            settings: sample.settings(),
            templates: sample.folder,
            signer: signer
        )
        var scratch = ComposerScratch()
        let row = try SampleCampaign.row(title: "Grüße: \"M5\"")
        let plain = try sample.email().compose(row, links: SampleCampaign.links, scratch: &scratch).message
        let signed = try composer.compose(row, links: SampleCampaign.links, scratch: &scratch).message
        #expect(signed == signer.signature(of: plain.span, at: row.sendAt.seconds) + plain)
        #expect(try composer.compose(row, links: SampleCampaign.links, scratch: &scratch).message == signed)
        let header = String(decoding: signed.dropLast(plain.count), as: UTF8.self)
        #expect(header.contains("t=\(row.sendAt.seconds);"))
        // Both are in the message, and named once more.
        let names = header.filter { !" \r\n".contains($0) }
        #expect(names.contains(":List-Unsubscribe:List-Unsubscribe:List-Unsubscribe-Post:List-Unsubscribe-Post:"))
    }
}
