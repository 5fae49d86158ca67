internal import CampaignModel
internal import Diagnostics

/// A row that was not taken.
struct Reject: Sendable {
    var flaw: Flaw
    /// The row in its file, without its line end.
    var bytes: Range<Int>
    /// Line ends before the row: in its chunk at first, in its file in the end.
    var line: Int
}

/// A row that a sink took and that turned out wrong when all rows were known.
struct LateFlaw: Sendable {
    var chunk: Int
    /// Index among the rows the chunk's sink took.
    var row: Int
    var flaw: Flaw
}

/// All rejects of one file, in file order.
struct FileRejects: Sendable {
    var file: SourceFile
    var rowsRead = 0
    var rejects: [Reject] = []

    /// Gathers what `chunks` and the flaws found later say, file by file.
    static func gather<Sink: RowSink>(
        _ files: [SourceFile],
        _ chunks: [Chunk<Sink>],
        _ late: [LateFlaw]
    ) -> [FileRejects] {
        var gathered = files.map { FileRejects(file: $0) }
        var lineEnds = files.map(\.header.linesBeforeBody)
        let late = late.sorted { ($0.chunk, $0.row) < ($1.chunk, $1.row) }
        var nextLate = 0
        for (index, chunk) in chunks.enumerated() {
            var found = chunk.rejects
            let first = nextLate
            while nextLate < late.count, late[nextLate].chunk == index { nextLate += 1 }
            if first < nextLate {
                found += locate(late[first..<nextLate], in: chunk, of: files[chunk.file])
                found.sort { $0.bytes.lowerBound < $1.bytes.lowerBound }
            }
            for reject in found.indices { found[reject].line += lineEnds[chunk.file] }
            gathered[chunk.file].rejects += found
            gathered[chunk.file].rowsRead += chunk.rowsRead
            lineEnds[chunk.file] += chunk.lineEnds
        }
        return gathered
    }

    /// Finds the rows again, in one walk over the chunk.
    private static func locate<Sink: RowSink>(
        _ late: ArraySlice<LateFlaw>,
        in chunk: Chunk<Sink>,
        of file: SourceFile
    ) -> [Reject] {
        let text = file.text.bytes
        var at = chunk.start
        var line = 0
        return late.map { late in
            let start = chunk.start + Int(chunk.rowStarts[late.row])
            while at < start {
                if text[at] == UInt8(ascii: "\n") { line += 1 }
                at += 1
            }
            var row = file.rows(in: start..<start + 1)
            _ = row.advance()
            return Reject(flaw: late.flaw, bytes: start..<row.end, line: line)
        }
    }

    /// What is wrong with a row and what to do about it, with the place of the cell.
    func diagnostic(_ reject: Reject) -> Diagnostic {
        let (what, remedy) = sentence(reject)
        let file = file
        var row = file.rows(in: reject.bytes.lowerBound..<reject.bytes.lowerBound + 1)
        _ = row.advance()
        let offset = row.offset(ofCell: reject.flaw.position) - reject.bytes.lowerBound
        let source = array(file.text.bytes.extracting(reject.bytes))
        var diagnostic = Diagnostic(.error, file: file.path, offset: offset, in: source, what, remedy: remedy)
        diagnostic.location?.line += reject.line
        // A line that no terminal shows whole helps nobody.
        if diagnostic.sourceLine?.utf8.count ?? 0 > 400 { diagnostic.sourceLine = nil }
        return diagnostic
    }

    func sentence(_ reject: Reject) -> (what: String, remedy: String) {
        let file = file
        let position = reject.flaw.position
        let names = file.header.names
        var row = file.rows(in: reject.bytes.lowerBound..<reject.bytes.lowerBound + 1)
        _ = row.advance()
        let isReadable = row.flaw == nil && names.indices.contains(position)
        let value = isReadable ? string(row.cell(position)) : ""
        return reject.flaw.kind.sentence(
            column: names.indices.contains(position) ? names[position] : "",
            value: String(value.prefix(80)),
            schema: file.schema
        )
    }
}
