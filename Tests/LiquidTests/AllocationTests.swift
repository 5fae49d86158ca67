import AllocationCounter
import Foundation
import JSON
import Liquid
import Testing

struct AllocationTests {
    #if DEBUG
    private static let isOptimized = false
    #else
    private static let isOptimized = true
    #endif

    /// The email that the benchmarks render, once the working memory has grown to its size. Unoptimized Swift allocates
    /// where the source does not, so this is for `swift test -c release`.
    @Test(.enabled(if: isOptimized)) func renderingAllocatesNothingForAMessage() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let file = root.appending(path: "Benchmarks/peers/product_email.liquid")
        let source = TemplateSource(file: "product_email.liquid", text: [UInt8](try Data(contentsOf: file)))
        let template = try Template(source, options: TemplateOptions(escaping: .html))
        let scopes = [try JSONDocument(Self.customer)]
        let environment = RenderEnvironment(now: 0, currencyCode: "USD")
        var scratch = RenderScratch()
        var page: [UInt8] = []
        func allocations(messages: Int) throws -> Int {
            let before = allocations_of_this_thread()
            for _ in 0..<messages {
                page.removeAll(keepingCapacity: true)
                try template.render(scopes, environment: environment, scratch: &scratch, into: &page)
            }
            return allocations_of_this_thread() - before
        }
        _ = try allocations(messages: 3)
        let once = try allocations(messages: 50)
        let twice = try allocations(messages: 100)
        #expect(!page.isEmpty)
        #expect(twice == once, "\(once) allocations for 50 messages, \(twice) for 100")
    }

    private static let customer = """
        {"customer": {"id": 1, "first_name": "Zoë & Tom", "points": 355, "tier": "silver", "since": "2018-03-14"},
         "order": {"number": "A-1", "placed_at": "2026-02-16T10:21:00Z", "total": 11802, "lines": [
           {"title": "Day Pack", "quantity": 3, "price": 3934}]},
         "coupon": {"code": "hello", "percent": 10, "ends": "2026-05-31T22:00:00Z"},
         "items": [
           {"id": 1, "title": "Day Pack", "brand": "O'Hara", "url": "https://shop.example/p?a=1&b=2",
            "image": "https://cdn.example/i.jpg", "price": 3934, "compare_at": 5000, "colour": "snow <white>",
            "rating": 4.231, "reviews": 2, "stock": 3, "tags": ["warm", "light"],
            "description": "Made for <b>long days</b> outside, and for the short ones too. Its seams are taped by hand in a \
        small workshop by the sea, and light enough to be forgotten."},
           {"id": 2, "title": "Mug", "brand": "B", "url": "https://shop.example/q", "image": "/i.jpg", "price": 900,
            "compare_at": null, "colour": "ink", "rating": 3.5, "reviews": 0, "stock": 0, "tags": [], "description": ""}],
         "shop": {"name": "Fjell & Co", "url": "https://shop.example", "accent": "#2f6b3a", "address": "Oslo",
            "support": "help@shop.example"},
         "unsubscribe_url": "https://mail.example/u?a=b&c=d"}
        """
}
