import Foundation
import Testing
import TestSupport

/// What `dovetail recommend` writes, and what it refuses.
@Suite struct RecommendTests {
    static let carts = """
        case_id,customer_id,timestamp,product_id
        k1,c1,2026-11-16T08:00:00,p3
        "k,2",,2026-11-16T08:00:00,p5
        k1,c1,2026-11-16T08:00:00,p7
        "k,2",nobody,2026-11-16T08:00:00,p999

        """

    private func shop<Result>(_ body: (SmallShop) throws -> Result) throws -> Result {
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder)
            try shop.folder.write(Self.carts, to: "carts.csv")
            return try body(shop)
        }
    }

    /// The cells of a CSV whose cells hold no line ends.
    private func rows(_ csv: String) -> [[String]] {
        csv.split(separator: "\n").map { line in
            var cells = [""]
            var isQuoted = false
            for character in line {
                if character == "\"" {
                    isQuoted.toggle()
                } else if character == ",", !isQuoted {
                    cells.append("")
                } else {
                    cells[cells.count - 1].append(character)
                }
            }
            return cells
        }
    }

    @Test func everyoneGetsRankedProductsWithReasons() throws {
        try shop { shop in
            let result = try shop.dovetail("recommend", "--format", "csv", "--raw")
            #expect(result.status == 0, "\(result.errors)")
            let rows = rows(result.output)
            #expect(rows.first == ["customer_id", "rank", "product_id", "score", "strategy", "reason"])
            let lists = Dictionary(grouping: rows.dropFirst()) { $0[0] }
            #expect(lists.count == 40)
            for list in lists.values {
                #expect(list.map { $0[1] } == (1...list.count).map(String.init) && list.count <= 6)
                #expect(Set(list.map { $0[2] }).count == list.count)
                let scores = list.compactMap { Double($0[3]) }
                #expect(scores.count == list.count && scores == scores.sorted(by: >))
                #expect(list.allSatisfy { !$0[4].isEmpty && !$0[5].isEmpty })
            }
        }
    }

    @Test func discoveriesWereNeverBought() throws {
        try shop { shop in
            let orders = rows(try shop.read("data/orders.csv"))
            let bought = Set(orders.map { "\($0[1]) \($0[3])" })
            for flags in [["--raw"], []] {
                let result = try shop.start(["recommend", "--strategy", "discover", "--format", "csv"] + flags).wait()
                let picks = rows(result.output).dropFirst()
                #expect(!picks.isEmpty)
                #expect(picks.allSatisfy { !bought.contains("\($0[0]) \($0[2])") && $0[4] == "discover" })
            }
        }
    }

    @Test(arguments: [["--raw"], [], ["--novel", "--raw"], ["--novel"]])
    func cartsAreCompletedCaseByCase(_ flags: [String]) throws {
        try shop { shop in
            let file = shop.folder.appending(path: "carts.csv").path
            let result = try shop.start(["recommend", "--carts", file, "--format", "csv", "--limit", "3"] + flags)
                .wait()
            #expect(result.status == 0, "\(result.errors)")
            let rows = rows(result.output)
            #expect(rows.first?.first == "case_id")
            let lists = Dictionary(grouping: rows.dropFirst()) { $0[0] }
            #expect(Set(lists.keys) == ["k1", "k,2"])
            #expect(lists.values.allSatisfy { $0.count == 3 })
            #expect(lists["k1"]?.contains { ["p3", "p7"].contains($0[2]) } == false)
            #expect(lists["k,2"]?.contains { $0[2] == "p5" } == false)
            #expect(result.errors.contains("carts.csv:5:34: warning: there is no product 'p999'"))
        }
    }

    @Test func someCustomersInTheirOrder() throws {
        try shop { shop in
            try shop.folder.write("customer_id\nc7\nc2\nc7\n", to: "who.csv")
            let file = shop.folder.appending(path: "who.csv").path
            let result = try shop.dovetail("recommend", "--customers", file, "--format", "csv", "--limit", "1")
            #expect(rows(result.output).dropFirst().map { $0[0] } == ["c7", "c2"])
            let one = try shop.dovetail("recommend", "--customer", "c7", "--format", "csv", "--limit", "1")
            #expect(rows(one.output)[1] == rows(result.output)[1])
        }
    }

    @Test(
        arguments: [
            ["recommend"], ["recommend", "--raw"], ["recommend", "--strategy", "complements"],
            ["recommend", "--strategy", "discover"], ["recommend", "--campaign", "offers"],
            ["recommend", "--carts", "?"],
        ]
    )
    func threadsChangeNothing(_ arguments: [String]) throws {
        try shop { shop in
            let file = shop.folder.appending(path: "carts.csv").path
            let arguments = arguments.map { $0 == "?" ? file : $0 } + ["--format", "csv"]
            let one = try shop.start(arguments + ["--threads", "1"]).wait()
            let four = try shop.start(arguments + ["--threads", "4"]).wait()
            #expect(one.status == 0, "\(one.errors)")
            #expect(one.output.count > 100)
            #expect(one.output == four.output)
        }
    }

    @Test func jsonIsTheSameAsAnArray() throws {
        struct Pick: Decodable {
            var customerId: String
            var rank: Int
            var productId: String
            var title: String
            var score: Double
        }
        try shop { shop in
            let csv = rows(try shop.dovetail("recommend", "--format", "csv").output).dropFirst()
            let json = try shop.dovetail("recommend", "--json").output
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let picks = try decoder.decode([Pick].self, from: Data(json.utf8))
            #expect(picks.map { [$0.customerId, "\($0.rank)", $0.productId] } == csv.map { Array($0[0..<3]) })
            #expect(picks.allSatisfy { !$0.title.isEmpty })
        }
    }

    @Test func nothingLaterThanTheGivenTimeIsKnown() throws {
        try shop { shop in
            let late = "o999,c1,2026-11-15T23:00:00Z,p15,1,25.00,0\n"
            let orders = try shop.read("data/orders.csv")
            func picks() throws -> String {
                try DovetailCommand.run(
                    "recommend",
                    "--raw",
                    "--format",
                    "csv",
                    "--shop",
                    shop.folder.path,
                    "--at",
                    "2026-11-15T22:00:00Z"
                ).output
            }
            let before = try picks()
            try shop.folder.write(orders + late, to: "data/orders.csv")
            #expect(try picks() == before)
        }
    }

    /// The settings that a shop needs which is only looked at.
    @Test func aShopWithoutEmailCanBeLookedAtButNotWrittenFrom() throws {
        try shop { shop in
            try shop.folder.write("data: {customers: data/customers.csv}\n", to: "dovetail.yaml")
            for command in [["recommend"], ["segment", "--where", "orders_count > 1"], ["backtest", "--days", "3"]] {
                let result = try shop.start(command).wait()
                #expect(result.status == 0, "\(command): \(result.errors)")
            }
            let plan = try shop.dovetail("plan", "offers")
            #expect(plan.status == 1)
            for key in ["shop.name", "shop.url", "shop.link_base_url"] { #expect(plan.errors.contains("'\(key)'")) }
        }
    }

    @Test(
        arguments: [
            (["--limit", "0"], "--limit must be"), (["--novel"], "--novel needs --carts"),
            (["--carts", "a.csv", "--strategy", "discover"], "question of its own"),
            (["--customer", "c1", "--customers", "a.csv"], "exclude each other"),
            (["--campaign", "offers", "--raw"], "--raw leaves out"),
            (["--campaign", "offer"], "did you mean 'offers'?"),
            (["--customer", "c99"], "there is no customer 'c99'"),
        ]
    )
    func whatMakesNoSenseIsRefused(_ arguments: [String], _ told: String) throws {
        try shop { shop in
            let result = try shop.start(["recommend"] + arguments).wait()
            #expect(result.status == 64)
            #expect(result.errors.contains(told), "\(result.errors)")
            #expect(result.output.isEmpty)
        }
    }

    @Test func aMissingFileOrColumnStops() throws {
        try shop { shop in
            let missing = try shop.dovetail("recommend", "--carts", "nowhere.csv")
            #expect(missing.status == 1 && missing.errors.contains("'nowhere.csv' cannot be read"))
            try shop.folder.write("case_id,produkt_id\n1,p1\n", to: "carts.csv")
            let wrong = try shop.dovetail("recommend", "--carts", shop.folder.appending(path: "carts.csv").path)
            #expect(wrong.status == 1)
            #expect(
                wrong.errors.contains(
                    "carts.csv:1:1: error: there is no column 'product_id'; did you mean 'produkt_id'?"
                )
            )
        }
    }
}
