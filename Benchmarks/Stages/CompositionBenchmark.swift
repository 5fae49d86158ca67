internal import CampaignModel
internal import Foundation
internal import Rendering
internal import Threads
internal import Tracking

/// Whole messages of the product email, from a customer's JSON to the bytes on the wire: signed links, subject, page with
/// its styles inlined, text, MIME. `peers/compose.py` does the same with parts from PyPI, and finds our messages in
/// `composition.eml`, a zero byte after each.
func measureComposition(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let mailing = try ProductMailing(customers: shop.path("product-email.jsonl"))
    var scratch = ComposerScratch()
    let messages = try mailing.rows.map { try mailing.compose($0, scratch: &scratch).message }
    try Data(messages.map { $0 + [0] }.joined()).write(to: URL(filePath: shop.path("composition.eml")))
    return try [1, 2].map { threads in
        let workers = Workers(count: threads)
        let (_, seconds) = try timed(runs: runs) { try mailing.composeAll(workers) }
        return try Measurement(
            "whole messages",
            threads == 1 ? "Dovetail, 1 thread" : "Dovetail, \(threads) threads",
            "emails",
            count: messages.count,
            bytes: messages.reduce(0) { $0 + $1.count },
            seconds: seconds.map { $0 / Double(ProductMailing.repetitions) }
        )
    }
}

/// The product email as a campaign's.
private struct ProductMailing: Sendable {
    let rows: [MessageRow]
    private let composer: EmailComposer
    private let signer: LinkSigner

    /// So often is the work done in one run, which would else be too short to be measured.
    static let repetitions = 20

    init(customers file: String) throws {
        guard let from = Mailbox("Fjell & Co <news@example.com>"), let signer = LinkSigner(key: Array(1...32)),
            let dollar = Currency("USD")
        else {
            preconditionFailure("an address is one, 32 bytes are a key, and dollars money")
        }
        self.signer = signer
        let settings = Settings(
            shop: ShopSettings(
                name: "Fjell & Co",
                url: "https://shop.example.com",
                currency: dollar,
                linkBaseURL: "https://mail.example.com/"
            ),
            email: EmailSettings(
                from: from,
                listID: "news.example.com",
                feedbackSender: "fjellmail",
                smtp: SMTPSettings(host: "127.0.0.1", port: 25)
            )
        )
        let content = EmailContent(
            from: nil,
            replyTo: nil,
            subject:
                "Six things for {{ customer.first_name | default: \"you\" }}, picked to go with order {{ order.number }}",
            preheader: "From {{ shop.name }}",
            template: "product"
        )
        let peers = "Benchmarks/peers"
        let templates = TemplateFolder(
            name: peers,
            files: [
                "product.html": [UInt8](try Data(contentsOf: URL(filePath: "\(peers)/product_email.liquid"))),
                "product.txt": [UInt8](try Data(contentsOf: URL(filePath: "\(peers)/product_email_text.liquid"))),
            ]
        )
        let campaign = Campaign(
            name: "product-email",
            channel: .email,
            audience: Audience(),
            message: content,
            push: nil,
            recommend: RecommendSettings(slots: [])
        )
        composer = try EmailComposer(campaign: campaign, content: content, settings: settings, templates: templates)
        let lines = try Data(contentsOf: URL(filePath: file)).split(separator: UInt8(ascii: "\n"))
        rows = lines.enumerated().map { number, line in
            MessageRow(
                key: MessageKey(
                    ledger: "01J0000000000000000000000",
                    run: "product-email-1",
                    message: Int64(number + 1)
                ),
                campaign: "product-email",
                customerID: "\(70_000 + number)",
                channel: .email,
                address: "customer\(number)@example.net",
                variant: "A",
                sendAt: BenchmarkShop.sendTime,
                validUntil: BenchmarkShop.sendTime.advanced(byDays: 3),
                payload: [UInt8](line)
            )
        }
    }

    func compose(_ row: MessageRow, scratch: inout ComposerScratch) throws -> ComposedEmail {
        let links = signer.links(for: row.key, baseURL: "https://mail.example.com/", mailbox: nil)
        return try composer.compose(row, links: links, scratch: &scratch)
    }

    /// Makes every customer's message and forgets it, as a sender does.
    func composeAll(_ workers: Workers) throws {
        let results = workers.mapChunks(of: Self.repetitions * rows.count, chunk: 50) { range in
            Result {
                var scratch = ComposerScratch()
                for index in range { _ = try compose(rows[index % rows.count], scratch: &scratch) }
            }
        }
        for result in results { try result.get() }
    }
}
