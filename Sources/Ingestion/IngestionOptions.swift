public import CampaignModel
public import Diagnostics
public import Threads

/// What to read and how.
public struct IngestionOptions: Sendable {
    /// The shop's folder: relative paths start here.
    public var folder: String
    public var sources: DataSources
    public var shop: ShopSettings
    /// Whether a row that cannot be used stops everything.
    public var strict: Bool
    /// Where rows that cannot be used are written; `nil` writes none.
    public var rejectsFolder: String?
    public var workers: Workers
    /// Rejects of each kind that are shown, per part of the data.
    public var shownPerKind: Int
    /// Orders and events more than a day later than this are refused; `nil` takes any time.
    public var now: Instant?

    public init(
        folder: String,
        sources: DataSources,
        shop: ShopSettings,
        strict: Bool = false,
        rejectsFolder: String? = nil,
        workers: Workers = Workers(),
        shownPerKind: Int = 3,
        now: Instant? = nil
    ) {
        self.folder = folder
        self.sources = sources
        self.shop = shop
        self.strict = strict
        self.rejectsFolder = rejectsFolder
        self.workers = workers
        self.shownPerKind = shownPerKind
        self.now = now
    }
}

/// A shop, and how reading it went.
public struct IngestedShop: Sendable {
    public var shop: Shop
    public var report: IngestionReport

    public init(shop: Shop, report: IngestionReport) {
        self.shop = shop
        self.report = report
    }
}

/// Why there is no shop: files or columns that are missing, or, where `strict`, rows that cannot be used.
public struct IngestionError: Error, Hashable, Sendable {
    public var diagnostics: [Diagnostic]

    public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

extension IngestionError: CustomStringConvertible {
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
