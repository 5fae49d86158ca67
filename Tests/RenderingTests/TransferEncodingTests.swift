import Foundation
import Testing

@testable import Rendering

@Suite struct TransferEncodingTests {
    static let bodies = Hostile.strings.map { Array($0.utf8) } + Hostile.bodies(count: 800)

    @Test func quotedPrintableComesBackWithLinesInCRLF() throws {
        for body in Self.bodies {
            var encoded: [UInt8] = []
            QuotedPrintable.append(body.span, to: &encoded)
            try expectSafeForTheWire(encoded, body)
            #expect(decodeQuotedPrintable(encoded) == inCRLF(body))
        }
    }

    @Test func base64ComesBackWithLinesInCRLF() throws {
        for body in Self.bodies {
            var encoded: [UInt8] = []
            Base64.appendBody(body.span, to: &encoded)
            try expectSafeForTheWire(encoded, body)
            let decoded = try #require(Data(base64Encoded: Data(encoded), options: .ignoreUnknownCharacters))
            #expect(Array(decoded) == inCRLF(body))
        }
    }

    @Test func theCheaperEncodingIsTaken() {
        func encoding(of text: String) -> Substring? {
            var body: [UInt8] = []
            TransferEncoding.append(Array(text.utf8).span, to: &body)
            return String(decoding: body, as: UTF8.self).split(separator: "\r\n").first
        }
        let quotedPrintable: Substring = "Content-Transfer-Encoding: quoted-printable"
        let base64: Substring = "Content-Transfer-Encoding: base64"
        #expect(encoding(of: "Plain text, a café.") == quotedPrintable)
        #expect(encoding(of: "日本語のメッセージ") == base64)
        #expect(encoding(of: "") == quotedPrintable)
        #expect(
            encoding(of: String(repeating: "Plain. ", count: 1_000) + String(repeating: "語", count: 388))
                == quotedPrintable
        )
        #expect(encoding(of: String(repeating: "Plain. ", count: 1_000) + String(repeating: "語", count: 600)) == base64)
    }

    @Test func everyByteComesBackAtEveryPlace() throws {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<20 {
                var body = [UInt8](repeating: UInt8(ascii: "x"), count: 24)
                body[place] = byte
                var encoded: [UInt8] = []
                QuotedPrintable.append(body.span, to: &encoded)
                try expectSafeForTheWire(encoded, body)
                try #require(decodeQuotedPrintable(encoded) == inCRLF(body))
            }
        }
    }

    /// Longer than what is written at a time.
    @Test func longTextsComeBack() throws {
        for body in Self.bodies.chunked(into: 100).map({ Array($0.joined()) }) {
            var encoded: [UInt8] = []
            QuotedPrintable.append(body.span, to: &encoded)
            try expectSafeForTheWire(encoded, body)
            #expect(decodeQuotedPrintable(encoded) == inCRLF(body))
        }
    }

    @Test func aLineNeverStartsWithAFullStopOrFrom() {
        var encoded: [UInt8] = []
        QuotedPrintable.append(Array(".a\n.\nFrom b\nFrom".utf8).span, to: &encoded)
        #expect(String(decoding: encoded, as: UTF8.self) == "=2Ea\r\n=2E\r\n=46rom b\r\nFrom")
    }

    @Test func spaceAtTheEndOfALineIsKept() {
        var encoded: [UInt8] = []
        QuotedPrintable.append(Array("a \nb\t\r\n c ".utf8).span, to: &encoded)
        #expect(String(decoding: encoded, as: UTF8.self) == "a=20\r\nb=09\r\n c=20")
    }

    private func expectSafeForTheWire(_ encoded: [UInt8], _ body: [UInt8]) throws {
        for (index, byte) in encoded.enumerated() {
            let isLineEnd = byte == 0x0d || byte == 0x0a
            try #require(isLineEnd || byte == 0x09 || (0x20...0x7e).contains(byte), "\(body)")
            if byte == 0x0d { try #require(index + 1 < encoded.count && encoded[index + 1] == 0x0a) }
            if byte == 0x0a { try #require(index > 0 && encoded[index - 1] == 0x0d) }
        }
        for line in encoded.split(separator: 0x0a, omittingEmptySubsequences: false) {
            let line = line.last == 0x0d ? line.dropLast() : line
            try #require(line.count <= 76)
            try #require(line.first != UInt8(ascii: "."))
            try #require(!line.starts(with: Array("From ".utf8)))
            try #require(line.last != 0x20 && line.last != 0x09)
        }
    }

    private func decodeQuotedPrintable(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "=") {
                let pair = String(decoding: text[(index + 1)...(index + 2)], as: UTF8.self)
                if pair != "\r\n" { result.append(UInt8(pair, radix: 16) ?? 0) }
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}

extension Array {
    fileprivate func chunked(into size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min(count, $0 + size)] }
    }
}
