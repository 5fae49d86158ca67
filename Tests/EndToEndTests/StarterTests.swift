import Foundation
import Testing
import TestSupport

/// The shop that `init` writes works as it is.
@Suite struct StarterTests {
    static let time = "2026-11-16T09:00:00Z"

    @Test func initWritesAShopWhoseCampaignsAllPreview() throws {
        try withTemporaryFolder { folder in
            let shop = folder.appending(path: "shop").path
            #expect(try DovetailCommand.run("init", shop).status == 0)
            for campaign in [
                "frequently-bought-together", "premium-upgrade", "build-your-basket", "complete-the-set", "your-edit",
                "win-back",
            ] {
                let preview = try DovetailCommand.run("preview", campaign, "--shop", shop, "--at", Self.time)
                #expect(preview.status == 0, "\(campaign): \(preview.output) \(preview.errors)")
                let files = try FileManager.default.contentsOfDirectory(atPath: "\(shop)/preview/\(campaign)")
                #expect(files.filter { $0.hasSuffix(".eml") }.count >= 12)
                #expect(files.contains { $0.hasSuffix(".json") }, "\(campaign) pushes to nobody")
                #expect(files.contains("index.html"))
            }
        }
    }

    @Test func theStartersPassTheirOwnCheck() throws {
        try withTemporaryFolder { folder in
            let shop = folder.appending(path: "shop").path
            try DovetailCommand.run("init", shop)
            let check = try DovetailCommand.run("check", "--shop", shop, "--at", Self.time)
            #expect(check.status == 0, "\(check.output)")
            #expect(check.output.contains("0 errors, 0 warnings"), "\(check.output)")
        }
    }

    @Test func initRefusesAFolderThatIsNotEmpty() throws {
        try withTemporaryFolder { folder in
            try folder.write("mine", to: "notes.txt")
            let result = try DovetailCommand.run("init", folder.path)
            #expect(result.status == 64)
            #expect(result.errors.contains("is not empty"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
        }
    }

    @Test func theCountOfASegmentIsTheCountPlanned() throws {
        try withTemporaryFolder { folder in
            let shop = folder.appending(path: "shop").path
            try DovetailCommand.run("init", shop)
            let counted = try DovetailCommand.run(
                "segment",
                "premium-upgrade",
                "--shop",
                shop,
                "--at",
                Self.time,
                "--json"
            )
            let planned = try DovetailCommand.run(
                "plan",
                "premium-upgrade",
                "--shop",
                shop,
                "--at",
                Self.time,
                "--json"
            )
            struct Count: Decodable { var customers: Int }
            struct Plan: Decodable { var audience: Int }
            let count = try JSONDecoder().decode([Count].self, from: Data(counted.output.utf8))
            let plan = try JSONDecoder().decode(Plan.self, from: Data(planned.output.utf8))
            #expect(count.first?.customers == plan.audience)
            #expect(plan.audience > 0)
        }
    }
}
