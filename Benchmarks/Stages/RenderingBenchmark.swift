internal import Bookkeeping
internal import CampaignModel
internal import Foundation
internal import Rendering
internal import Threads
internal import Tracking

/// Makes whole emails of the frozen rows: signed links, subject, HTML and text from the templates, MIME.
func measureRendering(_ shop: BenchmarkShop, runs: Int) throws -> [Measurement] {
    let emails = try Emails(shop)
    return try [1, 2].map { threads in
        let workers = Workers(count: threads)
        // A sender lets go of a message once it is sent; keeping them all would measure the allocation of 50 MB.
        let (sizes, seconds) = try timed(runs: runs) { try emails.map(workers) { $0.message.count } }
        return try Measurement(
            "rendering",
            threads == 1 ? "Dovetail, 1 thread" : "Dovetail, \(threads) threads",
            "emails",
            count: sizes.count,
            bytes: sizes.reduce(0, +),
            seconds: seconds
        )
    }
}

/// The frozen rows of a run, and what their emails are made with.
struct Emails: Sendable {
    let rows: [MessageRow]
    private let composer: EmailComposer
    private let signer: LinkSigner
    private let settings: Settings

    init(_ shop: BenchmarkShop) throws {
        let secret = try shop.ledger().identity.signingSecret
        guard let content = shop.campaign.message, let signer = LinkSigner(key: secret) else {
            preconditionFailure("the campaign has an email, and a ledger's secret is a key")
        }
        rows = try shop.frozenRows()
        composer = try EmailComposer(
            campaign: shop.campaign,
            content: content,
            settings: shop.settings,
            templates: shop.templates()
        )
        self.signer = signer
        settings = shop.settings
    }

    func links(of row: MessageRow) -> MessageLinks {
        signer.links(for: row.key, baseURL: settings.shop.linkBaseURL, mailbox: nil)
    }

    /// Makes every email and keeps of each what `part` takes.
    func map<Part: Sendable>(_ workers: Workers, _ part: @Sendable (ComposedEmail) -> Part) throws -> [Part] {
        let chunks = workers.mapChunks(of: rows.count, chunk: 64) { range in
            Result {
                var scratch = ComposerScratch()
                return try rows[range].map { part(try composer.compose($0, links: links(of: $0), scratch: &scratch)) }
            }
        }
        return try chunks.flatMap { try $0.get() }
    }
}
