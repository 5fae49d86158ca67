internal import Diagnostics
internal import JSON

/// Names, members and indices.
extension Renderer {
    /// - Parameter allowsMissing: Gives `.missing` for an absent name or key instead of failing.
    mutating func evaluate(_ expression: Int32, allowsMissing: Bool = false) throws(Stop) -> Value {
        switch program.expressions[Int(expression)] {
        case .literal(let value): return value
        case .variable(let variable): return try evaluate(variable, allowsMissing: allowsMissing)
        case .range(let first, let last):
            let start = try rangeEnd(evaluate(first))
            return .range(first: start, last: try rangeEnd(evaluate(last)))
        }
    }

    private mutating func evaluate(_ variable: Variable, allowsMissing: Bool) throws(Stop) -> Value {
        var value: Value
        if variable.name >= 0 {
            value = lookUp(variable.name, base: frame.base, isIsolated: frame.isIsolated)
            if variable.name == KnownName.`self`.rawValue, value.isNil { value = .scope(Int32(memory.frames.count)) }
        } else {
            value = try lookUp(text: text(of: evaluate(variable.rootExpression)))
        }
        if case .missing = value {
            if allowsMissing || program.options.undefined == .empty { return .missing }
            throw unknownName(variable)
        }
        for index in variable.firstStep..<variable.firstStep + variable.stepCount {
            let step = program.steps[Int(index)]
            let parent = value
            switch step.kind {
            case .member(let name): value = try member(name, of: parent)
            case .key(let name): value = key(name, of: parent)
            case .subscripted(let key): value = try item(at: evaluate(key), of: parent)
            }
            if case .missing = value {
                if allowsMissing || program.options.undefined == .empty { return .missing }
                throw unknownMember(step, of: parent)
            }
        }
        return value
    }

    /// A variable: of a loop or argument, then assigned, then counted, then of the scopes.
    private mutating func lookUp(_ name: Int32, base: Int, isIsolated: Bool) -> Value {
        let slot = program.slots[Int(name)]
        if slot >= 0 {
            if let value = memory.scoped[base + Int(slot)] { return value }
            if let value = memory.assigned[base + Int(slot)] { return value }
            if let count = memory.counters[base + Int(slot)] { return .integer(count) }
        }
        let cached = Int(name) * 2 + (isIsolated ? 1 : 0)
        if let value = memory.found[cached] { return value }
        var value = Value.missing
        for scope in scopes.indices where !isIsolated || globalScopes & (1 << UInt64(scope)) != 0 {
            if let node = member(name, of: JSONDocument.root, in: scope) {
                value = self.value(of: node, in: scope)
                break
            }
        }
        memory.found[cached] = value
        return value
    }

    /// What `increment` counts on from.
    mutating func counter(_ name: Int32) -> Int64 { memory.counters[frame.base + Int(program.slots[Int(name)])] ?? 0 }

    /// A variable whose name is only known now.
    mutating func lookUp(text: Text) -> Value { lookUp(text: text, in: frame) }

    private mutating func lookUp(text: Text, in frame: Frame) -> Value {
        let name = Array(bytes(of: text))
        if let known = program.number(ofName: name.span) {
            return lookUp(known, base: frame.base, isIsolated: frame.isIsolated)
        }
        for scope in scopes.indices where !frame.isIsolated || globalScopes & (1 << UInt64(scope)) != 0 {
            if let node = scopes[scope].member(name.span, of: JSONDocument.root) { return value(of: node, in: scope) }
        }
        return .missing
    }

    /// The frame that a `self` stands for.
    private mutating func frame(at depth: Int32) -> Frame {
        Int(depth) < memory.frames.count ? memory.frames[Int(depth)] : frame
    }

    mutating func value(of node: Int, in scope: Int) -> Value {
        let found = scopes[scope].nodes[node]
        switch found.kind {
        case .null: return .null
        case .true: return .boolean(true)
        case .false: return .boolean(false)
        case .integer:
            let digits = scopes[scope].bytes.span.extracting(Int(found.start)..<Int(found.end))
            return .integer(JSONDocument.integer(digits) ?? 0)
        case .decimal:
            let text = scopes[scope].bytes.span.extracting(Int(found.start)..<Int(found.end))
            return .decimal(JSONDocument.decimal(text) ?? scopes[scope].decimal(node) ?? 0)
        case .string:
            return .text(
                Text(source: Int32(scope), start: Int32(found.start), count: Int32(found.end - found.start))
            )
        case .array, .object: return .node(document: Int32(scope), node: Int32(node))
        }
    }

