import Foundation
import JSON
import TestSupport
import Testing

struct JSONWriterTests {
    @Test func commasStandBetweenValues() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("empty")
        writer.beginObject()
        writer.endObject()
        writer.key("list")
        writer.beginArray()
        writer.integer(.min)
        writer.decimal(0.1)
        writer.boolean(true)
        writer.null()
        writer.beginArray()
        writer.endArray()
        writer.string("x")
        writer.endArray()
        writer.key("last")
        writer.boolean(false)
        writer.endObject()
        let expected = #"{"empty":{},"list":[-9223372036854775808,0.1,true,null,[],"x"],"last":false}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    @Test func whatJSONLacksIsNull() {
        var writer = JSONWriter()
        writer.beginArray()
        for value in [Double.nan, .infinity, -.infinity] { writer.decimal(value) }
        writer.endArray()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "[null,null,null]")
    }

    @Test func everyTextComesBackFromFoundationAndFromUs() throws {
        var random = SeededGenerator(seed: 32)
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                let value = UInt32.random(in: 0...0x1_ffff, using: &random) >> UInt32.random(in: 0...14, using: &random)
                text.unicodeScalars.append(Unicode.Scalar(value) ?? "\"")
            }
            var writer = JSONWriter()
            writer.beginArray()
            writer.string(text)
            writer.endArray()
            #expect(try JSONDecoder().decode([String].self, from: Data(writer.bytes)) == [text])
            let document = try JSONDocument(writer.bytes)
            #expect(Array(document.string(document.firstChild(JSONDocument.root)).utf8) == Array(text.utf8))
        }
    }

    @Test func decimalsComeBackExactly() throws {
        var random = SeededGenerator(seed: 33)
        for _ in 0..<2_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            var writer = JSONWriter()
            writer.decimal(value)
            #expect(try JSONDocument(writer.bytes).decimal(JSONDocument.root) == value)
        }
    }

    @Test func aDocumentCopiedIsTheSame() throws {
        let text = #"{"z":1.50,"a":[true,false,null,"q\"\\\n\u0001ü",[],{}],"z":{"k":-0}}"#
        var writer = JSONWriter()
        writer.value(JSONDocument.root, of: try JSONDocument(text))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }
}
