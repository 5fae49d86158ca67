import CampaignModel
import Foundation
import Testing
import TestSupport

@testable import Rendering

/// One message with the given values, and what a reader should see.
struct SampleMessage {
    var shop = "Lumen & Co"
    var fromName = "Lumen"
    var toName = "Ada"
    var subject = "Hello"
    var text: [UInt8] = Array("Hi\n.\nFrom here: https://t.lumen.example/u\n".utf8)
    var html: [UInt8] = Array("<p class=\"a\">Grüße</p>\r\n".utf8)
    var row: Int64 = 1
    var replyTo: Mailbox?
    var mailto: String? = "mailto:off@lumen.example?subject=unsubscribe%20TOKEN"

    func written() throws -> [UInt8] {
        let from = Mailbox(name: fromName, address: try #require(EmailAddress("news@lumen.example")))
        let settings = EmailSettings(
            from: from,
            listID: "news.lumen.example",
            feedbackSender: "lumenmail",
            smtp: SMTPSettings(host: "localhost", port: 25)
        )
        let writer = MessageWriter(
            campaign: "premium-upgrade",
            from: from,
            replyTo: replyTo,
            settings: settings,
            shop: shop
        )
        let parts = MessageWriter.Parts(
            row: try messageRow(number: row),
            recipient: Mailbox(name: toName, address: try #require(EmailAddress("ada@customer.example"))),
            subject: HeaderText(subject),
            links: MessageLinks(
                unsubscribe: "https://t.lumen.example/unsubscribe/v1.unsubscribe.AAAA.BBBB",
                preferences: "https://t.lumen.example/p",
                viewInBrowser: "https://t.lumen.example/v",
                unsubscribeMailto: mailto
            )
        )
        var message: [UInt8] = []
        writer.append(parts, text: text.span, html: html.span, to: &message)
        return message
    }

    func expected() throws -> Expected {
        Expected(
            fromName: try mailbox(named: fromName).name,
            from: "news@lumen.example",
            toName: try mailbox(named: toName).name,
            to: "ada@customer.example",
            subject: HeaderText(subject).text,
            text: text,
            html: html
        )
    }

    func mailbox(named name: String) throws -> Mailbox {
        Mailbox(name: name, address: try #require(EmailAddress("a@b.example")))
    }
}

func messageRow(
    number: Int64 = 1,
    channel: Channel = .email,
    address: String = "ada@customer.example",
    payload: String = "{}"
) throws -> MessageRow {
    MessageRow(
        key: MessageKey(ledger: "ledger-1", run: "premium-upgrade-7", message: number),
        campaign: "premium-upgrade",
        customerID: "C\(number)",
        channel: channel,
        address: address,
        variant: "A",
        sendAt: try #require(Instant("2025-12-01T10:00:00Z")),
        validUntil: try #require(Instant("2025-12-04T10:00:00Z")),
        payload: Array(payload.utf8)
    )
}

@Suite struct MessageWriterTests {
    @Test func aMessageHasEveryHeaderOnce() throws {
        let message = String(decoding: try SampleMessage().written(), as: UTF8.self)
        let end = try #require(message.range(of: "\r\n\r\n"))
        let identity = MessageIdentity(try messageRow().key)
        #expect(
            String(message[..<end.lowerBound]).replacing("\r\n", with: "\n") == """
                From: "Lumen" <news@lumen.example>
                To: "Ada" <ada@customer.example>
                Subject: Hello
                Date: Mon, 01 Dec 2025 10:00:00 +0000
                Message-ID: <\(identity.messageID)@lumen.example>
                MIME-Version: 1.0
                Content-Type: multipart/alternative;
                 boundary="\(identity.boundary)"
                List-Unsubscribe: <https://t.lumen.example/unsubscribe/v1.unsubscribe.AAAA.BBBB>,
                 <mailto:off@lumen.example?subject=unsubscribe%20TOKEN>
                List-Id: "Lumen & Co" <news.lumen.example>
                List-Unsubscribe-Post: List-Unsubscribe=One-Click
                Feedback-ID: premium-upgrade:email:lumen-co:lumenmail
                Auto-Submitted: auto-generated
                Precedence: bulk
                X-Dovetail-Run: premium-upgrade-7
                X-Dovetail-Message: 1
                """
        )
        #expect(message.hasSuffix("\r\n--\(identity.boundary)--\r\n"))
    }

    @Test func readersSeeWhatWasWritten() throws {
        var samples = [SampleMessage(), SampleMessage(toName: "", mailto: nil)]
        for subject in Self.subjects { samples.append(SampleMessage(subject: subject)) }
        samples.append(SampleMessage(fromName: "Müller & Söhne GmbH", toName: "Zoë"))
        for body in Hostile.bodies(count: 300) { samples.append(SampleMessage(text: body, html: body)) }
        #expect(try complaints(about: samples) == [])
    }

    @Test func naughtyStringsInEveryHeaderAreReadBack() throws {
        let samples = Hostile.strings.map { naughty in
            let text = Array(naughty.utf8)
            return SampleMessage(shop: naughty, fromName: naughty, toName: naughty, subject: naughty, text: text)
        }
        let complaints = try complaints(about: samples)
        Conformance.report("blns in headers", passed: samples.count - complaints.count, failed: complaints.count)
        #expect(complaints == [])
    }

    @Test func nobodyStartsAHeaderOfTheirOwn() throws {
        var samples: [SampleMessage] = []
        for hostile in Hostile.headerCases {
            var sample = SampleMessage()
            switch hostile.field {
            case "subject": sample.subject = hostile.value
            case "from_name": sample.fromName = hostile.value
            case "to_name": sample.toName = hostile.value
            case "reply_to": sample.replyTo = try sample.mailbox(named: hostile.value)
            case "list_id_name": sample.shop = hostile.value
            case "custom_header_value": sample.subject = hostile.value
            case "rcpt":
                guard let address = EmailAddress(hostile.value) else { continue }
                #expect(address.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "<") })
                continue
            default: Issue.record("The cases have a field '\(hostile.field)' that is not tried")
            }
            if hostile.expect == "roundtrip" {
                #expect(!HeaderText(hostile.value).wasChanged, "\(hostile.field) \(hostile.value)")
            }
            samples.append(sample)
        }
        let complaints = try complaints(about: samples)
        Conformance.report("header cases", passed: samples.count - complaints.count, failed: complaints.count)
        #expect(complaints == [])
    }

    @Test func noHeaderLineIsTooLong() throws {
        for subject in Self.subjects + Hostile.strings {
            var lines: [UInt8] = []
            HeaderWriter.text("Subject", HeaderText(subject), into: &lines)
            for line in String(decoding: lines, as: UTF8.self).split(separator: "\r\n") {
                #expect(line.utf8.count <= (line.contains("=?UTF-8?") ? 76 : 78))
            }
            for word in String(decoding: lines, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            where word.hasPrefix("=?UTF-8?") {
                #expect(word.utf8.count <= 75)
            }
        }
    }

    @Test func aMessageIsTheSameEveryTime() throws {
        #expect(try SampleMessage().written() == SampleMessage().written())
        #expect(try SampleMessage(row: 2).written() != SampleMessage().written())
    }

    @Test func aShopNamedAsItsSenderStandsOnceInFeedbackID() {
        #expect(FeedbackID(campaign: "a", shop: "Lumen", sender: "lumen").description == "a:email:shop-lumen:lumen")
        #expect(FeedbackID(campaign: "a", shop: "株式会社", sender: "lumen").description == "a:email:shop:lumen")
    }

    static let subjects: [String] =
        ["", " ", "a", "x  y", " x", "x ", "x\ty", "=?UTF-8?Q?x?=", "Grüße, Zoë", "漢字", "👨‍👩‍👧‍👦"]
        + (60...90).map { String(repeating: "w", count: $0) }
        + (1...90).map { String(repeating: "é", count: $0) }
        + (1...40).map { String(repeating: "漢", count: $0) + "x" }
        + (1...30).map { String(repeating: "ab cd, ", count: $0) + "é" }
        + (1...30).map { String(repeating: "word ", count: $0) + "end" }

    private func complaints(about samples: [SampleMessage]) throws -> [String] {
        try PythonReader.complaints(about: samples.map { (try $0.written(), try $0.expected()) })
    }
}

@Suite struct MessageIdentityTests {
    @Test func everyPartOfTheKeyCounts() {
        let keys = [("a", "b-1", 1), ("a", "b-1", 2), ("a", "b-2", 1), ("ab", "-1", 1), ("a", "b-", 11)].map {
            MessageIdentity(MessageKey(ledger: $0.0, run: $0.1, message: $0.2))
        }
        #expect(Set(keys.map(\.messageID)).count == keys.count)
        #expect(Set(keys.map(\.boundary)).count == keys.count)
        #expect(Set(keys.map(\.uuid)).count == keys.count)
    }

    @Test func theUUIDSaysItIsOneOfOurOwnRule() {
        let uuid = Array(MessageIdentity(MessageKey(ledger: "a", run: "b", message: 1)).uuid)
        #expect(uuid.count == 36)
        #expect(uuid[14] == "8")
        #expect("89ab".contains(uuid[19]))
    }

    /// Source: RFC 4648 section 10.
    @Test func base32FollowsTheStandard() {
        #expect(Base32.encode(Array("foobar".utf8)[...]) == "mzxw6ytboi")
        #expect(Base32.encode(Array("fooba".utf8)[...]) == "mzxw6ytb")
    }
}
