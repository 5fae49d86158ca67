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

    /// 16 bytes. Public, with what is in it, so that a reader in another module needs no call for each.
    public struct Node: Sendable {
        public internal(set) var kind: Kind
        /// Of a container and its keys: how many containers are around its members. 0 for values in them that are no
        /// containers, and for keys that the object has again further on.
        public internal(set) var level: UInt8 = 0
        /// Keys: ``JSONDocument/tag(of:)``.
        public internal(set) var tag: UInt16 = 0
        /// Scalars: where the text starts in `bytes`. Containers: how many children (members for an object).
        public internal(set) var start: UInt32
        /// Scalars: where it ends.
        public internal(set) var end: UInt32
        /// The node after this one and all below it.
        public internal(set) var next: UInt32
    }

    /// The text read, followed by the strings that had escapes, unescaped.
    public internal(set) var bytes: [UInt8] = []
    public internal(set) var nodes: [Node] = []

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
        case .integer, .decimal: JSONDocument.decimal(text(node)) ?? Double(string(node))
        default: nil
        }
    }

    /// A number that keys have in common where they are equal, and seldom else.
    public static func tag(of key: Span<UInt8>) -> UInt16 {
        var hash = UInt32(truncatingIfNeeded: key.count)
        for index in key.indices { hash = hash &* 0x01000193 ^ UInt32(key[index]) }
        return UInt16(truncatingIfNeeded: hash ^ hash >> 16)
    }

    /// The value of a member; the last one where a key is there twice.
    public func member(_ key: Span<UInt8>, of object: Int) -> Int? {
        member(key, tag: JSONDocument.tag(of: key), of: object)
    }

    /// - Parameter tag: The key's ``tag(of:)``, for who asks for the same key again and again.
    public func member(_ key: Span<UInt8>, tag: UInt16, of object: Int) -> Int? {
        nodes.span.member(key, tag: tag, of: object, in: bytes.span)
    }

    public func member(_ key: String, of object: Int) -> Int? { member(Array(key.utf8).span, of: object) }

    /// A number of up to 15 digits without an exponent, exactly; `nil` for others.
    public static func decimal(_ text: Span<UInt8>) -> Double? {
        var mantissa: Int64 = 0
        var power = 1.0
        var isFraction = false
        guard text.count <= 16 else { return nil }
        for index in (text[0] == UInt8(ascii: "-") ? 1 : 0)..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            if digit < 10 {
                mantissa = mantissa * 10 + Int64(digit)
                if isFraction { power *= 10 }
            } else if text[index] == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else {
                return nil
            }
        }
        guard mantissa < 1 << 53 else { return nil }
        // Both are exact, so that the one division rounds right.
        let magnitude = Double(mantissa) / power
        return text[0] == UInt8(ascii: "-") ? -magnitude : magnitude
    }

    /// Digits with an optional minus sign; `nil` where they do not fit 64 bits.
    public static func integer(_ digits: Span<UInt8>) -> Int64? {
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

extension Span<JSONDocument.Node> {
    /// What ``JSONDocument/member(_:tag:of:)`` finds, for who views a document in place.
    /// - Parameters:
    ///   - bytes: The document's.
    ///   - guess: How far behind an object such a member was found before; it is looked at first.
    public func member(
        _ key: Span<UInt8>,
        tag: UInt16,
        of object: Int,
        in bytes: Span<UInt8>,
        guess: Int = 0
    ) -> Int? {
        let members = self[object]
        guard members.kind == .object else { return nil }
        if guess > 0, object + guess < members.next {
            let name = self[object + guess - 1]
            if name.isKey(tag, at: members.level), name.count == key.count, stands(key, at: name, in: bytes) {
                return object + guess
            }
        }
        var node = object + 1
        for _ in 0..<members.start {
            let name = self[node]
            if name.isKey(tag, at: members.level), name.count == key.count, stands(key, at: name, in: bytes) {
                return node + 1
            }
            node = Int(self[node + 1].next)
        }
        return nil
    }

    @inline(__always)
    private func stands(_ key: Span<UInt8>, at name: JSONDocument.Node, in bytes: Span<UInt8>) -> Bool {
        let name = bytes.extracting(Int(name.start)..<Int(name.end))
        for index in key.indices where key[index] != name[index] { return false }
        return true
    }
}

extension JSONDocument.Node {
    fileprivate var count: Int { Int(end - start) }

    /// True for the last key of this tag, perhaps, of a container at `level`.
    fileprivate func isKey(_ tag: UInt16, at level: UInt8) -> Bool {
        self.tag == tag && self.level == level && kind == .string
    }
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
