internal import Threads

/// Where one kind of row goes, column by column.
protocol RowSink: Sendable {
    /// Takes a row in, or throws what is wrong with it and stays as it was.
    mutating func take(_ row: borrowing RowReader) throws(Flaw)
    /// Makes room for about so many rows.
    mutating func reserveCapacity(rows: Int)
    /// Called when the last row of a chunk was taken.
    /// - Returns: rows that were taken and are out again, in ascending order.
    mutating func finish() -> [LateFlaw]
}

extension RowSink {
    mutating func reserveCapacity(rows: Int) {}
    mutating func finish() -> [LateFlaw] { [] }
}

/// A file that can be read: its text and where our columns are in it.
struct SourceFile: Sendable {
    /// As the person would type it.
    var path: String
    var text: SourceText
    var header: Header
    var schema: Schema
}

/// Rows of one file that were read at a stretch.
struct Chunk<Sink: RowSink>: Sendable {
    /// Index of the file among those of its part.
    var file: Int
    /// The first row's first byte.
    var start: Int
    /// The first byte after the last row.
    var end: Int
    var lineEnds = 0
    var rowsRead = 0
    var sink: Sink
    var rejects: [Reject] = []
}

/// Reads files in parallel, chunk by chunk; what comes out depends on neither the size of a chunk nor the threads.
///
/// Nobody knows where a chunk's first row starts before all rows ahead of it are read: a line end may stand inside
/// quotes. So every chunk begins at its first line that reads as a whole row, and whatever does not begin where the
/// chunk before it ended is read again from there.
struct ChunkedParser: Sendable {
    static let defaultChunkBytes = 4 << 20

    var workers: Workers
    /// Below 4 GiB.
    var chunkBytes = ChunkedParser.defaultChunkBytes

    /// Reads all rows of `files` into sinks, in file order.
    func parse<Sink: RowSink>(
        _ files: [SourceFile],
        into sink: @Sendable (Header) -> Sink
    ) -> [Chunk<Sink>] {
        var pieces: [(file: Int, range: Range<Int>)] = []
        for (index, file) in files.enumerated() {
            let end = file.text.bytes.count
            for start in stride(from: file.header.body, to: end, by: chunkBytes) {
                pieces.append((index, start..<min(end, start + chunkBytes)))
            }
        }
        let plan = pieces
        var chunks = workers.map(jobs: plan.count) { job in
            let (index, range) = plan[job]
            let file = files[index]
            let start = range.lowerBound == file.header.body ? range.lowerBound : firstRow(of: file, in: range)
            return parse(file, index, start..<max(start, range.upperBound), into: sink(file.header))
        }
        var expected = 0
        for job in plan.indices {
            let (index, range) = plan[job]
            let file = files[index]
            if range.lowerBound == file.header.body { expected = range.lowerBound }
            if chunks[job].start != expected {
                let rest = expected..<max(expected, range.upperBound)
                chunks[job] = parse(file, index, rest, into: sink(file.header))
            }
            expected = chunks[job].end
        }
        return chunks
    }

    /// Where a row most likely starts first.
    private func firstRow(of file: SourceFile, in range: Range<Int>) -> Int {
        let text = file.text.bytes
        var at = range.lowerBound - 1
        var first: Int?
        for _ in 0..<64 {
            while at < range.upperBound, text[at] != UInt8(ascii: "\n") { at += 1 }
            at += 1
            guard at < range.upperBound else { break }
            first = first ?? at
            var row = file.rows(in: at..<at + 1)
            if row.advance(), row.flaw == nil { return at }
        }
        return first ?? range.upperBound
    }

    private func parse<Sink: RowSink>(
        _ file: SourceFile,
        _ index: Int,
        _ range: Range<Int>,
        into sink: Sink
    ) -> Chunk<Sink> {
        var chunk = Chunk(file: index, start: range.lowerBound, end: range.lowerBound, sink: sink)
        chunk.sink.reserveCapacity(rows: estimatedRows(in: range, of: file))
        var row = file.rows(in: range)
        while row.advance() {
            chunk.rowsRead += 1
            do throws(Flaw) {
                if let flaw = row.flaw { throw flaw }
                try chunk.sink.take(row)
            } catch {
                chunk.rejects.append(Reject(flaw: error, bytes: row.start..<row.end, line: row.line))
            }
        }
        chunk.end = row.next
        chunk.lineEnds = row.linesRead
        chunk.rejects = chunk.rejects(and: chunk.sink.finish(), in: file)
        file.text.forget(chunk.start..<chunk.end)
        return chunk
    }

    /// From the first lines on, a little more than it will be.
    private func estimatedRows(in range: Range<Int>, of file: SourceFile) -> Int {
        let sample = file.text.bytes.extracting(range).extracting(first: 1 << 14)
        let lineEnds = sample.indices.reduce(1) { sample[$1] == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        return range.count / max(1, sample.count) * lineEnds * 17 / 16
    }
}

extension SourceFile {
    /// Reads the rows that start in a range of the text.
    @_lifetime(borrow self)
    func rows(in range: Range<Int>) -> RowReader {
        RowReader(
            text.bytes,
            from: range.lowerBound,
            to: range.upperBound,
            format: header.format,
            cellsWanted: header.names.count
        )
    }
}
