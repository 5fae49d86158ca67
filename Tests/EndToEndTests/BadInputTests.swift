import Foundation
import Testing
import TestSupport

/// What people get wrong, and what they are told: the place, what is wrong, the way out.
@Suite struct BadInputTests {
    func told(_ break: (SmallShop) throws -> Void, _ arguments: String...) throws -> DovetailCommand.Result {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, customers: 12)
            try `break`(shop)
            return try shop.start(arguments).wait()
        }
    }

    @Test func aFolderWithoutSettings() throws {
        let result = try withTemporaryFolder { try DovetailCommand.run("status", "--shop", $0.path) }
        #expect(result.status == 64)
        #expect(result.errors.contains("there is no dovetail.yaml"))
        #expect(result.errors.contains("dovetail init"))
    }

    @Test func aMissingFileNamesTheNearest() throws {
        let result = try told(
            { shop in
                let data = shop.folder.appending(path: "data")
                try FileManager.default.moveItem(
                    at: data.appending(path: "orders.csv"),
                    to: data.appending(path: "order.csv")
                )
            },
            "plan",
            "offers"
        )
        #expect(result.status == 1)
        #expect(result.errors.contains("data/orders.csv"))
        #expect(result.errors.contains("order.csv"))
    }

    @Test func anEmptyFile() throws {
        let result = try told({ try $0.folder.write("", to: "data/customers.csv") }, "plan", "offers")
        #expect(result.status == 1)
        #expect(result.errors.contains("customers.csv"))
        #expect(result.errors.contains("empty"))
    }

    @Test func aMissingColumnNamesTheNearest() throws {
        let result = try told({ try $0.edit("data/orders.csv", "customer_id", "custmer_id") }, "plan", "offers")
        #expect(result.status == 1)
        #expect(result.errors.contains("customer_id"))
        #expect(result.errors.contains("custmer_id"))
    }

    @Test func aWrongDelimiterIsReadOrNamed() throws {
        let result = try told(
            { shop in
                let text = try shop.read("data/products.csv").replacing(",", with: ";")
                try shop.folder.write(text, to: "data/products.csv")
            },
            "plan",
            "offers"
        )
        #expect(result.errors.contains("products.csv"))
        #expect(result.errors.contains(";") || result.errors.contains("semicolon"))
    }

    @Test func brokenRowsAreCountedShownAndSetAside() throws {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, customers: 12)
            let broken =
                "o99,c1,yesterday,p1,1,10.00,0\no98,c1,2026-11-15T10:00:00Z,p1,many,10.00,0\no97,c999,2026-11-15T10:00:00Z,p1,1,1.00,0\n"
            try shop.folder.write(try shop.read("data/orders.csv") + broken, to: "data/orders.csv")
            let result = try shop.dovetail("plan", "offers")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("3 rows set aside"))
            #expect(result.errors.contains("orders.csv:110:"))
            let rejected = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/rejected")
            let text = try rejected.map { try shop.read("rejected/\($0)") }.joined()
            #expect(text.contains("yesterday") && text.contains("many") && text.contains("c999"))
            let strict = try shop.dovetail("plan", "offers", "--strict")
            #expect(strict.status == 1)
        }
    }

    @Test func duplicateIdsUnknownTiersAndMissingPicturesAreTold() throws {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, customers: 12)
            let more =
                "c1,again@example.com,Twin,gold,yes\n,nobody@example.com,Nobody,gold,yes\nc77,x@example.com,Xi,platinum,yes\n"
            try shop.folder.write(try shop.read("data/customers.csv") + more, to: "data/customers.csv")
            try shop.edit("data/products.csv", "p3.png", "")
            let result = try shop.dovetail("plan", "offers")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("2 rows set aside"))
            #expect(result.errors.contains("platinum"))
            try shop.dovetail("preview", "offers", "--limit", "0")
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/preview/offers")
            let pages = try files.filter { $0.hasSuffix(".txt") }.map { try shop.read("preview/offers/\($0)") }
            #expect(!pages.isEmpty)
            #expect(!pages.contains { $0.contains("lumen.example/p3\n") }, "a product without picture is never shown")
        }
    }

    @Test func anUnknownVariableHasItsPlaceAndTheNearestName() throws {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, customers: 12)
            try shop.edit("templates/offers.html", "{{ item.title }}", "{{ item.titel }}")
            let result = try shop.dovetail("preview", "offers")
            #expect(result.status == 1)
            #expect(result.output.contains("offers.html:3"))
            #expect(result.output.contains("did you mean 'title'?"))
        }
    }

    @Test func anUnclosedTagAndAWrongFilterAreToldTogether() throws {
        let result = try told(
            { shop in
                try shop.edit("templates/offers.html", "{% endfor %}", "")
                try shop.edit("templates/offers.txt", "{{ item.url }}", "{{ item.url | upcas }}")
            },
            "preview",
            "offers"
        )
        #expect(result.status == 1)
        #expect(result.errors.contains("offers.html:3"))
        #expect(result.errors.contains("for"))
        #expect(result.errors.contains("did you mean 'upcase'?"))
    }

    @Test func aTypoInACampaignSaysWhatWasMeant() throws {
        let result = try told({ try $0.edit("campaigns/offers.yaml", "channel:", "chanel:") }, "plan", "offers")
        #expect(result.status == 1)
        #expect(
            result.errors.contains("campaigns/offers.yaml:2:1: error: unknown key 'chanel'; did you mean 'channel'?")
        )
    }

    @Test func aCampaignThatIsNotThereNamesTheNearest() throws {
        let result = try told({ _ in }, "plan", "offer")
        #expect(result.status == 64)
        #expect(result.errors.contains("did you mean 'offers'?"))
    }

    @Test func aWrongColumnInASegmentHasItsCaret() throws {
        let result = try told({ _ in }, "segment", "--where", "teir = 'gold'")
        #expect(result.status == 1)
        #expect(result.errors.contains("did you mean 'tier'?"))
        #expect(result.errors.contains("^"))
    }

    @Test func numbersOutOfRangeAreRefusedBeforeAnythingIsRead() throws {
        for arguments in [
            ["segment", "golden", "--members", "--limit=-1"], ["preview", "offers", "--limit=-1"],
            ["report", "offers", "--days", "0"], ["recommend", "--items", "0"],
        ] {
            let result = try withTemporaryFolder { try SmallShop(in: $0, customers: 3).start(arguments).wait() }
            #expect(result.status == 64, "\(arguments): \(result.errors)")
        }
    }

    @Test func aPreviewOfSomebodyWhoGetsNothingSaysWhy() throws {
        let result = try told({ _ in }, "preview", "offers", "--customer", "c999")
        #expect(result.status == 64)
        #expect(result.errors.contains("'c999' gets no message in offers-1: not in the audience"))
    }

    @Test func hostileNamesReachTheServerAsTextOnly() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, customers: 12, port: server.port)
            let names = [
                "<script>alert(1)</script>", "\"x\nBcc: victim@example.org\"", "{{ customer.email }}", "Zoë 🎉",
                "http://evil.example",
            ]
            var rows = try shop.read("data/customers.csv").split(separator: "\n").map(String.init)
            for (index, name) in names.enumerated() {
                rows[index + 1] = "c\(index),person\(index)@example.com,\(name),gold,yes"
            }
            try shop.folder.write(rows.joined(separator: "\n") + "\n", to: "data/customers.csv")
            let sent = try shop.dovetail("send", "offers", "--yes")
            // A name that reads as Liquid fails its own message, and is told: nobody may get a half-rendered one.
            #expect(sent.status == 1)
            #expect(server.accepted.count == 11, "\(sent.errors)\(sent.output)")
            #expect(try shop.status().skipped["render_error"] == 1)
            for message in server.accepted {
                let text = String(decoding: message.bytes, as: UTF8.self)
                let page = text.split(separator: "Content-Type: text/html").last ?? ""
                #expect(!page.contains("<script>"))
                #expect(!text.contains("\nBcc:"))
                #expect(!text.contains("evil.example"))
            }
        }
    }

    /// A file system of one megabyte; only root can make one.
    @Test(.enabled(if: getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/bin/mount")))
    func aFullDiskIsToldAndNothingIsLost() throws {
        try withTemporaryFolder { folder in
            let disk = folder.appending(path: "disk")
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            guard try shell("/bin/mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.path) == 0 else { return }
            defer { _ = try? shell("/bin/umount", disk.path) }
            let server = MisbehavingSMTPServer()
            let shop = try SmallShop(in: disk, customers: 60, port: server.port)
            try shop.dovetail("plan", "offers")
            let filler = disk.appending(path: "filler")
            try Data().write(to: filler)
            let handle = try FileHandle(forWritingTo: filler)
            while (try? handle.write(contentsOf: Data(count: 4_096))) != nil {}
            try handle.close()
            let preview = try shop.dovetail("preview", "offers", "--limit", "0")
            #expect(preview.status == 1)
            #expect(
                preview.errors.contains("space") || preview.errors.contains("cannot be written"),
                "\(preview.errors)"
            )
            let sent = try shop.dovetail("send", "offers", "--yes", "--as-previewed")
            #expect(sent.status == 1, "\(sent.output)")
            #expect(sent.errors.contains("space"), "\(sent.errors)")
            try FileManager.default.removeItem(at: filler)
            let again = try shop.dovetail("send", "offers", "--yes", "--as-previewed")
            #expect(again.status == 0, "\(again.errors)")
            #expect(try shop.status().addsUp)
            #expect(server.accepted.count == 60)
            #expect(Set(server.accepted.map(\.recipient)).count == 60)
        }
    }

    private func shell(_ command: String, _ arguments: String...) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: command)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
