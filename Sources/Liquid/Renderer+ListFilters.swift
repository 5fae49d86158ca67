internal import Diagnostics
internal import JSON

extension Renderer {
    /// The items of a list or range, or the pairs of an object, as positions in `items`; one item for anything else but
    /// nil, which has none.
    mutating func directItems(of value: Value) throws(Stop) -> Range<Int> {
        if case .list(let start, let count) = value { return Int(start)..<Int(start + count) }
        switch value {
        case .range(let first, let last):
            let start = memory.items.count
            let count = rangeCount(first, last)
            try charge(items: count)
            for index in 0..<count { memory.items.append(.integer(first + Int64(index))) }
            return start..<memory.items.count
        case .node(let document, let node):
            let scope = Int(document)
            let count = scopes[scope].count(Int(node))
            try charge(items: count)
            var child = scopes[scope].firstChild(Int(node))
            if scopes[scope].kind(Int(node)) == .object {
                let pairs = memory.items.count
                for _ in 0..<count {
                    _ = try pair(key: child, in: scope)
                    child = scopes[scope].next(scopes[scope].next(child))
                }
                let start = memory.items.count
                for index in 0..<count { memory.items.append(.list(start: Int32(pairs + 2 * index), count: 2)) }
                return start..<memory.items.count
            }
            let start = memory.items.count
            for _ in 0..<count {
                memory.items.append(self.value(of: child, in: scope))
                child = scopes[scope].next(child)
            }
            return start..<memory.items.count
        case .missing, .null: return memory.items.count..<memory.items.count
        default:
            memory.items.append(value)
            return memory.items.count - 1..<memory.items.count
        }
    }

    /// What list filters work on: lists in lists are opened, an object is one item.
    mutating func flatItems(of value: Value) throws(Stop) -> Range<Int> {
        if isObject(value) {
            memory.items.append(value)
            return memory.items.count - 1..<memory.items.count
        }
        let direct = try directItems(of: value)
        guard direct.contains(where: { isList(memory.items[$0]) }) else { return direct }
        var flat: [Value] = []
        for index in direct { try flatten(memory.items[index], into: &flat) }
        return try keep(flat)
    }

    private mutating func flatten(_ value: Value, into flat: inout [Value]) throws(Stop) {
        guard isList(value) else {
            try charge(items: 1)
            return flat.append(value)
        }
        for index in try directItems(of: value) { try flatten(memory.items[index], into: &flat) }
    }

    mutating func isList(_ value: Value) -> Bool {
        switch value {
        case .list: true
        case .node: !isObject(value)
        default: false
        }
    }

    private mutating func keep(_ values: [Value]) throws(Stop) -> Range<Int> {
        try charge(items: values.count)
        let start = memory.items.count
        memory.items.append(contentsOf: values)
        return start..<memory.items.count
    }

    private mutating func list(_ values: [Value]) throws(Stop) -> Value {
        let range = try keep(values)
        return .list(start: Int32(range.lowerBound), count: Int32(range.count))
    }

    mutating func listFilter(_ call: FilterCall, _ input: Value) throws(Stop) -> Value {
        if call.filter == .concat {
            let other = try argument(0, of: call)
            guard isList(other) else {
                throw fail(
                    "concat takes a list, not \(describe(other))",
                    shopify: "concat filter requires an array argument"
                )
            }
            let left = Array(memory.items[try flatItems(of: input)])
            return try list(left + memory.items[try directItems(of: other)])
        }
        let property = try optionalArgument(0, of: call)
        let items = Array(memory.items[try flatItems(of: input)])
        switch call.filter {
        case .reverse: return try list(items.reversed())
        case .compact:
            guard let keys = try keys(property, of: items) else { return .null }
            return try list(zip(items, keys).filter { !$0.1.isNil }.map(\.0))
        case .uniq:
            guard let keys = try keys(property, of: items) else { return .null }
            return try unique(items, by: keys)
        case .sort, .sortNatural:
            guard let keys = try keys(property, of: items) else { return .null }
            return try list(try sorted(items, by: keys, ignoresCase: call.filter == .sortNatural))
        case .map: return try map(items, property ?? .null)
        case .sum: return try sum(items, by: property)
        default: return try select(call, items, property ?? .null)
        }
    }

    private mutating func map(_ items: [Value], _ property: Value) throws(Stop) -> Value {
        var mapped: [Value] = []
        for item in items {
            let own = try member(property, of: item) ?? .null
            if case .missing = own, program.options.undefined == .error {
                throw try noMember(property, of: item)
            }
            mapped.append(own)
        }
        return try list(mapped)
    }

    /// The member that a filter's argument names, of every item; the items themselves without one.
    /// - Returns: `nil` where an item can have no members, which makes the whole filter nil, as in Shopify.
    private mutating func keys(_ property: Value?, of items: [Value]) throws(Stop) -> [Value]? {
        guard let property, !property.isNil else { return items }
        var keys: [Value] = []
        for item in items {
            guard let own = try member(property, of: item) else { return nil }
            keys.append(own)
        }
        try requireMember(property, items, keys)
        return keys
    }

