internal import Diagnostics
internal import JSON

extension Renderer {
    /// `{{ … }}`
    mutating func print(_ pipeline: Pipeline) throws(Stop) {
        let heap = memory.heap.count
        let items = memory.items.count
        try print(value: evaluate(pipeline), at: pipeline.place)
        release(heap: heap, items: items)
    }

    mutating func print(value: Value, at place: Int32) throws(Stop) {
        if escapesHTML {
            if openLink != nil { try settleLink() }
            if startsLink(output, from: outputStart) { openLink = (output.count, place) }
        }
        self.place = place
        try append(value, escaping: escapesHTML, toWork: false)
        try checkOutput()
    }

    /// A value through its filters.
    mutating func evaluate(_ pipeline: Pipeline) throws(Stop) -> Value {
        place = pipeline.place
        var value = try evaluate(pipeline.input, allowsMissing: pipeline.allowsMissing)
        for index in pipeline.firstCall..<pipeline.firstCall + pipeline.callCount {
            value = try apply(program.calls[Int(index)], to: value)
        }
        return value
    }

    /// Forgets texts and lists that nothing refers to any more.
    mutating func release(heap: Int, items: Int) {
        // Mostly there is nothing to forget, and removing nothing takes its time too.
        if memory.heap.count > heap { memory.heap.removeLast(memory.heap.count - heap) }
        if memory.items.count > items { memory.items.removeLast(memory.items.count - items) }
    }

    // MARK: - Values as bytes

    /// Prints a value to the output, or to the text at work; lists item by item, objects as Ruby shows a Hash.
    mutating func append(_ value: Value, escaping: Bool, toWork: Bool) throws(Stop) {
        switch value {
        case .missing, .null, .empty, .blank: return
        case .text(let text): append(text, escaping: escaping && !text.isSafe, toWork: toWork)
        case .integer(let integer):
            if toWork { memory.work.append(integer: integer) } else { output.append(integer: integer) }
        case .boolean(let boolean): append(boolean ? "true" : "false", toWork: toWork)
        case .decimal(let decimal): append(rubyDescription(decimal), toWork: toWork)
        case .range(let first, let last): append("\(first)..\(last)", toWork: toWork)
        case .scope: append("Liquid::SelfDrop", toWork: toWork)
        case .loop(let depth):
            let isTableRow =
                Int(depth) < memory.loops.count && program.loops[Int(memory.loops[Int(depth)].loop)].isTableRow
            append("Liquid::\(isTableRow ? "TablerowloopDrop" : "ForloopDrop")", toWork: toWork)
        case .list where toWork, .node where toWork: return try appendInspected(value, escaping: escaping, toWork: true)
        case .list(let start, let count):
            for index in Int(start)..<Int(start + count) {
                try append(memory.items[index], escaping: escaping, toWork: toWork)
                try checkOutput()
            }
        case .node(let document, let node):
            let scope = Int(document)
            if scopes[scope].kind(Int(node)) == .object {
                return try appendInspected(value, escaping: escaping, toWork: toWork)
            }
            var child = scopes[scope].firstChild(Int(node))
            for _ in 0..<scopes[scope].count(Int(node)) {
                try append(self.value(of: child, in: scope), escaping: escaping, toWork: toWork)
                child = scopes[scope].next(child)
            }
        }
    }

    /// Lists and objects as Ruby shows them: `["a", 1]`, `{"a"=>1}`.
    private mutating func appendInspected(_ value: Value, escaping: Bool, toWork: Bool) throws(Stop) {
        var text: [UInt8] = []
        try inspect(value, into: &text)
        if toWork {
            if escaping { appendEscaped(text[...], to: &memory.work) } else { memory.work += text }
        } else {
            if escaping { appendEscaped(text[...], to: &output) } else { output += text }
        }
    }

