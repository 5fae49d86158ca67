import Foundation
import Testing
import TestSupport

@Suite struct SendTests {
    @Test func everyoneGetsExactlyThePreview() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            let preview = try shop.dovetail("preview", "offers", "--limit", "0")
            #expect(preview.status == 0, "\(preview.errors)")
            let sent = try shop.dovetail("send", "offers", "--yes")
            #expect(sent.status == 0, "\(sent.errors)")
            let status = try shop.status()
            #expect(status.state == "finished")
            #expect(status.sent == 40)
            #expect(status.addsUp)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/preview/offers")
            let previews = try Set(
                files.filter { $0.hasSuffix(".eml") }
                    .map { [UInt8](try Data(contentsOf: folder.appending(path: "preview/offers/\($0)"))) }
            )
            #expect(Set(server.accepted.map(\.bytes)) == previews)
            #expect(Set(server.accepted.map(\.recipient)).count == 40)
            #expect(server.accepted.count == 40)
        }
    }

    @Test func nothingGoesOutWithoutYes() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            let asked = try shop.dovetail("send", "offers")
            #expect(asked.status == 64)
            #expect(asked.errors.contains("add --yes"))
            let rehearsed = try shop.dovetail("send", "offers", "--dry-run")
            #expect(rehearsed.status == 0)
            #expect(server.connectionCount == 0)
            #expect(try shop.status().remaining == 40)
        }
    }

    @Test func aSecondSendAfterTheEndIsRefused() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try shop.dovetail("send", "offers", "--yes")
            let again = try shop.dovetail("send", "offers", "--yes")
            #expect(again.status == 64)
            #expect(again.errors.contains("offers-1 was finished"))
            #expect(server.accepted.count == 40)
        }
    }

    @Test func aChangedTemplateAsksBeforeItIsSent() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try shop.dovetail("preview", "offers")
            try shop.edit("templates/offers.html", "Hello", "Good morning")
            let asked = try shop.dovetail("send", "offers", "--yes")
            #expect(asked.status == 64)
            #expect(asked.errors.contains("templates/offers.html"))
            #expect(server.accepted.isEmpty)
            let sent = try shop.dovetail("send", "offers", "--yes", "--as-previewed")
            #expect(sent.status == 0)
            #expect(server.accepted.count == 40)
            #expect(server.accepted.allSatisfy { String(decoding: $0.bytes, as: UTF8.self).contains("<h1>Hello") })
        }
    }

    @Test func aSuppressionAfterThePlanStillHolds() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try shop.dovetail("preview", "offers")
            #expect(try shop.dovetail("suppress", "add", "Person3@Example.com").status == 0)
            try shop.dovetail("send", "offers", "--yes")
            #expect(try shop.status().suppressed == 1)
            #expect(!server.accepted.contains { $0.recipient == "person3@example.com" })
            #expect(server.accepted.count == 39)
        }
    }

    @Test func whoBoughtSinceThePlanIsSkipped() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try shop.dovetail("preview", "offers")
            let explanation = try shop.dovetail("explain", "offers", "c5").output
            let item = try #require(explanation.firstMatch(of: #/\n  (p\d+)  /#)).output.1
            try shop.edit("data/orders.csv", "o0-0,c0", "late,c5,2026-11-16T09:00:30Z,\(item),1,10.00,0\no0-0,c0")
            let later = try DovetailCommand.run(
                "send",
                "offers",
                "--yes",
                "--as-previewed",
                "--shop",
                folder.path,
                "--at",
                "2026-11-16T09:05:00Z"
            )
            #expect(later.status == 0, "\(later.errors)")
            #expect(try shop.status().skipped["purchased"] == 1)
            #expect(!server.accepted.contains { $0.recipient == "person5@example.com" })
        }
    }

    @Test func aRefusedRecipientIsFailedAndNoNeighbourSuffers() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .recipient && moment.recipient.hasPrefix("person7@")
                ? .reply("550 5.1.1 no such user") : .normal
        }
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            let sent = try shop.dovetail("send", "offers", "--yes")
            #expect(sent.status == 1)
            let status = try shop.status()
            #expect(status.failed == 1)
            #expect(status.sent == 39)
            #expect(status.state == "finished")
            let explanation = try shop.dovetail("explain", "offers", "c7").output
            #expect(explanation.contains("550 5.1.1"))
        }
    }

    @Test func aGreylistingServerLeavesMessagesDueLater() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .recipient && moment.recipient.hasPrefix("person1")
                ? .reply("451 4.7.1 come back later") : .normal
        }
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            let sent = try shop.dovetail("send", "offers", "--yes")
            #expect(sent.output.contains("due later"))
            let status = try shop.status()
            #expect(status.deferred == 11)
            #expect(status.sent == 29)
            #expect(status.state == "running")
            #expect(status.addsUp)
        }
    }

    @Test func anUnreachableRelayLeavesEverythingPlanned() throws {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: 1)
            let sent = try shop.dovetail("send", "offers", "--yes")
            #expect(sent.status == 1)
            #expect(sent.errors.contains("smtp://127.0.0.1:1"))
            let status = try shop.status()
            #expect(status.remaining + status.deferred == 40)
            #expect(status.unknown == 0)
            #expect(status.addsUp)
        }
    }

    @Test func aServerThatHangsUpAfterTheDotLeavesUnknownsThatAreNotRepeated() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .dot && moment.recipient.hasPrefix("person2") ? .close : .normal
        }
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            let first = try shop.dovetail("send", "offers", "--yes")
            #expect(first.status == 1)
            _ = try shop.dovetail("send", "offers", "--yes")
            let status = try shop.status()
            #expect(status.unknown == 11)
            #expect(status.sent == 29)
            #expect(status.addsUp)
            let recipients = server.accepted.map(\.recipient)
            #expect(Set(recipients).count == recipients.count)
        }
    }

    @Test func aRunThatHasBegunIsNotReplannedAndStillAddsUp() throws {
        let server = MisbehavingSMTPServer { moment in
            moment.stage == .recipient && moment.recipient.hasPrefix("person1") ? .reply("451 4.7.1 later") : .normal
        }
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try shop.dovetail("send", "offers", "--yes")
            try shop.edit("templates/offers.html", "Hello", "Good morning")
            let replanned = try shop.dovetail("send", "offers", "--yes", "--replan")
            #expect(replanned.status == 64)
            #expect(replanned.errors.contains("offers-1 has begun"))
            let preview = try shop.dovetail("preview", "offers")
            #expect(preview.output.contains("under way, as planned then"))
            #expect(try shop.dovetail("pause", "offers").output.contains("paused"))
            #expect(try shop.dovetail("send", "offers", "--yes").errors.contains("is paused"))
            #expect(try shop.dovetail("resume", "offers").status == 0)
            #expect(try shop.dovetail("cancel", "offers").output.contains("cancelled"))
            let again = try shop.dovetail("send", "offers", "--yes")
            #expect(again.status == 64, "whom a cancelled run has reached is not written to again unasked")
            let status = try shop.status()
            #expect(status.cancelled == 11)
            #expect(status.sent == 29)
            #expect(status.addsUp)
        }
    }

    /// Facts serve all runs: what one send notes must not make another forget.
    @Test func aSecondCampaignDoesNotForgetWhatWasBoughtSinceTheFirst() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            let campaign = try shop.read("campaigns/offers.yaml").replacing("name: offers", with: "name: later")
            try folder.write(campaign, to: "campaigns/later.yaml")
            try shop.dovetail("preview", "offers")
            let explanation = try shop.dovetail("explain", "offers", "c5").output
            let item = try #require(explanation.firstMatch(of: #/\n  (p\d+)  /#)).output.1
            try shop.edit("data/orders.csv", "o0-0,c0", "late,c5,2026-11-16T09:00:30Z,\(item),1,10.00,0\no0-0,c0")
            let later = ["--yes", "--as-previewed", "--shop", folder.path, "--at", "2026-11-16T09:05:00Z"]
            _ = try DovetailCommand.start(["send", "later"] + later).wait()
            _ = try DovetailCommand.start(["send", "offers"] + later).wait()
            let runs = try shop.dovetail("status", "offers", "--json").output
            #expect(runs.contains("\"purchased\" : 1"), "\(runs)")
        }
    }

    @Test func aTemplateThatAsksNotToSendIsNoFailure() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            let abort = "{% if customer.id == 'c4' %}{% abort_message 'not them' %}{% endif %}Hello"
            try shop.edit("templates/offers.html", "<h1>Hello", "<h1>\(abort)")
            let preview = try shop.dovetail("preview", "offers", "--limit", "0")
            #expect(preview.status == 0, "\(preview.output)")
            #expect(preview.output.contains("1 customers whose message the template asks not to send"))
            #expect(try shop.dovetail("send", "offers", "--dry-run").status == 0)
            #expect(try shop.dovetail("send", "offers", "--yes").status == 0)
            #expect(try shop.status().skipped["template_abort"] == 1)
        }
    }
}
