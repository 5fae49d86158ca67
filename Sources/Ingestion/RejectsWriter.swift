internal import CampaignModel
internal import Diagnostics
internal import Foundation

/// Writes refused rows as they were, with line number and reason in front, one file for each source file.
struct RejectsWriter {
    private let folder: String?
    private var names: Set<String> = []

    private static let bufferBytes = 1 << 20

    /// - Parameter folder: `nil` writes nothing.
    init(folder: String?) throws(IngestionError) {
        self.folder = folder
        guard let folder else { return }
        try RejectsWriter.attempt(folder) {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
    }

    /// Writes the rejects of a file, or removes what an earlier run left.
    /// - Returns: the file written.
    mutating func write(_ refused: FileRejects) throws(IngestionError) -> String? {
        guard let folder else { return nil }
        let path = folder + "/" + name(for: refused.file.path)
        guard !refused.rejects.isEmpty else {
            if FileManager.default.fileExists(atPath: path) {
                try RejectsWriter.attempt(path) { try FileManager.default.removeItem(atPath: path) }
            }
            return nil
        }
        try RejectsWriter.attempt(path) {
            try Data().write(to: URL(filePath: path))
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            do {
                try write(refused, to: handle)
            } catch {
                // The first error is the one to tell.
                try? handle.close()
                throw error
            }
            try handle.close()
        }
        return path
    }

    /// `orders.csv` for `data/orders.csv.gz`; a second of the same name becomes `orders-2.csv`.
    private mutating func name(for path: String) -> String {
        var stem = path.split(separator: "/").last.map(String.init) ?? path
        for ending in [".gz", ".csv", ".tsv", ".txt", ".jsonl", ".ndjson"] where stem.hasSuffix(ending) {
            stem.removeLast(ending.count)
        }
        var name = stem + ".csv"
        var number = 2
        while !names.insert(name).inserted {
            name = "\(stem)-\(number).csv"
            number += 1
        }
        return name
    }

    private func write(_ refused: FileRejects, to handle: FileHandle) throws {
        let text = refused.file.text.bytes
        let header = refused.file.header
        var separator = UInt8(ascii: ",")
        var isJSON = true
        if case .delimited(let delimiter) = header.format { (separator, isJSON) = (delimiter, false) }

        var buffer: [UInt8] = []
        buffer += Array("line".utf8) + [separator] + Array("reason".utf8) + [separator]
        buffer += isJSON ? Array("row".utf8) : array(text.extracting(header.range))
        buffer.append(UInt8(ascii: "\n"))
        for reject in refused.rejects {
            let (what, remedy) = refused.sentence(reject)
            buffer += Array(String(reject.line + 1).utf8) + [separator]
            appendQuoted(Array("\(what); \(remedy)".utf8), to: &buffer)
            buffer.append(separator)
            let row = array(text.extracting(reject.bytes))
            if isJSON { appendQuoted(row, to: &buffer) } else { buffer += row }
            buffer.append(UInt8(ascii: "\n"))
            if buffer.count >= RejectsWriter.bufferBytes {
                try handle.write(contentsOf: Data(buffer))
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try handle.write(contentsOf: Data(buffer))
    }

    private func appendQuoted(_ cell: [UInt8], to buffer: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        buffer.append(quote)
        for byte in cell {
            if byte == quote { buffer.append(quote) }
            buffer.append(byte)
        }
        buffer.append(quote)
    }

    private static func attempt(_ path: String, _ body: () throws -> Void) throws(IngestionError) {
        do {
            try body()
        } catch {
            let what = "the refused rows cannot be written to '\(path)': \(error.localizedDescription)"
            throw IngestionError([Diagnostic(.error, what, remedy: "free space or change the permissions there")])
        }
    }
}