    private mutating func inspect(_ value: Value, into text: inout [UInt8]) throws(Stop) {
        guard text.count <= limits.assignedBytes else { throw tooMuchAssigned() }
        switch value {
        case .missing, .null: text.append(ascii: "nil")
        case .boolean(let boolean): text.append(ascii: boolean ? "true" : "false")
        case .integer(let integer): text.append(integer: integer)
        case .decimal(let decimal): text += Array(rubyDescription(decimal).utf8)
        case .text(let part): appendQuoted(bytes(of: part), to: &text)
        case .range(let first, let last): text += Array("\(first)..\(last)".utf8)
        case .empty, .blank, .loop, .scope: text.append(ascii: "nil")
        case .list(let start, let count):
            text.append(UInt8(ascii: "["))
            for offset in 0..<Int(count) {
                if offset > 0 { text.append(ascii: ", ") }
                try inspect(memory.items[Int(start) + offset], into: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .node(let document, let node):
            try inspect(Int(node), in: Int(document), into: &text)
        }
    }

    private mutating func inspect(_ node: Int, in scope: Int, into text: inout [UInt8]) throws(Stop) {
        let isObject = scopes[scope].kind(node) == .object
        let count = scopes[scope].count(node)
        try charge(items: count)
        text.append(UInt8(ascii: isObject ? "{" : "["))
        var child = scopes[scope].firstChild(node)
        for index in 0..<count {
            if index > 0 { text.append(ascii: ", ") }
            if isObject {
                appendQuoted(scopes[scope].bytes[scopes[scope].range(child)], to: &text)
                text.append(ascii: "=>")
                child = scopes[scope].next(child)
            }
            try inspect(value(of: child, in: scope), into: &text)
            child = scopes[scope].next(child)
        }
        text.append(UInt8(ascii: isObject ? "}" : "]"))
    }

    private mutating func append(_ text: Text, escaping: Bool, toWork: Bool) {
        // A copy, so that what is read is not part of what is written to.
        let scopes = scopes
        switch (text.source, toWork) {
        case (Text.program, true): copy(program.literals.extracting(text.range), escaping, to: &memory.work)
        case (Text.program, false): copy(program.literals.extracting(text.range), escaping, to: &output)
        case (Text.heap, true): copy(text.range, of: memory.heap, escaping, to: &memory.work)
        case (Text.heap, false): copy(text.range, of: memory.heap, escaping, to: &output)
        case (let scope, true): copy(scopes[Int(scope)].bytes.span.extracting(text.range), escaping, to: &memory.work)
        case (let scope, false): copy(scopes[Int(scope)].bytes.span.extracting(text.range), escaping, to: &output)
        }
    }

    private mutating func append(_ text: String, escaping: Bool = false, toWork: Bool) {
        if escaping {
            let bytes = Array(text.utf8)[...]
            if toWork { appendEscaped(bytes, to: &memory.work) } else { appendEscaped(bytes, to: &output) }
        } else if toWork {
            memory.work.append(contentsOf: text.utf8)
        } else {
            output.append(contentsOf: text.utf8)
        }
    }

    // MARK: - Tags that print

    mutating func print(cycle: Cycle) throws(Stop) {
        place = cycle.place
        let after = { (position: Int) in position + 1 >= cycle.valueCount ? 0 : position + 1 }
        var position = 0
        if cycle.name < 0 {
            position = memory.cycles[frame.cycleBase + Int(cycle.group)]
            memory.cycles[frame.cycleBase + Int(cycle.group)] = after(position)
        } else {
            let index = try turn(ofCycle: evaluate(cycle.name))
            position = memory.namedCycles[index].position
            memory.namedCycles[index].position = after(position)
        }
        guard position < cycle.valueCount else { return }
        try print(value: evaluate(program.operands[Int(cycle.firstValue) + position]), at: cycle.place)
    }

    /// Where the turn of a named cycle is kept.
    private mutating func turn(ofCycle name: Value) throws(Stop) -> Int {
        for index in frame.namedCycleBase..<memory.namedCycles.count
        where try equal(memory.namedCycles[index].name, name) { return index }
        try charge(items: 1)
        memory.namedCycles.append(NamedCycle(name: name, position: 0))
        return memory.namedCycles.count - 1
    }

    /// What was printed since the capture began, moved from the output to the heap.
    mutating func endCapture() throws(Stop) -> Text {
        try settleLink()
        guard let start = memory.captures.popLast() else { preconditionFailure("A capture ends that never began") }
        let count = output.count - start
        try countAssigned(count)
        let text = Text(
            source: Text.heap,
            start: Int32(memory.heap.count),
            count: Int32(count),
            isSafe: escapesHTML
        )
        memory.heap.append(contentsOf: output[start...])
        output.removeLast(count)
        return text
    }

    /// Takes back what `ifchanged` printed where the last one, anywhere in the template, printed the same.
    mutating func endChanged() throws(Stop) {
        let text = try endCapture()
        if let before = memory.lastChange, try equal(.text(before), .text(text)) { return }
        memory.lastChange = text
        output.append(contentsOf: bytes(of: text))
    }

    // MARK: - Links

    /// Judges the link that data began: it must be http(s), mailto, tel or relative. What `{{ a }}{{ b }}` spell
    /// together counts, so this runs when more has been printed behind the first value.
    mutating func settleLink() throws(Stop) {
        guard let link = openLink else { return }
        guard link.start <= output.count else {
            openLink = nil
            return
        }
        switch judgeLink(output.span.extracting(link.start...)) {
        case .undecided: return
        case .allowed: openLink = nil
        case .forbidden(let scheme):
            throw fail(
                "this link would start with '\(scheme)'",
                at: link.place,
                remedy: "data may begin a link with http, https, mailto or tel only, or be relative"
            )
        }
    }
}

private func copy(_ text: Span<UInt8>, _ escaping: Bool, to output: inout [UInt8]) {
    if escaping { appendEscaped(text, to: &output) } else { output.append(text) }
}

/// The array as such and not a span of it: then what is read and what is written may belong to the same struct.
private func copy(_ range: Range<Int>, of bytes: [UInt8], _ escaping: Bool, to output: inout [UInt8]) {
    copy(bytes.span.extracting(range), escaping, to: &output)
}
