import CampaignModel
import Crypto
import Testing

@testable import Tracking

@Suite struct LinkSignerTests {
    let message = MessageKey(ledger: "3f1c9a", run: "premium-upgrade-7", message: 4_711)

    func signer(_ byte: UInt8 = 7) throws -> LinkSigner {
        try #require(LinkSigner(key: [UInt8](repeating: byte, count: LinkSigner.keyLength)))
    }

    @Test(arguments: LinkSigner.Purpose.allCases)
    func aTokenNamesItsMessage(_ purpose: LinkSigner.Purpose) throws {
        let signer = try signer()
        #expect(try signer.verify(signer.token(purpose, for: message), for: purpose) == message)
    }

    @Test func aTokenIsTheSameEveryTime() throws {
        #expect(try signer().token(.unsubscribe, for: message) == signer().token(.unsubscribe, for: message))
    }

    /// The form as others would compute it: HKDF without salt, HMAC over all that stands before the tag.
    @Test func aTokenHasTheDocumentedForm() throws {
        let master = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
        let info = Array("dovetail link v1 view".utf8)
        let key = HKDF<SHA256>.deriveKey(inputKeyMaterial: master, info: info, outputByteCount: 32)
        let signed = "v1.view." + Base64URL.encode(Array("3f1c9a\npremium-upgrade-7\n4711".utf8))
        let tag = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: key)
        #expect(try signer().token(.view, for: message) == signed + "." + Base64URL.encode(Array(tag.prefix(16))))
    }

    @Test func everyChangeOfATokenIsNoticed() throws {
        let signer = try signer()
        let token = Array(signer.token(.unsubscribe, for: message).utf8)
        for index in token.indices {
            for letter in "A_z09.-".utf8 where letter != token[index] {
                var changed = token
                changed[index] = letter
                #expect(throws: LinkTokenError.self) {
                    try signer.verify(String(decoding: changed, as: UTF8.self), for: .unsubscribe)
                }
            }
            var shorter = token
            shorter.remove(at: index)
            #expect(throws: LinkTokenError.self) {
                try signer.verify(String(decoding: shorter, as: UTF8.self), for: .unsubscribe)
            }
        }
    }

    @Test func anotherMessagesTagIsForged() throws {
        let signer = try signer()
        let other = MessageKey(ledger: message.ledger, run: message.run, message: message.message + 1)
        let own = signer.token(.unsubscribe, for: message).split(separator: ".")
        let foreign = signer.token(.unsubscribe, for: other).split(separator: ".")
        let mixed = (foreign[0...2] + [own[3]]).joined(separator: ".")
        #expect(throws: LinkTokenError.forged) { try signer.verify(mixed, for: .unsubscribe) }
    }

    @Test func anotherKeysTokenIsForged() throws {
        let token = try signer(8).token(.view, for: message)
        #expect(throws: LinkTokenError.forged) { try signer().verify(token, for: .view) }
    }

    @Test func aTokenForOnePurposeIsNoneForAnother() throws {
        let signer = try signer()
        let token = signer.token(.view, for: message)
        #expect(throws: LinkTokenError.wrongPurpose) { try signer.verify(token, for: .unsubscribe) }
        let renamed = token.replacing("v1.view.", with: "v1.unsubscribe.")
        #expect(throws: LinkTokenError.forged) { try signer.verify(renamed, for: .unsubscribe) }
    }

    @Test(arguments: [
        "", ".", "...", "v1.view..", "v2.view.QQ.AAAAAAAAAAAAAAAAAAAAAA", "é", "v1.view.Q.A", "v1.view.QQ",
    ])
    func whatIsNoTokenIsMalformed(_ text: String) throws {
        let signer = try signer()
        #expect(throws: LinkTokenError.malformed) { try signer.verify(text, for: .view) }
    }

    @Test func aTokenOfEndlessLengthIsRefused() throws {
        let text = "v1.view." + String(repeating: "A", count: 5_000_000)
        let signer = try signer()
        #expect(throws: LinkTokenError.malformed) { try signer.verify(text, for: .view) }
    }

    @Test(arguments: [0, 16, 31, 33])
    func aKeyOfAnotherLengthIsRefused(_ count: Int) {
        #expect(LinkSigner(key: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func linksAreHTTPSAndTellNothingAboutThePerson() throws {
        let mailbox = try #require(EmailAddress("unsubscribe@shop.example"))
        let links = try signer().links(for: message, baseURL: "https://t.shop.example/", mailbox: mailbox)
        #expect(links.unsubscribe.hasPrefix("https://t.shop.example/unsubscribe/v1.unsubscribe."))
        #expect(links.preferences.hasPrefix("https://t.shop.example/preferences/v1.preferences."))
        #expect(links.viewInBrowser.hasPrefix("https://t.shop.example/view/v1.view."))
        let mailto = try #require(links.unsubscribeMailto)
        #expect(mailto.hasPrefix("mailto:unsubscribe@shop.example?subject=unsubscribe%20v1.unsubscribe."))
        let token = try #require(mailto.split(separator: "%20").last)
        #expect(try signer().verify(String(token), for: .unsubscribe) == message)
        for link in links.all {
            #expect(link.utf8.count < 900)
            #expect(link.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"<>,\"".utf8.contains($0) })
        }
    }
}

@Suite struct Base64URLTests {
    @Test func bytesOfEveryLengthComeBack() {
        for count in 0...70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ count) }
            let text = Base64URL.encode(bytes)
            #expect(Base64URL.decode(text[...].utf8) == bytes)
        }
    }

    /// Source: RFC 4648 section 10.
    @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")])
    func theStandardsExamplesHold(_ plain: String, _ encoded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
    }

    @Test(arguments: ["Zh", "Zm9", "A", "Zg==", "Zm9v\n", "Z+8", "Z/8"])
    func aSecondSpellingIsRefused(_ text: String) {
        #expect(Base64URL.decode(text[...].utf8) == nil)
    }
}