    /// Strict: a name that none of the items has is a mistake.
    private mutating func requireMember(_ property: Value, _ items: [Value], _ keys: [Value]) throws(Stop) {
        guard program.options.undefined == .error, let first = items.first else { return }
        let isAbsent = keys.allSatisfy { if case .missing = $0 { true } else { false } }
        if isAbsent { throw try noMember(property, of: first) }
    }

    private mutating func noMember(_ property: Value, of item: Value) throws(Stop) -> Stop {
        let text = try text(of: property)
        let name = String(decoding: bytes(of: text), as: UTF8.self)
        var remedy = ""
        if case .node(let document, let node) = item {
            remedy = suggestion(for: name, among: keys(of: Int(node), in: Int(document)))
        }
        return fail("there is no '\(name)' here", remedy: remedy)
    }

    /// Ruby's `item[property]`.
    /// - Returns: `nil` for what has no members: nil, booleans, numbers with a fraction, ranges.
    private mutating func member(_ property: Value, of item: Value) throws(Stop) -> Value? {
        switch (item, property) {
        case (.node(let document, let node), _) where isObject(item):
            guard case .text(let key) = property else { return .missing }
            let name = Array(bytes(of: key))
            guard let found = scopes[Int(document)].member(name.span, of: Int(node)) else { return .missing }
            return value(of: found, in: Int(document))
        case (.loop, .text), (.scope, .text):
            return try self.item(at: property, of: item)
        case (.text(let text), .text(let part)):
            // Ruby's `"text"["part"]`: the part where the text contains it.
            try charge(bytes: Int(text.count))
            return find(bytes(of: part), in: bytes(of: text), from: Int(text.start)) == nil ? .null : property
        case (.text(let text), .integer(let index)): return character(index, of: text)
        // Ruby's Integer#[]: a bit.
        case (.integer(let integer), .integer(let bit)):
            if bit < 0 { return .integer(0) }
            return .integer(bit > 63 ? (integer < 0 ? 1 : 0) : integer >> bit & 1)
        case (.text, _), (.integer, _), (.list, _), (.node, _):
            let text = try text(of: property)
            let name = String(decoding: bytes(of: text), as: UTF8.self)
            throw fail("\(describe(item)) has no '\(name)'", shopify: "cannot select the property '\(name)'")
        default: return nil
        }
    }

    private mutating func character(_ index: Int64, of text: Text) -> Value {
        let content = bytes(of: text)
        let count = characterCount(content)
        let position = index < 0 ? Int64(count) + index : index
        guard position >= 0, position < Int64(count) else { return .null }
        let start = Liquid.offset(ofCharacter: Int(position), in: content.span)
        return .text(text.part(start, Liquid.offset(ofCharacter: Int(position) + 1, in: content.span) - start))
    }

    private mutating func unique(_ items: [Value], by keys: [Value]) throws(Stop) -> Value {
        var kept: [Int] = []
        for index in items.indices {
            try charge(bytes: kept.count << 2)
            var isKnown = false
            for other in kept where isSameKind(keys[other], keys[index]) {
                if try equal(keys[other], keys[index]) {
                    isKnown = true
                    break
                }
            }
            if !isKnown { kept.append(index) }
        }
        return try list(kept.map { items[$0] })
    }

