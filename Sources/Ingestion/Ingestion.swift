internal import CampaignModel
internal import Diagnostics
internal import Foundation
internal import Threads

/// Reads a shop's files.
///
/// Rows that cannot be used are left out, counted and written to `rejectsFolder`; what makes a whole file useless stops
/// with an error that names everything found. The result does not depend on the number of threads.
public func ingest(_ options: IngestionOptions) throws(IngestionError) -> IngestedShop {
    try ingest(options, chunkBytes: ChunkedParser.defaultChunkBytes)
}

func ingest(_ options: IngestionOptions, chunkBytes: Int) throws(IngestionError) -> IngestedShop {
    var reader = ShopReader(options, chunkBytes: chunkBytes)
    return try reader.run()
}

/// One reading of a shop, part by part: each part refers to the rows of those before it.
private struct ShopReader {
    let options: IngestionOptions
    let parser: ChunkedParser
    let money: MoneyReader
    /// Unix seconds.
    let latest: Int64
    var shop: Shop
    var notices: [Diagnostic] = []
    var refused: [FileRejects] = []

    init(_ options: IngestionOptions, chunkBytes: Int) {
        self.options = options
        parser = ChunkedParser(workers: options.workers, chunkBytes: chunkBytes)
        money = MoneyReader(options.shop.currency)
        latest = options.now?.advanced(byDays: 1).seconds ?? Int64.max
        shop = Shop(currency: options.shop.currency)
    }

    mutating func run() throws(IngestionError) -> IngestedShop {
        let files = try SourceFiles.open(options, notices: &notices)
        readCustomers(files.customers)
        readProducts(files.products)
        if let lines = files.orderLines {
            readOrders(files.orders, lines: lines)
        } else {
            readOrders(files.orders)
        }
        readEvents(files.events)
        return IngestedShop(shop: shop, report: try report())
    }

    private mutating func readCustomers(_ files: [SourceFile]) {
        let chunks = parser.parse(files) { CustomerRows($0) }
        var late: [[LateFlaw]] = []
        shop.customers = Customers(joining: chunks, of: files, late: &late)
        refused += FileRejects.gather(files, chunks, late)
        notices += shop.customers.unknownTiers(known: options.shop.tiers)
    }

    private mutating func readProducts(_ files: [SourceFile]) {
        let money = money
        let chunks = parser.parse(files) { ProductRows($0, money) }
        var late: [[LateFlaw]] = []
        shop.products = Products(joining: chunks, of: files, late: &late)
        refused += FileRejects.gather(files, chunks, late)
        notices += shop.products.emptyCells()
    }

    private mutating func readOrders(_ files: [SourceFile]) {
        let (customers, products, money, latest) = (shop.customers.ids, shop.products, money, latest)
        var chunks = parser.parse(files) { header in
            let reader = OrderLineReader(header, products, money)
            return OrderRows(header, customers: customers, reader: reader, latest: latest)
        }
        let numbering = OrderNumbering(&chunks, of: files, workers: options.workers)
        refused += FileRejects.gather(files, chunks, numbering.late)
        // What the orders are made of is freed on the way.
        chunks = []
        shop.orders = Orders(of: numbering.runs, customerCount: customers.count, workers: options.workers)
    }

    private mutating func readOrders(_ files: [SourceFile], lines lineFiles: [SourceFile]) {
        let (customers, products, money, latest) = (shop.customers.ids, shop.products, money, latest)
        let headerChunks = parser.parse(files) { OrderHeaderRows($0, customers: customers, latest: latest) }
        var late: [[LateFlaw]] = []
        let headers = OrderHeaders(joining: headerChunks, of: files, late: &late)
        refused += FileRejects.gather(files, headerChunks, late)

        let chunks = parser.parse(lineFiles) { header in
            OrderLineRows(header, orders: headers.ids, reader: OrderLineReader(header, products, money))
        }
        refused += FileRejects.gather(lineFiles, chunks, [])
        shop.orders = Orders(
            of: headers.runs(with: chunks, customerCount: customers.count, workers: options.workers),
            customerCount: customers.count,
            workers: options.workers
        )
    }

    private mutating func readEvents(_ files: [SourceFile]) {
        let (customers, products, latest) = (shop.customers.ids, shop.products.ids, latest)
        let chunks = parser.parse(files) { header in
            EventRows(header, customers: customers, products: products, latest: latest)
        }
        shop.events = SessionEvents(joining: chunks, customerCount: customers.count)
        refused += FileRejects.gather(files, chunks, [])
    }

    private mutating func report() throws(IngestionError) -> IngestionReport {
        var report = IngestionReport()
        report.firstRejects = firstRejects()
        for rejects in refused {
            let path = rejects.file.path
            if rejects.rowsRead == 0 {
                notices.append(Diagnostic(.warning, "'\(path)' has a header and no rows"))
            } else if rejects.rejects.count == rejects.rowsRead {
                notices.append(Diagnostic(.warning, "none of the \(rejects.rowsRead) rows of '\(path)' could be used"))
            }
        }
        report.notices = notices
        if options.strict, !report.firstRejects.isEmpty { throw IngestionError(strictFindings(report.firstRejects)) }
        var writer = try RejectsWriter(folder: options.rejectsFolder)
        for rejects in refused {
            report.files.append(
                IngestionReport.File(
                    path: rejects.file.path,
                    part: rejects.file.schema.part,
                    rowsRead: rejects.rowsRead,
                    rowsKept: rejects.rowsRead - rejects.rejects.count,
                    bytes: rejects.file.text.bytesOnDisk,
                    digest: rejects.file.text.digest(options.workers),
                    rejects: rejects.rejects.reduce(into: [:]) { $0[$1.flaw.kind, default: 0] += 1 },
                    rejectsFile: try writer.write(rejects)
                )
            )
        }
        return report
    }

    private func firstRejects() -> [Diagnostic] {
        var shown: [String: Int] = [:]
        var first: [Diagnostic] = []
        for rejects in refused {
            for reject in rejects.rejects {
                let key = rejects.file.schema.part + " " + reject.flaw.kind.rawValue
                guard shown[key, default: 0] < options.shownPerKind else { continue }
                shown[key, default: 0] += 1
                first.append(rejects.diagnostic(reject))
            }
        }
        return first
    }

    private func strictFindings(_ first: [Diagnostic]) -> [Diagnostic] {
        let total = refused.reduce(0) { $0 + $1.rejects.count }
        guard total > first.count else { return first }
        let what = "\(total) rows cannot be used; the first \(first.count) are shown"
        return first + [Diagnostic(.error, what, remedy: "mend them, or run without --strict to leave them out")]
    }
}
