/// A JSON text (RFC 8259) as a flat tape of nodes that keeps the order of members and views its strings in place.
///
/// Nodes stand in reading order: a container is followed by its children, an object's children are key, value, key,
/// value. Reading a text into the same document again reuses its memory, so nothing is allocated per message.
public struct JSONDocument: Sendable {
    public enum Kind: UInt8, Sendable {
        case null, `false`, `true`
        /// A number without fraction or exponent that fits 64 bits.
        case integer
        case decimal
        case string
        case array, object
    }

    struct Node {
        var kind: Kind
        /// Scalars: where the text starts in `bytes`. Containers: how many children (members for an object).
        var start: UInt32
        /// Scalars: where it ends.
        var end: UInt32
        /// The node after this one and all below it.
        var next: UInt32
    }

    /// The text read, followed by the strings that had escapes, unescaped.
    public internal(set) var bytes: [UInt8] = []
    var nodes: [Node] = []

    /// The index of the outermost value.
    public static let root = 0

    public init() {}

    public init(_ text: [UInt8]) throws(JSONError) {
        try read(text.span)
    }

    public init(_ text: String) throws(JSONError) {
        try self.init(Array(text.utf8))
    }

    public func kind(_ node: Int) -> Kind { nodes[node].kind }

    /// Items of an array or members of an object; 0 for a scalar.
    public func count(_ node: Int) -> Int {
        switch nodes[node].kind {
        case .array, .object: Int(nodes[node].start)
        default: 0
        }
    }

    /// The node that follows `node` and everything below it: the next sibling, if there is one.
    public func next(_ node: Int) -> Int { Int(nodes[node].next) }

    /// The first child: an array's first item, or an object's first key. Only where `count` is not 0.
    public func firstChild(_ node: Int) -> Int { node + 1 }

    /// Where a string's content or a number's digits stand in `bytes`.
    public func range(_ node: Int) -> Range<Int> { Int(nodes[node].start)..<Int(nodes[node].end) }

    /// A string's content or a number's digits, in place.
    @_lifetime(borrow self)
    public func text(_ node: Int) -> Span<UInt8> { bytes.span.extracting(range(node)) }

    public func string(_ node: Int) -> String { String(decoding: bytes[range(node)], as: UTF8.self) }

    /// - Returns: `nil` unless the node is an integer.
    public func integer(_ node: Int) -> Int64? {
        guard nodes[node].kind == .integer else { return nil }
        return JSONDocument.integer(text(node))
    }

    /// - Returns: `nil` unless the node is a number.
    public func decimal(_ node: Int) -> Double? {
        switch nodes[node].kind {
        case .integer, .decimal: Double(string(node))
        default: nil
        }
    }

    /// The value of a member; the last one where a key is there twice.
    public func member(_ key: Span<UInt8>, of object: Int) -> Int? {
        guard nodes[object].kind == .object else { return nil }
        var found: Int?
        var node = object + 1
        for _ in 0..<count(object) {
            let value = next(node)
            if equal(text(node), key) { found = value }
            node = next(value)
        }
        return found
    }

    public func member(_ key: String, of object: Int) -> Int? { member(Array(key.utf8).span, of: object) }

    /// Digits with an optional minus sign; `nil` where they do not fit 64 bits.
    static func integer(_ digits: Span<UInt8>) -> Int64? {
        let negative = digits[0] == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in (negative ? 1 : 0)..<digits.count {
            let (tens, high) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = tens.subtractingReportingOverflow(Int64(digits[index] - UInt8(ascii: "0")))
            if high || overflow { return nil }
            value = sum
        }
        if negative { return value }
        return value == Int64.min ? nil : -value
    }
}

private func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
}

/// Where a text stops being JSON, and why.
public struct JSONError: Error, Hashable, Sendable {
    /// Byte offset in the text.
    public var offset: Int
    public var what: String
}

extension JSONError: CustomStringConvertible {
    public var description: String { "byte \(offset): \(what)" }
}