    // MARK: - Members

    private mutating func member(_ name: Int32, of object: Int, in scope: Int) -> Int? {
        let entry = program.names[Int(name)]
        let guess = Int(memory.guesses[Int(name)])
        let found = scopes[scope].nodes.span.member(
            program.bytes.extracting(entry.range),
            tag: entry.tag,
            of: object,
            in: scopes[scope].bytes.span,
            guess: guess
        )
        if let found, found - object != guess { memory.guesses[Int(name)] = Int32(found - object) }
        return found
    }

    mutating func member(_ name: Int32, of value: Value) throws(Stop) -> Value {
        let found = key(name, of: value)
        if case .missing = found {} else { return found }
        switch value {
        case .loop, .scope: return .missing
        default: break
        }
        return switch KnownName(rawValue: name) {
        case .size: try size(of: value).map { .integer(Int64($0)) } ?? .missing
        case .first: try end(of: value, isFirst: true)
        case .last: try end(of: value, isFirst: false)
        default: .missing
        }
    }

    /// What stands under a name, without `size`, `first` and `last`.
    private mutating func key(_ name: Int32, of value: Value) -> Value {
        switch value {
        case .node(let document, let node) where scopes[Int(document)].nodes[Int(node)].kind == .object:
            guard let found = member(name, of: Int(node), in: Int(document)) else { return .missing }
            return self.value(of: found, in: Int(document))
        case .loop(let depth): return member(name, ofLoop: Int(depth))
        case .scope(let depth):
            let frame = frame(at: depth)
            return lookUp(name, base: frame.base, isIsolated: frame.isIsolated)
        default: return .missing
        }
    }

    /// Items, members or characters; `nil` for what has none.
    mutating func size(of value: Value) throws(Stop) -> Int? {
        switch value {
        case .node(let document, let node): return scopes[Int(document)].count(Int(node))
        case .list(_, let count): return Int(count)
        case .range(let first, let last): return rangeCount(first, last)
        case .text(let text):
            try charge(bytes: Int(text.count))
            return characterCount(span(of: text))
        // Ruby's Integer#size: the bytes of a machine word.
        case .integer: return 8
        default: return nil
        }
    }

    /// `.first` and `.last`.
    mutating func end(of value: Value, isFirst: Bool) throws(Stop) -> Value {
        switch value {
        case .node(let document, let node):
            let count = scopes[Int(document)].count(Int(node))
            if scopes[Int(document)].kind(Int(node)) == .object {
                guard isFirst, count > 0 else { return .null }
                return try pair(key: scopes[Int(document)].firstChild(Int(node)), in: Int(document))
            }
            return try item(isFirst ? 0 : count - 1, ofArray: Int(node), in: Int(document))
        case .list(let start, let count):
            return count == 0 ? .null : memory.items[Int(isFirst ? start : start + count - 1)]
        case .range(let first, let last):
            return .integer(isFirst ? first : last)
        case .text(let text):
            let content = bytes(of: text)
            guard !content.isEmpty else { return .text(.empty) }
            var edge = isFirst ? content.startIndex + 1 : content.endIndex - 1
            if isFirst {
                while edge < content.endIndex, content[edge].isContinuation { edge += 1 }
                return .text(text.part(0, edge - content.startIndex))
            }
            while edge > content.startIndex, content[edge].isContinuation { edge -= 1 }
            return .text(text.part(edge - content.startIndex, content.endIndex - edge))
        default: return .missing
        }
    }

