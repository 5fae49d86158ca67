internal import Bookkeeping
internal import CampaignModel
internal import Checking
internal import Foundation
internal import Liquid
internal import Rendering

public struct PreviewOptions: Sendable {
    /// Only this customer; `nil` means everyone.
    public var customer: String?
    /// People written at most; `nil` means all.
    public var limit: Int?
    /// People shown in the gallery.
    public var gallery: Int
    /// The folder to write; `nil` means `preview/CAMPAIGN` in the shop's folder.
    public var out: String?

    public init(customer: String? = nil, limit: Int? = 20, gallery: Int = 20, out: String? = nil) {
        self.customer = customer
        self.limit = limit
        self.gallery = gallery
        self.out = out
    }
}

extension Workspace {
    /// Renders the campaign's frozen run to disk: exactly what `send` will send.
    public func preview(
        _ name: String,
        _ options: PreviewOptions,
        observer: PipelineObserver
    ) throws(PipelineError) -> PreviewReport {
        let ledger = try openLedger()
        let frozen = try freeze(name, ledger: ledger, onChange: .replan, observer: observer)
        let factory = try MessageFactory(run: frozen.run, ledger: ledger, dkim: dkimSigner)
        for finding in factory.styleFindings { observer(.note("\(finding)")) }
        let out = options.out ?? path("preview/\(name)")
        var writer = try PreviewWriter(
            folder: out,
            run: frozen.run.id,
            factory: factory,
            inspection: EmailInspection(self, factory, templates()),
            shopFolder: folder
        )
        do {
            try writer.write(options, run: frozen.run.id, ledger: ledger)
            if let customer = options.customer, writer.people == 0 { try tellWhyNot(customer, frozen.run.id, ledger) }
            let index = try writer.finish(
                skipped: skipped(frozen.run.id, options, ledger),
                counts: frozen.report.counts
            )
            return PreviewReport(
                plan: frozen.report,
                folder: out,
                index: index,
                written: writer.written,
                failed: writer.failed,
                aborted: writer.aborted
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// Refuses a preview of somebody who gets nothing, with the reason.
    private func tellWhyNot(_ customer: String, _ run: String, _ ledger: any Ledger) throws {
        let messages = try ledger.messages(of: run, MessageQuery(customerID: customer))
        let why = messages.map { $0.skipReason?.rawValue ?? $0.state.rawValue }.joined(separator: ", ")
        throw PipelineError.refused(
            "'\(customer)' gets no message in \(run): \(why.isEmpty ? "not in the audience" : why)",
            remedy: "'dovetail explain' says more"
        )
    }

    /// Some of those who get nothing: at most ten a reason, so that the page stays readable.
    private func skipped(_ run: String, _ options: PreviewOptions, _ ledger: any Ledger) throws -> [PreviewSkip] {
        let query = MessageQuery(
            states: [.skipped, .suppressed, .holdout],
            customerID: options.customer,
            limit: 10_000
        )
        var shown: [Disposition: Int] = [:]
        return try ledger.messages(of: run, query).compactMap { message in
            let disposition = Disposition(message)
            shown[disposition, default: 0] += 1
            guard shown[disposition, default: 0] <= 10 else { return nil }
            return PreviewSkip(
                customerID: message.customerID,
                channel: message.channel,
                disposition: disposition,
                detail: message.detail
            )
        }
    }
}

extension Disposition {
    fileprivate init(_ message: MessageRecord) {
        self =
            switch message.state {
            case .suppressed: .suppressed
            case .holdout: .holdout
            default: message.skipReason.map { .skipped($0) } ?? .planned
            }
    }
}

/// Writes the files of a preview, person by person; only the gallery's people are kept in memory.
private struct PreviewWriter {
    private static let pageSize = 500
    private static let shownStates: Set<MessageState> = [.planned, .deferred, .sending, .sent, .unknown, .failed]

    private let folder: String
    private let factory: MessageFactory
    private let gallery: PreviewGallery
    private var inspection: EmailInspection
    private var shown: [PreviewEntry] = []
    private var findings: [Finding] = []
    private(set) var people = 0
    private(set) var written = 0
    private(set) var failed: [String: String] = [:]
    private(set) var aborted: [String: String] = [:]
    private var scratch = ComposerScratch()

    init(
        folder: String,
        run: String,
        factory: MessageFactory,
        inspection: EmailInspection,
        shopFolder: String
    ) throws(PipelineError) {
        self.folder = folder
        self.factory = factory
        self.inspection = inspection
        findings = factory.styleFindings.map { Finding(.styleInlining, $0) }
        let shop = factory.settings.shop
        let images = shop.localImages.map { images in
            let path = images.hasPrefix("/") ? images : "\(shopFolder)/\(images)"
            return URL(filePath: path).standardizedFileURL.absoluteString
        }
        gallery = PreviewGallery(
            title: run,
            shopName: shop.name,
            imageBase: shop.imageBaseURL,
            localImages: images.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        )
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for file in try FileManager.default.contentsOfDirectory(atPath: folder)
            where PreviewWriter.isOurs(file) {
                try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
            }
        } catch {
            throw .failed("the preview's folder '\(folder)' cannot be made: \(error.localizedDescription)", remedy: "")
        }
    }

    /// Whether an earlier preview wrote the file: `0001-….html`, `index.html`.
    private static func isOurs(_ file: String) -> Bool {
        let endings = [".html", ".txt", ".eml", ".json"]
        guard endings.contains(where: file.hasSuffix) else { return false }
        return file == "index.html" || file.prefix { $0.isNumber }.count >= 4
    }

    mutating func write(_ options: PreviewOptions, run: String, ledger: any Ledger) throws {
        var pending: [MessageRow] = []
        var last: Int64 = 0
        while true {
            let query = MessageQuery(
                states: PreviewWriter.shownStates,
                customerID: options.customer,
                limit: PreviewWriter.pageSize,
                after: last
            )
            let page = try ledger.messageRows(of: run, query)
            for row in page {
                if let first = pending.first, first.customerID != row.customerID {
                    try write(pending, gallery: options.gallery)
                    pending = []
                    if let limit = options.limit, people >= limit { return }
                }
                pending.append(row)
            }
            guard page.count == PreviewWriter.pageSize, let end = page.last else { break }
            last = end.key.message
        }
        if !pending.isEmpty { try write(pending, gallery: options.gallery) }
    }

    /// Writes one person's messages.
    private mutating func write(_ rows: [MessageRow], gallery limit: Int) throws {
        people += 1
        guard let first = rows.first else { return }
        var entry = try PreviewEntry(
            number: people,
            customerID: first.customerID,
            sendAt: first.sendAt,
            payload: first.payload,
            currency: factory.settings.shop.currency
        )
        entry.links = factory.links(for: first)
        for row in rows {
            do throws(RenderError) {
                switch try factory.make(row, scratch: &scratch) {
                case .email(let email): entry.email = email
                case .push(let push): entry.push = push
                }
                written += 1
            } catch {
                switch error {
                case .failed(let finding): failed[row.customerID] = "\(finding)"
                case .aborted(let reason): aborted[row.customerID] = reason
                }
            }
        }
        for file in gallery.files(for: entry) { try save(file.bytes, as: file.name) }
        guard shown.count < limit else { return }
        shown.append(entry)
        for row in rows where row.channel == .email { findings += inspection.findings(in: row) }
    }

    /// Writes the gallery.
    /// - Returns: Its absolute path.
    func finish(skipped: [PreviewSkip], counts: PlanCounts) throws -> String {
        let findings = CheckReport(findings).findings.map {
            PreviewFinding($0.diagnostic, rule: $0.rule.rawValue, count: $0.count)
        }
        let index = gallery.index(entries: shown, skipped: skipped, counts: counts, findings: findings)
        try save(index, as: "index.html")
        return URL(filePath: folder).appending(path: "index.html").standardizedFileURL.path
    }

    private func save(_ bytes: [UInt8], as name: String) throws {
        do {
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
        } catch {
            let what = "'\(folder)/\(name)' cannot be written: \(error.localizedDescription)"
            throw PipelineError.failed(what, remedy: "free some space, or name another folder with --out")
        }
    }
}
