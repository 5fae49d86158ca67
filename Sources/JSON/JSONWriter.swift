/// Writes JSON into bytes, in the order it is told; commas are its own affair.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init() {}

    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    public mutating func key(_ name: String) {
        separate()
        quote(Array(name.utf8).span)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func string(_ value: String) { string(Array(value.utf8).span) }

    public mutating func string(_ value: Span<UInt8>) {
        separate()
        quote(value)
        needsComma = true
    }

    public mutating func integer(_ value: Int64) { plain(String(value)) }

    /// NaN and infinities, which JSON lacks, become `null`.
    public mutating func decimal(_ value: Double) { plain(value.isFinite ? "\(value)" : "null") }

    public mutating func boolean(_ value: Bool) { plain(value ? "true" : "false") }

    public mutating func null() { plain("null") }

    /// A node of a document and everything below it, as it stands there.
    public mutating func value(_ node: Int, of document: JSONDocument) {
        switch document.kind(node) {
        case .null: null()
        case .false: boolean(false)
        case .true: boolean(true)
        case .integer, .decimal: plain(document.string(node))
        case .string: string(document.text(node))
        case .array:
            beginArray()
            var item = document.firstChild(node)
            for _ in 0..<document.count(node) {
                value(item, of: document)
                item = document.next(item)
            }
            endArray()
        case .object:
            beginObject()
            var member = document.firstChild(node)
            for _ in 0..<document.count(node) {
                key(document.string(member))
                value(document.next(member), of: document)
                member = document.next(document.next(member))
            }
            endObject()
        }
    }

    private mutating func plain(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quote(_ text: Span<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0a: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0d: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0..<0x20, 0x7f:
                bytes += Array("\\u00".utf8)
                bytes += [hexadecimalDigit(byte >> 4), hexadecimalDigit(byte & 15)]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

private func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
