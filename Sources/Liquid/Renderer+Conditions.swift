internal import Diagnostics
internal import JSON

extension Renderer {
    /// `a and b or c` is `a and (b or c)`: each connector decides over all that follows.
    mutating func holds(_ condition: Condition) throws(Stop) -> Bool {
        let heap = memory.heap.count
        let items = memory.items.count
        defer { release(heap: heap, items: items) }
        for index in condition.firstTerm..<condition.firstTerm + condition.termCount {
            let term = program.terms[Int(index)]
            let result = try holds(term)
            switch term.connector {
            case .last: return result
            case .and: if !result { return false }
            case .or: if result { return true }
            }
        }
        return true
    }

    private mutating func holds(_ term: Term) throws(Stop) -> Bool {
        place = term.place
        let left = try evaluate(term.left)
        if term.comparison == .truthy { return left.isTruthy }
        let right = try evaluate(term.right)
        switch term.comparison {
        case .truthy: return true
        case .equal: return try equal(left, right)
        case .notEqual: return try !equal(left, right)
        case .contains: return try contains(left, right)
        case .less, .greater, .lessOrEqual, .greaterOrEqual:
            // Only numbers and texts have an order; anything else is neither before nor behind, as in Shopify.
            guard isOrdered(left), isOrdered(right) else { return false }
            guard let order = try order(left, right) else {
                throw fail(
                    "\(describe(left)) cannot be compared with \(describe(right))",
                    remedy: "turn text into a number with | plus: 0",
                    shopify: "comparison of \(className(left)) with \(try comparedName(right)) failed"
                )
            }
            return switch term.comparison {
            case .less: order < 0
            case .greater: order > 0
            case .lessOrEqual: order <= 0
            default: order >= 0
            }
        }
    }

    private mutating func isOrdered(_ value: Value) -> Bool {
        switch value {
        case .integer, .decimal, .text: true
        default: false
        }
    }

    /// A value's class in Ruby.
    private func className(_ value: Value) -> String {
        switch value {
        case .integer: "Integer"
        case .decimal: "Float"
        default: "String"
        }
    }

    /// How Ruby names the other side of a comparison that failed: numbers by their value.
    private mutating func comparedName(_ value: Value) throws(Stop) -> String {
        if case .text = value { return "String" }
        let shown = try text(of: value)
        return String(decoding: bytes(of: shown), as: UTF8.self)
    }

    /// The next of a `when`'s values that equals the case's subject.
    mutating func matches(_ when: When) throws(Stop) -> Bool {
        let next = frame.cellBase + Int(when.cell) + 1
        let subject = try evaluate(when.subject)
        while memory.cells[next] < when.valueCount {
            let value = try evaluate(program.operands[Int(when.firstValue + memory.cells[next])])
            memory.cells[next] += 1
            if try equal(subject, value) {
                memory.cells[next - 1] = 1
                return true
            }
        }
        return false
    }

    // MARK: - Comparing

    mutating func equal(_ left: Value, _ right: Value) throws(Stop) -> Bool {
        switch (left, right) {
        case (.missing, .missing), (.missing, .null), (.null, .missing), (.null, .null): return true
        case (.boolean(let left), .boolean(let right)): return left == right
        case (.integer(let left), .integer(let right)): return left == right
        case (.integer(let left), .decimal(let right)): return Double(left) == right
        case (.decimal(let left), .integer(let right)): return left == Double(right)
        case (.decimal(let left), .decimal(let right)): return left == right
        case (.text(let left), .text(let right)):
            guard left.count == right.count else { return false }
            try charge(bytes: Int(left.count))
            return Liquid.equal(span(of: left), span(of: right))
        case (.empty, .empty), (.blank, .blank), (.empty, .blank), (.blank, .empty): return false
        case (.empty, let value), (let value, .empty): return isEmpty(value)
        case (.blank, let value), (let value, .blank): return isBlank(value)
        case (.range(let first, let last), .range(let otherFirst, let otherLast)):
            return first == otherFirst && last == otherLast
        case (.loop(let left), .loop(let right)), (.scope(let left), .scope(let right)): return left == right
        case (.node, .node), (.node, .list), (.list, .node), (.list, .list): return try equalContainers(left, right)
        default: return false
        }
    }

