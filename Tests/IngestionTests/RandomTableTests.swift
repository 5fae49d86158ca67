import CampaignModel
@testable import Ingestion
import Testing

/// Shops made by chance, written as CSV in every way the format allows, read back.
@Suite struct RandomTableTests {
    /// Cells that have something to get wrong.
    private static let pieces = [
        "a", "ß", "日", "\"", ",", "\n", "\r\n", " ", "x,y", "\"\"", "line\nc1,gold,2\n", ";", "0",
    ]

    private func cell(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...5, using: &generator)).map { _ in
            RandomTableTests.pieces.randomElement(using: &generator) ?? ""
        }
        .joined()
    }

    private func written(_ cell: String, _ generator: inout SeededGenerator) -> String {
        let mustQuote = cell.utf8.contains { "\",\r\n".utf8.contains($0) }
        if !mustQuote, Bool.random(using: &generator) { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }

    @Test(arguments: 1...12) func whatIsWrittenIsRead(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let lineEnd = seed % 2 == 0 ? "\n" : "\r\n"
        var names: [String] = []
        var notes: [String] = []
        var text = "id,first_name,note" + lineEnd
        for row in 0..<80 {
            names.append(cell(&generator))
            notes.append(cell(&generator))
            let cells = ["c\(row)", names[row], notes[row]].map { written($0, &generator) }
            text += cells.joined(separator: ",") + (row == 79 && seed % 3 == 0 ? "" : lineEnd)
        }
        var files = ShopFiles()
        files.files["data/customers.csv"] = text
        files.files["data/orders.csv"] = "order_id,customer_id,time,product_id\n"
        for chunkBytes in [17, 64, 1_000, 1 << 20] {
            files.chunkBytes = chunkBytes
            files.threads = chunkBytes % 3 + 1
            let (shop, report, _) = try files.ingest()
            #expect(report.rejects.isEmpty)
            #expect(shop.customers.count == 80)
            let note = try #require(shop.customers.attributes.first)
            for row in 0..<min(80, shop.customers.count) {
                #expect(shop.customers.ids[Int32(row)] == "c\(row)")
                #expect(shop.customers.firstNames[row] == names[row].trimmingSpaces)
                #expect(note.cells[row] ?? "" == notes[row])
            }
        }
    }

    /// One row in a hundred is broken in some way; all chunk sizes and thread counts agree on everything.
    @Test(arguments: 1...6) func chunksAndThreadsChangeNothing(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        var files = ShopFiles()
        files.files["data/customers.csv"] =
            "id,tier\n" + (0..<30).map { "c\($0),t\($0 % 3)\n" }.joined()
        files.files["data/products.csv"] =
            "id,title,price\n" + (0..<20).map { "p\($0),\"Thing\n\"\"\($0)\"\"\",\($0).50\n" }.joined()
        var orders = "order_id,customer_id,time,product_id,quantity,unit_price,discount\n"
        var broken = 0
        for row in 0..<400 {
            let order = Int.random(in: max(0, row / 3 - 2)...row / 3, using: &generator)
            var cells = [
                "o\(order)", "c\(order % 30)", "\(1_700_000_000 + order * 7_919 % 1_000)",
                "p\(Int.random(in: 0..<20, using: &generator))", "\(Int.random(in: 1...3, using: &generator))", "1.50",
                "",
            ]
            if Int.random(in: 0..<100, using: &generator) == 0 {
                broken += 1
                switch Int.random(in: 0..<7, using: &generator) {
                case 0: cells[0] = ""
                case 1: cells[1] = "c99"
                case 2: cells[2] = "soon"
                case 3: cells[3] = "\"p1"
                case 4: cells[4] = "many"
                case 5: cells[5] = "1,50"
                default: cells.removeLast()
                }
            }
            orders += cells.joined(separator: ",") + "\n"
        }
        files.files["data/orders.csv"] = orders
        let whole = try files.ingest()
        #expect(whole.report.rejectCount == broken)
        #expect(whole.shop.orders.lineCount == 400 - broken)
        for chunkBytes in [43, 1_000, 5_000] {
            files.chunkBytes = chunkBytes
            files.threads = chunkBytes % 4 + 1
            let parts = try files.ingest()
            #expect(differences(parts.shop, whole.shop).isEmpty)
            #expect(parts.report.firstRejects == whole.report.firstRejects)
            #expect(parts.report.rejects == whole.report.rejects)
            #expect(parts.rejected == whole.rejected)
        }
    }
}

extension String {
    /// Without spaces at both ends, as Ingestion takes names.
    fileprivate var trimmingSpaces: String {
        var text = Substring(self)
        while text.unicodeScalars.first == " " { text.unicodeScalars.removeFirst() }
        while text.unicodeScalars.last == " " { text.unicodeScalars.removeLast() }
        return String(text)
    }
}
