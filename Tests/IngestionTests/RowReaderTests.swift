@testable import Ingestion
import Testing

/// Cuts a text into rows of cells; a flawed row is the one cell `!kind`.
private func rows(_ text: String, cells: Int? = nil) -> [[String]] {
    let bytes = Array(text.utf8)
    let format = RowFormat.delimited(by: UInt8(ascii: ","))
    var row = RowReader(bytes.span, from: 0, to: bytes.count, format: format, cellsWanted: cells)
    var found: [[String]] = []
    while row.advance() {
        if let flaw = row.flaw {
            found.append(["!\(flaw.kind.rawValue)"])
        } else {
            found.append((0..<row.cellCount).map { string(row.cell($0)) })
        }
    }
    return found
}

@Suite struct RowReaderTests {
    @Test(
        arguments: [
            ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
            ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,", [["a", "b"], ["c", ""]]),
            (",\n", [["", ""]]),
            ("\"a\",\"b\"\n", [["a", "b"]]),
            ("\"a,1\",\"\"\n", [["a,1", ""]]),
            ("\"say \"\"hi\"\"\",\"\"\"\"\n", [["say \"hi\"", "\""]]),
            ("\"two\nlines\",\"two\r\nlines\"\r\nx,y\r\n", [["two\nlines", "two\r\nlines"], ["x", "y"]]),
            (" a , b \n", [[" a ", " b "]]),
            ("24\" screen,b\n", [["24\" screen", "b"]]),
            ("\n\r\na,b\n\n\nc,d\n\n", [["a", "b"], ["c", "d"]]),
            ("a,\"b\"", [["a", "b"]]),
            ("a,\"b\"\r", [["a", "b"]]),
            ("ä,日本\n", [["ä", "日本"]]),
            ("", []),
        ] as [(String, [[String]])]
    )
    func rowsAreCutAsRFC4180Says(text: String, expected: [[String]]) {
        #expect(rows(text) == expected)
    }

    @Test func aQuoteThatDoesNotCloseSpoilsItsLineAlone() {
        #expect(rows("a,\"b\nc,d\ne,f\n") == [["!bad_quotes"], ["c", "d"], ["e", "f"]])
        #expect(rows("a,\"b\nc,\"d\"\ne,f\n") == [["!bad_quotes"], ["c", "d"], ["e", "f"]])
        #expect(rows("\"24\" screen\",b\nc,d\n") == [["!bad_quotes"], ["c", "d"]])
    }

    @Test func aRowWithTheWrongNumberOfCellsIsFlawed() {
        #expect(
            rows("a,b\na\na,b,c\nc,d\n", cells: 2) == [
                ["a", "b"], ["!wrong_column_count"], ["!wrong_column_count"], ["c", "d"],
            ]
        )
    }

    @Test func textThatIsNotUTF8IsFlawed() {
        let bytes: [UInt8] = Array("a,b\nc,".utf8) + [0xff, 0x0a] + Array("e,f\n".utf8)
        let format = RowFormat.delimited(by: UInt8(ascii: ","))
        var row = RowReader(bytes.span, from: 0, to: bytes.count, format: format, cellsWanted: 2)
        var flaws: [Flaw?] = []
        while row.advance() { flaws.append(row.flaw) }
        #expect(flaws == [nil, Flaw(.badUTF8, at: 1), nil])
    }

    @Test func linesAreCountedThroughQuotedLineEnds() {
        let bytes = Array("\na,\"1\n2\n3\"\nc,d\n".utf8)
        let format = RowFormat.delimited(by: UInt8(ascii: ","))
        var row = RowReader(bytes.span, from: 0, to: bytes.count, format: format, cellsWanted: 2)
        var lines: [Int] = []
        while row.advance() { lines.append(row.line) }
        #expect(lines == [1, 4])
        #expect(row.linesRead == 5)
    }
}
