internal import CampaignModel
internal import Diagnostics
internal import Foundation
internal import Gzip

/// Every file of a shop, opened, its header read.
struct SourceFiles {
    private(set) var customers: [SourceFile] = []
    private(set) var products: [SourceFile] = []
    private(set) var orders: [SourceFile] = []
    /// `nil` where orders and their lines are one file.
    private(set) var orderLines: [SourceFile]?
    private(set) var events: [SourceFile] = []

    /// Opens all files, so that everything wrong with them is said at once.
    static func open(
        _ options: IngestionOptions,
        notices: inout [Diagnostic]
    ) throws(IngestionError) -> SourceFiles {
        var findings: [Diagnostic] = []
        let paths = SourcePaths(folder: options.folder)
        let sources = options.sources
        var files = SourceFiles()
        files.customers = open(sources.customers, .customers, paths, &findings)
        files.products = open(sources.products, .products, paths, &findings)
        if let lines = sources.orderLines {
            files.orders = open(sources.orders, .orderHeaders, paths, &findings)
            files.orderLines = open(lines, .orderLines, paths, &findings)
        } else {
            files.orders = open(sources.orders, .orders, paths, &findings)
        }
        files.events = open(sources.events, .events, paths, &findings)
        let errors = findings.filter { $0.severity == .error }
        if !errors.isEmpty { throw IngestionError(errors) }
        notices += findings
        return files
    }

    private static func open(
        _ source: DataSources.Source,
        _ schema: Schema,
        _ paths: SourcePaths,
        _ findings: inout [Diagnostic]
    ) -> [SourceFile] {
        var files: [SourceFile] = []
        for path in paths.files(source, part: schema.part, findings: &findings) {
            do {
                let text = try SourceText(contentsOf: paths.absolute(path))
                var reader = HeaderReader(
                    path: path,
                    schema: schema,
                    renamed: source.columns,
                    categoryLevels: source.categoryLevels
                )
                let header = reader.read(text.bytes)
                findings += reader.findings
                if let header { files.append(SourceFile(path: path, text: text, header: header, schema: schema)) }
            } catch let error as GzipError {
                findings.append(Diagnostic(.error, "'\(path)': \(error)", remedy: "pack it again"))
            } catch {
                let what = "'\(path)' cannot be read: \(error.localizedDescription)"
                findings.append(Diagnostic(.error, what, remedy: "check its permissions"))
            }
        }
        findings += notices(of: files, schema)
        return files
    }

    /// What is off for want of a column, and what is done with columns that we do not know.
    private static func notices(of files: [SourceFile], _ schema: Schema) -> [Diagnostic] {
        guard let first = files.first else {
            return schema.part == "events" ? [Diagnostic(.note, "there are no events; what needs them is off")] : []
        }
        var notices: [Diagnostic] = []
        for column in schema.columns where !column.absence.isEmpty {
            if files.contains(where: { $0.header.position(column.name) >= 0 }) { continue }
            notices.append(Diagnostic(.note, "'\(first.path)' has no column '\(column.name)': \(column.absence)"))
        }
        let others = files.flatMap(\.header.others).map(\.name)
        var names: [String] = []
        for name in others where !names.contains(name) { names.append(name) }
        if !names.isEmpty {
            let list = names.map { "'\($0)'" }.joined(separator: ", ")
            let use = schema.keepsAttributes ? "kept as attributes" : "not used"
            notices.append(Diagnostic(.note, "columns of '\(first.path)' that are \(use): \(list)"))
        }
        return notices
    }
}
