internal import CampaignModel
internal import Foundation
internal import JSON
internal import Liquid
internal import Threads

/// A product email of 30 kB on data already read: what template engines of Ruby and Python can do too. They find our
/// pages in `product-email.html`, a zero byte after each, to hold their own against.
func measureProductEmail(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let email = try ProductEmail(customers: shop.path("product-email.jsonl"))
    let pages = try email.customers.map { customer in
        var page: [UInt8] = []
        var scratch = RenderScratch()
        try email.render(customer, scratch: &scratch, into: &page)
        return page
    }
    try Data(pages.map { $0 + [0] }.joined()).write(to: URL(filePath: shop.path("product-email.html")))
    let rendering = try [1, 2].map { threads in
        let workers = Workers(count: threads)
        let (_, seconds) = try timed(runs: runs) { try email.renderAll(workers) }
        return try Measurement(
            "product email",
            threads == 1 ? "Dovetail, 1 thread" : "Dovetail, \(threads) threads",
            "emails",
            count: pages.count,
            bytes: pages.reduce(0) { $0 + $1.count },
            seconds: seconds.map { $0 / Double(ProductEmail.repetitions) }
        )
    }
    let (_, seconds) = try timed(runs: 5 * runs) { try ProductEmail.template() }
    return rendering + [try Measurement("product email, parsing", "Dovetail", "templates", count: 1, seconds: seconds)]
}

private struct ProductEmail: Sendable {
    /// One scope for each.
    let customers: [[JSONDocument]]
    private let template: Template
    private let environment = RenderEnvironment(now: BenchmarkShop.sendTime.seconds, currencyCode: "USD")

    /// So often is the work done in one run, which would else be too short to be measured.
    static let repetitions = 20

    init(customers file: String) throws {
        customers = try Data(contentsOf: URL(filePath: file)).split(separator: UInt8(ascii: "\n")).map {
            [try JSONDocument([UInt8]($0))]
        }
        template = try Self.template()
    }

    static func template() throws -> Template {
        let file = "Benchmarks/peers/product_email.liquid"
        let source = TemplateSource(file: file, text: [UInt8](try Data(contentsOf: URL(filePath: file))))
        return try Template(source, options: TemplateOptions(escaping: .html))
    }

    func render(
        _ customer: [JSONDocument],
        scratch: inout RenderScratch,
        into page: inout [UInt8]
    ) throws(RenderError) {
        try template.render(customer, environment: environment, scratch: &scratch, into: &page)
    }

    /// Renders every customer's page and forgets it, as a sender does.
    func renderAll(_ workers: Workers) throws {
        let chunk = 50
        let results = workers.mapChunks(of: Self.repetitions * customers.count, chunk: chunk) { range in
            Result {
                var scratch = RenderScratch()
                var page: [UInt8] = []
                for index in range {
                    page.removeAll(keepingCapacity: true)
                    try render(customers[index % customers.count], scratch: &scratch, into: &page)
                }
            }
        }
        for result in results { try result.get() }
    }
}
