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

/// A row that a sink took and that turned out wrong when more was known.
struct LateFlaw: Sendable {
    /// Index among the rows the chunk's sink took, those that `finish` gave back left out.
    var row: Int
    var flaw: Flaw
}

/// All rejects of one file, in file order.
struct FileRejects: Sendable {
    var file: SourceFile
    var rowsRead = 0
    var rejects: [Reject] = []

    /// Gathers what `chunks` and the flaws found later say, file by file.
    /// - Parameter late: By chunk; empty where nothing was found late.
    static func gather<Sink: RowSink>(
        _ files: [SourceFile],
        _ chunks: [Chunk<Sink>],
        _ late: [[LateFlaw]]
    ) -> [FileRejects] {
        var gathered = files.map { FileRejects(file: $0) }
        var lineEnds = files.map(\.header.linesBeforeBody)
        for (index, chunk) in chunks.enumerated() {
            var found = chunk.rejects(and: late.isEmpty ? [] : late[index], in: files[chunk.file])
            for reject in found.indices { found[reject].line += lineEnds[chunk.file] }
            gathered[chunk.file].rejects += found
            gathered[chunk.file].rowsRead += chunk.rowsRead
            lineEnds[chunk.file] += chunk.lineEnds
        }
        return gathered
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

extension Chunk {
    /// The rejects so far and those found late, in order. The rows are found again in one walk over the chunk: every row
    /// that is not among its rejects was taken.
    /// - Parameter late: In order of row.
    func rejects(and late: [LateFlaw], in file: SourceFile) -> [Reject] {
        if late.isEmpty { return rejects }
        var found: [Reject] = []
        var late = late[...]
        var early = rejects[...]
        var taken = 0
        var row = file.rows(in: start..<end)
        while let next = late.first, row.advance() {
            if let reject = early.first, reject.bytes.lowerBound == row.start {
                found.append(reject)
                early.removeFirst()
                continue
            }
            if taken == next.row {
                found.append(Reject(flaw: next.flaw, bytes: row.start..<row.end, line: row.line))
                late.removeFirst()
            }
            taken += 1
        }
        return found + early
    }
}
