import CampaignModel
import Testing

@testable import Delivery

struct SMTPReplyReaderTests {
    /// Reads all of `text`; the codes of the replies in it, and their words.
    private func read(_ text: String) -> [(Int, String)]? {
        var reader = SMTPReplyReader()
        var replies: [(Int, String)] = []
        for byte in text.utf8 {
            switch reader.read(byte) {
            case .unfinished: continue
            case .reply(let code): replies.append((code, String(decoding: reader.text, as: UTF8.self)))
            case .garbage: return nil
            }
        }
        return replies
    }

    @Test(arguments: [
        ("250 ok\r\n", 250, "ok"), ("250\r\n", 250, ""), ("250 \r\n", 250, ""), ("354 a\n", 354, "a"),
        ("250\n", 250, ""),
        ("250-a\r\n250-b\r\n250 c\r\n", 250, "a\nb\nc"), ("250-a\r\n250\r\n", 250, "a\n"),
        ("550-\r\n550 x\r\n", 550, "\nx"),
    ])
    func repliesAreRead(text: String, code: Int, words: String) throws {
        let replies = try #require(read(text))
        #expect(replies.count == 1)
        #expect(replies[0] == (code, words))
    }

    @Test(arguments: [
        "hello\r\n", "25\r\n", "\r\n", "1xx a\r\n", "150 a\r\n", "650 a\r\n", "250-a\r\n251 b\r\n", "250a\r\n",
        "2500 a\r\n",
    ])
    func othersAreGarbage(text: String) {
        #expect(read(text) == nil)
    }

    @Test func repliesFollowEachOther() throws {
        let replies = try #require(read("250 a\r\n550-b\r\n550 c\r\n354 d\r\n"))
        #expect(replies.map(\.0) == [250, 550, 354])
        #expect(replies.map(\.1) == ["a", "b\nc", "d"])
    }

    @Test func endlessRepliesAreGarbage() {
        #expect(read("250 " + String(repeating: "x", count: 70_000)) == nil)
        #expect(read(String(repeating: "250-x\r\n", count: 10_000)) == nil)
    }

    @Test(arguments: [
        (550, "5.1.1 no", "5.1.1", "no"), (550, "5.1.1", "5.1.1", ""), (550, "4.1.1 no", nil, "4.1.1 no"),
        (550, "5.1 no", nil, "5.1 no"), (250, "2.0.0 ok", "2.0.0", "ok"), (550, "5.1.1no", nil, "5.1.1no"),
        (550, "5.7.515 Access", "5.7.515", "Access"), (550, "5.1234.1 no", nil, "5.1234.1 no"), (550, "", nil, ""),
        (550, "5.1.1 a\n5.1.1 b", "5.1.1", "a b"), (550, "a\u{0}b\u{85}é", nil, "a?b?é"),
    ])
    func enhancedCodesAreTakenApart(code: Int, text: String, enhanced: String?, words: String) {
        #expect(
            Reply(code: code, text: Array(text.utf8).span) == Reply(code: code, enhancedCode: enhanced, text: words)
        )
    }

    @Test(arguments: ["x", "é", "\u{1f600}", "\u{1}"])
    func textsAreCut(piece: String) {
        let reply = Reply(code: 550, text: Array(String(repeating: piece, count: 600).utf8).span)
        #expect(reply.text.utf8.count <= 500)
        #expect(reply.text.utf8.count > 490)
    }

    @Test func bytesThatAreNoTextAreReplaced() {
        let reply = Reply(code: 550, text: ([0xff, 0xfe, UInt8(ascii: "a")] as [UInt8]).span)
        #expect(reply.text == "\u{fffd}\u{fffd}a")
    }
}