    /// Lists by their items, objects by their members.
    private mutating func equalContainers(_ left: Value, _ right: Value) throws(Stop) -> Bool {
        guard try size(of: left) == size(of: right), isObject(left) == isObject(right) else { return false }
        if case .node(let document, let node) = left, case .node(let other, let otherNode) = right,
            isObject(left)
        {
            let scope = Int(document)
            var key = scopes[scope].firstChild(Int(node))
            for _ in 0..<scopes[scope].count(Int(node)) {
                let name = Array(scopes[scope].bytes[scopes[scope].range(key)])
                let child = scopes[scope].next(key)
                guard let match = scopes[Int(other)].member(name.span, of: Int(otherNode)) else { return false }
                try charge(items: 1)
                if try !equal(value(of: child, in: scope), value(of: match, in: Int(other))) { return false }
                key = scopes[scope].next(child)
            }
            return true
        }
        let items = memory.items.count
        defer { memory.items.removeLast(memory.items.count - items) }
        let leftItems = try directItems(of: left)
        let rightItems = try directItems(of: right)
        for (left, right) in zip(leftItems, rightItems) {
            if try !equal(memory.items[left], memory.items[right]) { return false }
        }
        return true
    }

    mutating func isObject(_ value: Value) -> Bool {
        if case .node(let document, let node) = value { return scopes[Int(document)].kind(Int(node)) == .object }
        return false
    }

    mutating func isEmpty(_ value: Value) -> Bool {
        switch value {
        case .text(let text): text.count == 0
        case .node(let document, let node): scopes[Int(document)].count(Int(node)) == 0
        case .list(_, let count): count == 0
        default: false
        }
    }

    mutating func isBlank(_ value: Value) -> Bool {
        switch value {
        case .missing, .null, .boolean(false): true
        case .text(let text): bytes(of: text).allSatisfy(\.isSpace)
        default: isEmpty(value)
        }
    }

    /// Below, at or above 0; `nil` where the two cannot be compared.
    mutating func order(_ left: Value, _ right: Value) throws(Stop) -> Int? {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): return left < right ? -1 : left > right ? 1 : 0
        case (.integer(let left), .decimal(let right)): return order(Double(left), right)
        case (.decimal(let left), .integer(let right)): return order(left, Double(right))
        case (.decimal(let left), .decimal(let right)): return order(left, right)
        case (.text(let left), .text(let right)):
            try charge(bytes: Int(min(left.count, right.count)))
            let left = bytes(of: left)
            let right = bytes(of: right)
            return left.lexicographicallyPrecedes(right) ? -1 : left == right ? 0 : 1
        default: return nil
        }
    }

    private func order(_ left: Double, _ right: Double) -> Int { left < right ? -1 : left > right ? 1 : 0 }

    private mutating func contains(_ left: Value, _ right: Value) throws(Stop) -> Bool {
        if left.isNil || !right.isTruthy { return false }
        switch left {
        case .text(let text):
            let part = try self.text(of: right)
            try charge(bytes: Int(text.count))
            return find(bytes(of: part), in: bytes(of: text), from: Int(text.start)) != nil
        case .node(let document, let node) where scopes[Int(document)].kind(Int(node)) == .object:
            guard case .text(let key) = right else { return false }
            let name = Array(bytes(of: key))
            return scopes[Int(document)].member(name.span, of: Int(node)) != nil
        case .node, .list:
            let mark = memory.items.count
            defer { memory.items.removeLast(memory.items.count - mark) }
            for item in try directItems(of: left) where try equal(memory.items[item], right) { return true }
            return false
        case .range(let first, let last):
            guard case .integer(let value) = right else { return false }
            return first <= value && value <= last
        default: return false
        }
    }
}

/// Where `part` starts in `bytes`, at `start` or after; by first byte, then the rest.
func find(_ part: ArraySlice<UInt8>, in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    guard let first = part.first else { return start }
    let lastStart = bytes.endIndex - part.count
    var at = start
    while at <= lastStart {
        if bytes[at] == first, bytes[at..<at + part.count] == part { return at }
        at += 1
    }
    return nil
}