    /// 1 and 1.0 are equal, but not the same.
    private mutating func isSameKind(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer, .decimal), (.decimal, .integer): false
        default: true
        }
    }

    /// Stable; nil comes last.
    private mutating func sorted(_ items: [Value], by values: [Value], ignoresCase: Bool) throws(Stop) -> [Value] {
        var keys = values
        if ignoresCase {
            for index in keys.indices where !keys[index].isNil {
                let text = try text(of: keys[index])
                memory.work.removeAll(keepingCapacity: true)
                // ASCII letters only, as Ruby's casecmp.
                for byte in bytes(of: text) { memory.work.append(byte &- 65 < 26 ? byte | 0x20 : byte) }
                keys[index] = .text(try commit(isSafe: false))
            }
        }
        // A bottom-up merge of positions: comparing may fail, which the library's sort cannot pass on.
        var order = Array(items.indices)
        var width = 1
        while width < order.count {
            var merged: [Int] = []
            merged.reserveCapacity(order.count)
            try charge(items: order.count)
            var start = 0
            while start < order.count {
                let middle = min(start + width, order.count)
                let end = min(start + 2 * width, order.count)
                var left = start
                var right = middle
                while left < middle || right < end {
                    if right >= end {
                        merged.append(order[left])
                        left += 1
                    } else if left >= middle {
                        merged.append(order[right])
                        right += 1
                    } else if try isBefore(keys[order[right]], keys[order[left]]) {
                        merged.append(order[right])
                        right += 1
                    } else {
                        merged.append(order[left])
                        left += 1
                    }
                }
                start = end
            }
            order = merged
            width *= 2
        }
        return order.map { items[$0] }
    }

    private mutating func isBefore(_ left: Value, _ right: Value) throws(Stop) -> Bool {
        if left.isNil { return false }
        if right.isNil { return true }
        if let order = try order(left, right) { return order < 0 }
        if try equal(left, right) { return false }
        throw fail(
            "\(describe(left)) and \(describe(right)) cannot be sorted together",
            shopify: "cannot sort values of incompatible types"
        )
    }

    private mutating func sum(_ items: [Value], by property: Value?) throws(Stop) -> Value {
        var values = items
        if let property, !property.isNil {
            values = []
            for item in items { values.append(try member(property, of: item) ?? .integer(0)) }
            try requireMember(property, items, values)
        }
        var total = Decimal.zero
        var isWhole = true
        for value in values {
            for index in try flatItems(of: value) {
                let number = number(memory.items[index])
                if case .integer = number {} else if case .none = number {} else { isWhole = false }
                guard let next = total.adding(number.decimal ?? .zero) else {
                    throw fail("the sum does not fit 64 bits")
                }
                total = next
            }
        }
        guard isWhole else { return .decimal(total.double) }
        guard let integer = Int64(exactly: total.mantissa) else { throw fail("the sum does not fit 64 bits") }
        return .integer(integer)
    }

    /// `where`, `reject`, `find`, `find_index`, `has`: by a member that equals the second argument, or is true.
    private mutating func select(_ call: FilterCall, _ items: [Value], _ property: Value) throws(Stop) -> Value {
        let wanted = try optionalArgument(1, of: call)
        var kept: [Value] = []
        var seen: [Value] = []
        for (index, item) in items.enumerated() {
            guard let own = try member(property, of: item) else { return .null }
            seen.append(own)
            let isMatch = if let wanted, !wanted.isNil { try equal(own, wanted) } else { own.isTruthy }
            switch call.filter {
            case .find where isMatch: return item
            case .findIndex where isMatch: return .integer(Int64(index))
            case .has where isMatch: return .boolean(true)
            case .where where isMatch: kept.append(item)
            case .reject where !isMatch: kept.append(item)
            default: break
            }
        }
        try requireMember(property, items, seen)
        return switch call.filter {
        case .find, .findIndex: .null
        case .has: .boolean(false)
        default: try list(kept)
        }
    }

    // MARK: - split, slice

    mutating func split(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        let text = try text(of: input)
        let separator = try self.text(of: argument(0, of: call))
        try charge(bytes: Int(text.count))
        let content = bytes(of: text)
        let sought = bytes(of: separator)
        var parts: [Value] = []
        func part(_ range: Range<Int>) -> Value {
            .text(text.part(range.lowerBound - content.startIndex, range.count))
        }
        var start = content.startIndex
        if sought.elementsEqual([UInt8(ascii: " ")]) {
            for word in content.split(whereSeparator: \.isSpace) {
                try charge(items: 1)
                parts.append(part(word.startIndex..<word.endIndex))
            }
            return try list(parts)
        }
        if sought.isEmpty {
            while start < content.endIndex {
                var end = start + 1
                while end < content.endIndex, content[end].isContinuation { end += 1 }
                try charge(items: 1)
                parts.append(part(start..<end))
                start = end
            }
            return try list(parts)
        }
        while let found = find(sought, in: content, from: start) {
            try charge(items: 1)
            parts.append(part(start..<found))
            start = found + sought.count
        }
        parts.append(part(start..<content.endIndex))
        while case .text(let last)? = parts.last, last.count == 0 { parts.removeLast() }
        return try list(parts)
    }

    /// Part of a list or text; negative positions count from the end.
    mutating func slice(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        let offset = Int(clamping: try integer(argument(0, of: call), "slice's start"))
        var length = 1
        if let given = try optionalArgument(1, of: call), given.isTruthy {
            length = Int(clamping: try integer(given, "slice's length"))
        }
        func bounds(_ count: Int) -> Range<Int>? {
            let start = offset < 0 ? count + offset : offset
            guard start >= 0, start <= count, length >= 0 else { return nil }
            return start..<min(count, start + min(length, count))
        }
        if isList(input) {
            let items = try directItems(of: input)
            guard let bounds = bounds(items.count) else { return try list([]) }
            return .list(start: Int32(items.lowerBound + bounds.lowerBound), count: Int32(bounds.count))
        }
        let text = try text(of: input)
        try charge(bytes: Int(text.count))
        let content = bytes(of: text)
        guard let bounds = bounds(characterCount(content)) else { return .text(.empty) }
        let start = Liquid.offset(ofCharacter: bounds.lowerBound, in: content.span)
        let end = Liquid.offset(ofCharacter: bounds.upperBound, in: content.span)
        return .text(text.part(start, end - start))
    }
}
