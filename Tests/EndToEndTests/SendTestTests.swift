import Foundation
import Testing
import TestSupport

@Suite struct SendTestTests {
    @Test func aTestIsTheCustomersMessageMarkedAndForNobodyElse() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            let sent = try shop.dovetail("send", "offers", "--test", "team@lumen.example", "--as", "c5")
            #expect(sent.status == 0, "\(sent.errors)")
            #expect(
                sent.output.contains(
                    "'[Test] For you, Name5', the message of 'c5', was sent to team@lumen.example: 250"
                )
            )
            #expect(server.accepted.map(\.recipient) == ["team@lumen.example"])
            let message = String(decoding: try #require(server.accepted.first).bytes, as: UTF8.self)
            #expect(message.contains("\r\nTo: \"Name5\" <team@lumen.example>\r\n"))
            #expect(message.contains("\r\nSubject: [Test] For you, Name5\r\n"))
            #expect(message.contains("\r\nX-Dovetail-Test: true\r\n"))
            #expect(message.contains("<h1>Hello Name5</h1>"))
        }
    }

    @Test func noCountKnowsOfATest() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try shop.dovetail("preview", "offers", "--limit", "0")
            let before = try files(in: folder.appending(path: "preview/offers"))
            #expect(try shop.dovetail("send", "offers", "--test", "team@lumen.example", "--as", "c5").status == 0)
            let status = try shop.status()
            #expect(status.remaining == 40)
            #expect(status.sent == 0)
            #expect(status.addsUp)
            try shop.dovetail("preview", "offers", "--limit", "0")
            #expect(try files(in: folder.appending(path: "preview/offers")) == before)
        }
    }

    @Test func theLinksOfATestActForNobodyAndNoTwoAreAlike() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try shop.dovetail("preview", "offers", "--customer", "c5")
            for _ in 0..<2 {
                #expect(try shop.dovetail("send", "offers", "--test", "team@lumen.example", "--as", "c5").status == 0)
            }
            let files = try files(in: folder.appending(path: "preview/offers"))
            let preview = try #require(files.first { $0.key.hasSuffix(".eml") }).value
            let messages = [preview] + server.accepted.map(\.bytes)
            #expect(messages.count == 3)
            #expect(Set(messages.map { field("List-Unsubscribe", in: $0) }).count == 3)
            #expect(Set(messages.map { field("Message-ID", in: $0) }).count == 3)
        }
    }

    @Test func whatCannotBeTestedIsSaidAndNothingIsSent() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try shop.edit("data/customers.csv", "Name7,bronze,yes", "Name7,bronze,no")
            let refusals = [
                (["team@lumen", "c5"], "'team@lumen' is no email address"),
                (["team@lumen.example", "c99"], "there is no customer 'c99'"),
                (["team@lumen.example", "c7"], "'c7' gets no email of 'offers'"),
            ]
            for (arguments, what) in refusals {
                let sent = try shop.dovetail("send", "offers", "--test", arguments[0], "--as", arguments[1])
                #expect(sent.status == 64)
                #expect(sent.errors.contains(what), "\(sent.errors)")
            }
            #expect(try shop.dovetail("send", "offers", "--test", "team@lumen.example").status == 64)
            #expect(try shop.dovetail("send", "offers", "--test", "a@b.example", "--as", "c5", "--yes").status == 64)
            #expect(server.connectionCount == 0)
        }
    }

    @Test func aRefusedTestFails() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .recipient ? .reply("550 5.1.1 no such user") : .normal
        }
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            let sent = try shop.dovetail("send", "offers", "--test", "team@lumen.example", "--as", "c5")
            #expect(sent.status == 1)
            #expect(sent.output.contains("was not sent to team@lumen.example: 550"), "\(sent.output)")
        }
    }

    /// A folder's files by name.
    private func files(in folder: URL) throws -> [String: [UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try names.reduce(into: [:]) { $0[$1] = [UInt8](try Data(contentsOf: folder.appending(path: $1))) }
    }

    /// A header field's first line.
    private func field(_ name: String, in message: [UInt8]) -> String? {
        String(decoding: message, as: UTF8.self).split(separator: "\r\n").first { $0.hasPrefix("\(name):") }.map(
            String.init
        )
    }
}
