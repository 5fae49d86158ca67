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

    func isList(_ value: Value) -> Bool {
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
            guard isList(other) || isRange(other) else {
                throw fail("concat takes a list, not \(describe(other))")
            }
            let left = try flatItems(of: input)
            let right = try flatItems(of: other)
            return try list(memory.items[left] + Array(memory.items[right]))
        }
        let property = try optionalArgument(0, of: call)
        let items = Array(memory.items[try flatItems(of: input)])
        switch call.filter {
        case .reverse: return try list(items.reversed())
        case .compact:
            var kept: [Value] = []
            for item in items where try !key(property, of: item).isNil { kept.append(item) }
            return try list(kept)
        case .uniq: return try list(try unique(items, by: property))
        case .sort, .sortNatural:
            return try list(try sorted(items, by: property, ignoresCase: call.filter == .sortNatural))
        case .map:
            var mapped: [Value] = []
            for item in items { mapped.append(try member(property ?? .null, of: item)) }
            return try list(mapped)
        case .sum: return try sum(items, by: property)
        default: return try select(call, items, property ?? .null)
        }
    }

    private func isRange(_ value: Value) -> Bool { if case .range = value { true } else { false } }

    /// The member that a filter's argument names, or the item itself without one.
    private mutating func key(_ property: Value?, of item: Value) throws(Stop) -> Value {
        guard let property, !property.isNil else { return item }
        return try member(property, of: item)
    }

    private mutating func member(_ property: Value, of item: Value) throws(Stop) -> Value {
        if property.isNil { return .null }
        let wanted = try text(of: property)
        let name = Array(bytes(of: wanted))
        switch item {
        case .node(let document, let node) where isObject(item):
            guard let found = scopes[Int(document)].member(name.span, of: Int(node)) else { return .null }
            return value(of: found, in: Int(document))
        case .loop(let depth):
            return program.names.number(name).map { member($0, ofLoop: Int(depth)) } ?? .null
        case .text(let text):
            // Ruby's `"text"["part"]`: the part where the text contains it.
            try charge(bytes: Int(text.count))
            return find(name[...], in: bytes(of: text), from: Int(text.start)) == nil ? .null : property
        default:
            if item.isNil { return .null }
            throw fail("\(describe(item)) has no '\(String(decoding: name, as: UTF8.self))'")
        }
    }

    private mutating func unique(_ items: [Value], by property: Value?) throws(Stop) -> [Value] {
        var kept: [Value] = []
        var keys: [Value] = []
        for item in items {
            let own = try key(property, of: item)
            try charge(bytes: keys.count << 2)
            var isKnown = false
            for key in keys where try equal(key, own) {
                isKnown = true
                break
            }
            if isKnown { continue }
            kept.append(item)
            keys.append(own)
        }
        return kept
    }

    /// Stable; nil comes last.
    private mutating func sorted(_ items: [Value], by property: Value?, ignoresCase: Bool) throws(Stop) -> [Value] {
        var keys: [Value] = []
        for item in items {
            let own = try key(property, of: item)
            guard ignoresCase, !own.isNil else {
                keys.append(own)
                continue
            }
            let text = try text(of: own)
            memory.work.removeAll(keepingCapacity: true)
            appendCased(bytes(of: text), .lower, to: &memory.work)
            keys.append(.text(try commit(isSafe: false)))
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
        guard let order = try order(left, right) else {
            throw fail("\(describe(left)) and \(describe(right)) cannot be sorted together")
        }
        return order < 0
    }

    private mutating func sum(_ items: [Value], by property: Value?) throws(Stop) -> Value {
        var total = Decimal.zero
        var isWhole = true
        for item in items {
            let value = number(try key(property, of: item))
            if case .integer = value {} else if case .none = value {} else { isWhole = false }
            guard let next = total.adding(value.decimal ?? .zero) else {
                throw fail("the sum does not fit 64 bits")
            }
            total = next
        }
        guard isWhole else { return .decimal(total.double) }
        guard let integer = Int64(exactly: total.mantissa) else { throw fail("the sum does not fit 64 bits") }
        return .integer(integer)
    }

    /// `where`, `reject`, `find`, `find_index`, `has`: by a member that equals the second argument, or is true.
    private mutating func select(_ call: FilterCall, _ items: [Value], _ property: Value) throws(Stop) -> Value {
        let wanted = try optionalArgument(1, of: call)
        var kept: [Value] = []
        for (index, item) in items.enumerated() {
            let own = try member(property, of: item)
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
        return switch call.filter {
        case .find, .findIndex: .null
        case .has: .boolean(false)
        default: try list(kept)
        }
    }

    // MARK: - split, slice

    mutating func split(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        if input.isNil { return try list([]) }
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
        if let given = try optionalArgument(1, of: call), !given.isNil {
            length = Int(clamping: try integer(given, "slice's length"))
        }
        func bounds(_ count: Int) -> Range<Int>? {
            let start = offset < 0 ? count + offset : offset
            guard start >= 0, start <= count, length >= 0 else { return nil }
            return start..<min(count, start + min(length, count))
        }
        if isList(input) || isRange(input) {
            let items = try directItems(of: input)
            guard let bounds = bounds(items.count) else { return try list([]) }
            return .list(start: Int32(items.lowerBound + bounds.lowerBound), count: Int32(bounds.count))
        }
        let text = try text(of: input)
        try charge(bytes: Int(text.count))
        let content = bytes(of: text)
        guard let bounds = bounds(characterCount(content)) else { return .text(.empty) }
        let start = Liquid.offset(ofCharacter: bounds.lowerBound, in: content)
        let end = Liquid.offset(ofCharacter: bounds.upperBound, in: content)
        return .text(text.part(start, end - start))
    }
}