    mutating func item(at key: Value, of value: Value) throws(Stop) -> Value {
        switch (value, key) {
        case (.node(let document, let node), .integer(let index)):
            guard scopes[Int(document)].kind(Int(node)) == .array else { return .missing }
            return try item(Int(index), ofArray: Int(node), in: Int(document))
        case (.node(let document, let node), .text(let text)):
            let name = Array(bytes(of: text))
            guard let found = scopes[Int(document)].member(name.span, of: Int(node)) else { return .missing }
            return self.value(of: found, in: Int(document))
        case (.list(let start, let count), .integer(let index)):
            let position = index < 0 ? Int64(count) + index : index
            guard position >= 0, position < Int64(count) else { return .null }
            return memory.items[Int(start) + Int(position)]
        case (.range(let first, let last), .integer(let index)):
            let count = rangeCount(first, last)
            let position = index < 0 ? count + Int(index) : Int(index)
            return position >= 0 && position < count ? .integer(first + Int64(position)) : .null
        case (.loop(let depth), .text(let text)):
            guard let name = program.number(ofName: span(of: text)) else { return .missing }
            return member(name, ofLoop: Int(depth))
        case (.scope(let depth), .text(let text)): return lookUp(text: text, in: frame(at: depth))
        default: return .missing
        }
    }

    private mutating func item(_ index: Int, ofArray node: Int, in scope: Int) throws(Stop) -> Value {
        let count = scopes[scope].count(node)
        let position = index < 0 ? count + index : index
        guard position >= 0, position < count else { return .null }
        try charge(bytes: position << 2)
        var child = scopes[scope].firstChild(node)
        for _ in 0..<position { child = scopes[scope].next(child) }
        return value(of: child, in: scope)
    }

    /// A member as Ruby's `[key, value]`.
    mutating func pair(key: Int, in scope: Int) throws(Stop) -> Value {
        let start = memory.items.count
        try add(item: value(of: key, in: scope))
        try add(item: value(of: scopes[scope].next(key), in: scope))
        return .list(start: Int32(start), count: 2)
    }

    mutating func add(item: Value) throws(Stop) {
        try charge(items: 1)
        memory.items.append(item)
    }

    // MARK: - Texts

    /// The bytes of a text in place, for who writes nothing meanwhile.
    @inline(__always)
    @_lifetime(borrow self)
    func span(of text: Text) -> Span<UInt8> {
        switch text.source {
        case Text.program: program.literals.extracting(text.range)
        case Text.heap: memory.heap.span.extracting(text.range)
        default: scopes[Int(text.source)].bytes.span.extracting(text.range)
        }
    }

    /// The bytes of a text. Let go of them before the heap is written to, or it is copied.
    mutating func bytes(of text: Text) -> ArraySlice<UInt8> {
        switch text.source {
        case Text.program: memory.literals[text.range]
        case Text.heap: memory.heap[text.range]
        default: scopes[Int(text.source)].bytes[text.range]
        }
    }

    /// A value as it prints.
    mutating func text(of value: Value) throws(Stop) -> Text {
        if case .text(let text) = value { return text }
        memory.work.removeAll(keepingCapacity: true)
        try append(value, escaping: false, toWork: true)
        return try commit(isSafe: false)
    }

    /// Moves the text at work to the heap.
    mutating func commit(isSafe: Bool) throws(Stop) -> Text {
        try charge(bytes: memory.work.count)
        guard memory.heap.count + memory.work.count <= 2 * limits.assignedBytes else { throw tooMuchAssigned() }
        let start = memory.heap.count
        memory.keepWork()
        return Text(source: Text.heap, start: Int32(start), count: Int32(memory.work.count), isSafe: isSafe)
    }

    /// Stops a filter whose text outgrows the limit while it is still writing.
    mutating func checkWork() throws(Stop) {
        if memory.work.count > limits.assignedBytes { throw tooMuchAssigned() }
    }

    // MARK: - Ranges

    private mutating func rangeEnd(_ value: Value) throws(Stop) -> Int64 {
        switch value {
        case .integer(let integer): return integer
        case .missing, .null: return 0
        case .text(let text): return leadingInteger(bytes(of: text))
        default: return try integer(value, "a range's end")
        }
    }

    // MARK: - Findings

