public import Diagnostics

/// What was read, what was refused and why, and what else is worth knowing.
public struct IngestionReport: Hashable, Codable, Sendable {
    public struct File: Hashable, Codable, Sendable {
        /// As the settings name it.
        public var path: String
        /// `customers`, `products`, `orders`, `order_lines` or `events`.
        public var part: String
        /// Rows below the header; empty lines are none.
        public var rowsRead: Int
        public var rowsKept: Int
        /// Size on disk.
        public var bytes: Int
        /// Changes whenever the file does; not for secrets.
        public var digest: String
        public var rejects: [RejectKind: Int]
        /// Where the refused rows were written.
        public var rejectsFile: String?
    }

    public var files: [File] = []
    /// The first few rejects of each kind.
    public var firstRejects: [Diagnostic] = []
    /// Nothing wrong, but good to know: filters that are off, columns kept as attributes, unknown tiers.
    public var notices: [Diagnostic] = []

    public init() {}

    /// Refused rows by kind, over all files.
    public var rejects: [RejectKind: Int] {
        files.reduce(into: [:]) { $0.merge($1.rejects, uniquingKeysWith: +) }
    }

    public var rejectCount: Int { rejects.values.reduce(0, +) }

    /// Path → digest.
    public var digest: [String: String] {
        Dictionary(files.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
    }
}
