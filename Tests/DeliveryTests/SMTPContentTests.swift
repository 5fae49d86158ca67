import Testing

@testable import Delivery

struct SMTPContentTests {
    @Test(arguments: [
        ("a\r\n", "a\r\n"), ("a", "a\r\n"), ("", ""), (".\r\n", "..\r\n"), ("a\r\n.b\r\n", "a\r\n..b\r\n"),
        ("..\r\n..\r\n", "...\r\n...\r\n"), ("a.\r\n", "a.\r\n"), (".", "..\r\n"), ("\r\n.\r\n", "\r\n..\r\n"),
    ])
    func dotsAreDoubledAtLineStarts(message: String, sent: String) throws {
        let content = try #require(SMTPContent(Array(message.utf8)))
        #expect(String(decoding: content.bytes, as: UTF8.self) + content.end == sent + ".\r\n")
    }

    @Test(arguments: ["a\n", "\n", "\r", "a\rb\r\n", "a\r\n\r", "a\r\r\n", "\n\r\n", "a\r\n\n", "x\r"])
    func loneLineEndsAreRefused(message: String) {
        #expect(SMTPContent(Array(message.utf8)) == nil)
    }

    @Test func sizeLeavesTheDoubledDotsOut() throws {
        #expect(try #require(SMTPContent(Array(".a\r\n.b".utf8))).size == 8)
    }

    @Test func onlyEightBitHeadersNeedSMTPUTF8() throws {
        #expect(try !#require(SMTPContent(Array("A: b\r\n\r\né\r\n".utf8))).hasEightBitHeader)
        #expect(try #require(SMTPContent(Array("A: é\r\n\r\ne\r\n".utf8))).hasEightBitHeader)
        #expect(try #require(SMTPContent(Array("A: é\r\n".utf8))).hasEightBitHeader)
    }

    @Test func eightBitIsSeen() throws {
        #expect(try #require(SMTPContent(Array("é\r\n".utf8))).hasEightBit)
        #expect(try !#require(SMTPContent(Array("e\r\n".utf8))).hasEightBit)
    }
}