    private mutating func unknownName(_ variable: Variable) -> Stop {
        var known: [String] = []
        for scope in scopes.indices where !frame.isIsolated || globalScopes & (1 << UInt64(scope)) != 0 {
            known += keys(of: JSONDocument.root, in: scope)
        }
        for name in 0..<program.names.count where program.slots[name] >= 0 {
            let slot = frame.base + Int(program.slots[name])
            if memory.scoped[slot] != nil || memory.assigned[slot] != nil {
                known.append(program.string(name: Int32(name)))
            }
        }
        let name = variable.name >= 0 ? "'\(program.string(name: variable.name))'" : "with the name in brackets"
        return fail(
            "there is no variable \(name)" + (frame.isIsolated ? " in this partial" : ""),
            at: variable.place,
            remedy: variable.name < 0
                ? "" : suggestion(for: program.string(name: variable.name), among: known)
        )
    }

    private mutating func unknownMember(_ step: PathStep, of parent: Value) -> Stop {
        guard case .member(let name) = step.kind else {
            return fail("there is nothing at this key", at: step.place, remedy: "allow that with | default")
        }
        let key = program.string(name: name)
        switch parent {
        case .node(let document, let node) where scopes[Int(document)].kind(Int(node)) == .object:
            let keys = keys(of: Int(node), in: Int(document))
            let remedy = suggestion(for: key, among: keys)
            return fail("there is no '\(key)' here", at: step.place, remedy: remedy)
        case .null:
            return fail("there is no '\(key)' in nil", at: step.place, remedy: "test it with if first")
        default:
            return fail("there is no '\(key)' in \(describe(parent))", at: step.place)
        }
    }

    mutating func keys(of object: Int, in scope: Int) -> [String] {
        guard scopes[scope].kind(object) == .object else { return [] }
        var keys: [String] = []
        var key = scopes[scope].firstChild(object)
        for _ in 0..<scopes[scope].count(object) {
            keys.append(scopes[scope].string(key))
            key = scopes[scope].next(scopes[scope].next(key))
        }
        return keys
    }

    /// A value's kind in a marketer's words.
    mutating func describe(_ value: Value) -> String {
        switch value {
        case .missing, .null: "nil"
        case .boolean: "a boolean"
        case .integer, .decimal: "a number"
        case .text: "a text"
        case .node(let document, let node):
            scopes[Int(document)].kind(Int(node)) == .array ? "a list" : "an object"
        case .list: "a list"
        case .range: "a range"
        case .empty, .blank: "a keyword"
        case .loop: "a loop"
        case .scope: "self"
        }
    }
}

extension Text {
    func part(_ offset: Int, _ count: Int) -> Text {
        Text(source: source, start: start + Int32(offset), count: Int32(count), isSafe: isSafe)
    }
}

extension UInt8 {
    /// True for all but the first byte of a UTF-8 character.
    var isContinuation: Bool { self & 0b1100_0000 == 0b1000_0000 }
}

/// Unicode scalars, as Ruby counts characters.
func characterCount(_ bytes: Span<UInt8>) -> Int {
    // Counted by the kind that is rare, and without a branch.
    var continuations = 0
    for index in bytes.indices { continuations &+= bytes[index].isContinuation ? 1 : 0 }
    return bytes.count - continuations
}

func characterCount(_ bytes: ArraySlice<UInt8>) -> Int { characterCount(bytes.span) }

func rangeCount(_ first: Int64, _ last: Int64) -> Int {
    guard first <= last else { return 0 }
    let (difference, overflow) = last.subtractingReportingOverflow(first)
    return overflow || difference == .max ? .max : Int(difference) + 1
}

/// Ruby's `to_i`: the digits a text starts with, or 0.
func leadingInteger(_ bytes: ArraySlice<UInt8>) -> Int64 {
    var at = bytes.startIndex
    while at < bytes.endIndex, bytes[at].isSpace { at += 1 }
    var isNegative = false
    if at < bytes.endIndex, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
        isNegative = bytes[at] == UInt8(ascii: "-")
        at += 1
    }
    var value: Int64 = 0
    while at < bytes.endIndex, bytes[at].isDigit {
        let (tens, high) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflow) = tens.addingReportingOverflow(Int64(bytes[at] - UInt8(ascii: "0")))
        if high || overflow { return isNegative ? .min : .max }
        value = sum
        at += 1
    }
    return isNegative ? -value : value
}
