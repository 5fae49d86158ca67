internal import CampaignModel
internal import Diagnostics
internal import Ingestion
internal import Recommenders
internal import Segmentation

/// The shop as it stands now, with what is known of each customer.
struct Situation: Sendable {
    var shop: Shop
    /// Nothing later is known.
    var asOf: Instant
    var profiles: CustomerProfiles
    /// File → digest.
    var digests: [String: String]
    var report: DataReport
}

extension Workspace {
    /// Reads the shop's files. Nothing later than `now` counts.
    func situation(observer: PipelineObserver) throws(PipelineError) -> Situation {
        let (ingested, report) = try read(observer: observer)
        if let newest = ingested.shop.newest, case let age = now.days(since: newest), age > 30 {
            observer(
                .note("warning: the newest order or event is \(age) days old; --at \(newest) rehearses on old data")
            )
        }
        return Situation(
            shop: ingested.shop,
            asOf: now,
            profiles: profiles(of: ingested.shop, asOf: now, zones: zones(of: ingested.shop), workers: workers),
            digests: ingested.report.digest,
            report: report
        )
    }

    /// Reads the shop's files, to look at them as of a moment.
    /// - Parameter asOf: `nil` stands for the newest order or event, where that is not yet to come.
    func situation(observer: PipelineObserver, asOf: Instant?) throws(PipelineError) -> Situation {
        let (ingested, report) = try read(observer: observer)
        let newest = min(ingested.shop.newest ?? now, now)
        let asOf = asOf ?? newest
        return Situation(
            shop: ingested.shop,
            asOf: asOf,
            profiles: profiles(of: ingested.shop, asOf: asOf, zones: zones(of: ingested.shop), workers: workers),
            digests: ingested.report.digest,
            report: report
        )
    }

    /// Reads the shop's files and tells what they came to.
    func read(observer: PipelineObserver) throws(PipelineError) -> (IngestedShop, DataReport) {
        observer(.reading)
        let ingested = try ingest()
        let report = DataReport(ingested, rejectsFolder: rejectsFolder)
        observer(.read(report))
        return (ingested, report)
    }

    private func ingest() throws(PipelineError) -> IngestedShop {
        let options = IngestionOptions(
            folder: folder,
            sources: settings.data,
            shop: settings.shop,
            strict: isStrict,
            rejectsFolder: rejectsFolder,
            workers: workers,
            now: now
        )
        do {
            return try Ingestion.ingest(options)
        } catch {
            throw .invalid(error.diagnostics)
        }
    }

    private var rejectsFolder: String { path("rejected") }

    func evaluator(of situation: Situation) throws(PipelineError) -> SegmentEvaluator {
        do {
            return try SegmentEvaluator(shop: situation.shop, profiles: situation.profiles)
        } catch {
            throw .invalid(error.diagnostics)
        }
    }

    /// The audience's rows, ascending.
    func members(of audience: Audience, in situation: Situation) throws(PipelineError) -> [Int32] {
        try audienceSteps(of: audience, in: situation).members
    }

    /// The members' rows, ascending; everyone where there is no segment.
    func members(of segment: Segment?, in situation: Situation) throws(PipelineError) -> [Int32] {
        guard let segment else { return Array(0..<Int32(situation.shop.customers.count)) }
        let evaluator = try evaluator(of: situation)
        do {
            return try evaluator.members(of: segment)
        } catch {
            throw .invalid(error.diagnostics)
        }
    }
}

extension DataReport {
    init(_ ingested: IngestedShop, rejectsFolder: String) {
        let (shop, report) = (ingested.shop, ingested.report)
        self.init(
            files: report.files.map { File(path: $0.path, rows: $0.rowsRead, kept: $0.rowsKept) },
            customers: shop.customers.count,
            products: shop.products.count,
            orders: shop.orders.count,
            orderLines: shop.orders.lineCount,
            events: shop.events.count,
            rejected: Dictionary(uniqueKeysWithValues: report.rejects.map { ($0.key.rawValue, $0.value) }),
            findings: report.firstRejects,
            notices: report.notices,
            rejectsFolder: report.rejectCount > 0 ? rejectsFolder : nil
        )
    }
}
