import Foundation
import JSON
import TestSupport
import Testing

struct JSONReadingTests {
    @Test func membersKeepTheirOrder() throws {
        let document = try JSONDocument(#"{"z":1,"a":[true,null,"x"],"z":2.5}"#)
        #expect(document.kind(JSONDocument.root) == .object)
        #expect(document.count(JSONDocument.root) == 3)
        var keys: [String] = []
        var node = document.firstChild(JSONDocument.root)
        for _ in 0..<document.count(JSONDocument.root) {
            keys.append(document.string(node))
            node = document.next(document.next(node))
        }
        #expect(keys == ["z", "a", "z"])
        let last = try #require(document.member("z", of: JSONDocument.root))
        #expect(document.decimal(last) == 2.5, "of two members of one name the last one counts")
        let array = try #require(document.member("a", of: JSONDocument.root))
        #expect(document.count(array) == 3)
        #expect(document.member("b", of: JSONDocument.root) == nil)
        #expect(document.member("a", of: array) == nil)
    }

    @Test(
        arguments: [
            (#""""#, ""), (#""a\"b\\c\/d""#, #"a"b\c/d"#), (#""\b\f\n\r\t""#, "\u{8}\u{c}\n\r\t"), (#""\u00fC""#, "ü"),
            (#""\ud83d\ude00""#, "😀"), (#""x😀y\u0041""#, "x😀yA"), (#""\ud83d""#, "\u{fffd}"),
            (#""\ud83dx""#, "\u{fffd}x"), (#""\ude00""#, "\u{fffd}"), (#""\ud83d\u0041""#, "\u{fffd}A"),
            (#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"), (#""\u0000""#, "\0"),
        ]
    )
    func escapesAreUndone(text: String, content: String) throws {
        #expect(try JSONDocument(text).string(JSONDocument.root) == content)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("-1", -1), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("1.0", nil), ("1e2", nil), ("\"1\"", nil), ("true", nil),
        ] as [(String, Int64?)]
    )
    func integersAreThoseThatFit(text: String, value: Int64?) throws {
        #expect(try JSONDocument(text).integer(JSONDocument.root) == value)
    }

    @Test(
        arguments: [
            ("1.5", 1.5), ("-0.25e2", -25), ("1E+2", 100), ("1e-2", 0.01),
            ("9223372036854775808", 9_223_372_036_854_775_808),
            ("7", 7), ("null", nil),
        ] as [(String, Double?)]
    )
    func everyNumberIsADecimal(text: String, value: Double?) throws {
        #expect(try JSONDocument(text).decimal(JSONDocument.root) == value)
    }

    @Test(
        arguments: [
            ("", 0), (" ", 1), ("tru", 3), ("nul!", 3), ("01", 0), ("-", 1), ("1.", 2), (".5", 0), ("1e", 2), ("+1", 0),
            ("[1,]", 3), ("[1 2]", 3), ("[", 1), ("{", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7),
            ("{a:1}", 1),
            ("\"a", 2), ("\"a\nb\"", 2), (#""\x""#, 3), (#""\u12g4""#, 5), ("1 2", 2), ("[]]", 2), ("NaN", 0),
            ("'a'", 0),
            ("\u{feff}1", 0), ("{\"a\":1 \"b\":2}", 7), ("\"a\\", 3), ("\"a\\\nb\"", 4),
        ]
    )
    func whatIsNoJSONIsRefusedAtItsPlace(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(text) }
        #expect(error?.offset == offset)
        #expect(error?.what.isEmpty == false)
    }

    @Test func nestingHasALimit() throws {
        let limit = JSONDocument.maximumDepth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
        }
        #expect(try JSONDocument(nested(limit)).count(JSONDocument.root) == 1)
        #expect(throws: JSONError.self) { try JSONDocument(nested(limit + 1)) }
        #expect(throws: JSONError.self) { try JSONDocument(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.self) { try JSONDocument(String(repeating: "{\"a\":", count: 1_000_000)) }
    }

    @Test func aDocumentReadAgainForgetsWhatItHeld() throws {
        var document = try JSONDocument(#"{"a":"\n long before"}"#)
        try document.read(Array("[7]".utf8).span)
        #expect(document.kind(JSONDocument.root) == .array)
        #expect(document.integer(document.firstChild(JSONDocument.root)) == 7)
    }

    /// Texts made by breaking good ones: nothing traps, and Foundation reads nothing that we refuse, but for
    /// the commas before a closing bracket that it forgives.
    @Test func brokenTextsAreReadOrRefusedButNeverTrap() throws {
        var random = SeededGenerator(seed: 31)
        let good = Array(#"{"a":[1,-2.5e3,"x\n\u00e9\ud83d\ude00",null,true,{"b":{}}],"c":"d","e":[[],[0]]}"#.utf8)
        let alphabet = Array(#"{}[]",:\u0123456789eE+-.truefalsn "#.utf8)
        var read = 0
        for _ in 0..<20_000 {
            var text = good
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: text[place] = alphabet.randomElement(using: &random) ?? 0
                case 1: text.remove(at: place)
                case 2: text.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                default: text.removeLast(text.count - place)
                }
                if text.isEmpty { text = good }
            }
            do throws(JSONError) {
                let document = try JSONDocument(text)
                var writer = JSONWriter()
                writer.value(JSONDocument.root, of: document)
                _ = try JSONDocument(writer.bytes)
                read += 1
            } catch {
                #expect((0...text.count).contains(error.offset))
                if hasTrailingComma(text) { continue }
                let foundation = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
                #expect(foundation == nil, "refused: \(String(decoding: text, as: UTF8.self)): \(error)")
            }
        }
        #expect(read > 500)
    }
}

private func hasTrailingComma(_ text: [UInt8]) -> Bool {
    zip(text, text.dropFirst()).contains { $0 == UInt8(ascii: ",") && "]}".utf8.contains($1) }
}
