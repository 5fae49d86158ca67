import Foundation
import Gzip
import TestSupport
import Testing

@Suite struct GzipTests {
    private let text = Array(String(repeating: "order_id,customer_id\nä1,c1\n", count: 50_000).utf8)

    /// Packs bytes with the system's gzip.
    private func packed(_ bytes: [UInt8]) throws -> [UInt8] {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "data")
            try Data(bytes).write(to: file)
            let gzip = Process()
            gzip.executableURL = URL(filePath: "/usr/bin/gzip")
            gzip.arguments = [file.path]
            try gzip.run()
            gzip.waitUntilExit()
            return try Array(Data(contentsOf: folder.appending(path: "data.gz")))
        }
    }

    private func unpack(_ bytes: [UInt8], limit: Int) throws -> [UInt8] { try decompress(bytes.span, limit: limit) }

    @Test func whatGzipPackedComesOutWhole() throws {
        #expect(try unpack(packed(text), limit: text.count) == text)
        #expect(try unpack(packed([]), limit: 0) == [])
    }

    @Test func membersOneAfterAnotherReadAsOneAndPaddingIsIgnored() throws {
        let two = try packed([1, 2, 3]) + packed(text) + [0, 0, 0, 0]
        #expect(try unpack(two, limit: 10_000_000) == [1, 2, 3] + text)
    }

    @Test(arguments: [1, 7, 4_096]) func piecesOfAnySizeGiveTheSame(pieceBytes: Int) throws {
        let bytes = try packed(text)
        var decoder = GzipDecoder(limit: text.count)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
            let piece = Array(bytes[start..<min(bytes.count, start + pieceBytes)])
            try decoder.decode(piece.span, into: &output)
        }
        try decoder.finish()
        #expect(output == text)
    }

    @Test func aBombStopsAtTheLimit() throws {
        let bomb = try packed([UInt8](repeating: 0, count: 50_000_000))
        #expect(throws: GzipError.tooLarge(limit: 1_000_000)) { try unpack(bomb, limit: 1_000_000) }
    }

    @Test func damageIsSaid() throws {
        let bytes = try packed(text)
        #expect(throws: GzipError.truncated) { try unpack(Array(bytes.dropLast(9)), limit: 10_000_000) }
        #expect(throws: GzipError.truncated) { try unpack([], limit: 10_000_000) }
        var flipped = bytes
        flipped[bytes.count - 6] ^= 1
        #expect(throws: GzipError.damaged("incorrect data check")) { try unpack(flipped, limit: 10_000_000) }
        #expect(throws: GzipError.damaged("incorrect header check")) {
            try unpack(Array("id,name\n".utf8), limit: 10_000_000)
        }
        #expect(throws: GzipError.damaged("there is other data after the end")) {
            try unpack(bytes + [0, 7], limit: 10_000_000)
        }
    }
}
