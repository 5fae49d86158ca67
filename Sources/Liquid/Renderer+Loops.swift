internal import JSON

extension Renderer {
    /// Starts a loop on its first item.
    /// - Returns: False where there is nothing to loop over.
    mutating func beginLoop(_ index: Int32) throws(Stop) -> Bool {
        let loop = program.loops[Int(index)]
        place = loop.place
        let collection = try evaluate(loop.collection)
        if loop.isTableRow, !collection.isTruthy { return false }
        var start = 0
        switch loop.offset {
        case .none: break
        case .continue: start = memory.continues[frame.continueBase + Int(loop.continueGroup)]
        case .expression(let expression): start = try loopBound(expression, "offset", loop) ?? 0
        }
        var end = Int.max
        if loop.limit >= 0, let limit = try loopBound(loop.limit, "limit", loop) {
            let (sum, overflow) = start.addingReportingOverflow(limit)
            end = overflow ? (limit < 0 ? .min : .max) : sum
        }
        let isSingle = loop.callsPartial && !isIterable(collection)
        let available = isSingle ? 1 : try loopSize(collection)
        let takesAll = isText(collection) || isSingle
        let first = takesAll ? 0 : min(max(start, 0), available)
        let count = takesAll ? available : max(0, min(end, available) - first)
        if !loop.callsPartial {
            memory.continues[frame.continueBase + Int(loop.continueGroup)] = start + count
        }
        let columns = loop.columns < 0 ? count : try loopBound(loop.columns, "cols", loop) ?? 0
        if loop.isTableRow { output.append(ascii: "<tr class=\"row1\">\n") }
        guard count > 0 else {
            if loop.isTableRow { output.append(ascii: "</tr>\n") }
            return false
        }
        let source = try source(of: collection, first: first, count: count, isReversed: loop.isReversed)
        var state = LoopState(
            source: source,
            loop: index,
            index: 0,
            count: count,
            parent: loop.callsPartial ? -1 : enclosingLoop(),
            columns: columns,
            showsLoop: !isSingle
        )
        if !loop.callsPartial {
            let loopSlot = slot(ofLoop: loop)
            state.hiddenVariable = memory.scoped[frame.base + Int(loop.slot)]
            state.hiddenLoop = memory.scoped[loopSlot]
            memory.scoped[loopSlot] = .loop(Int32(memory.loops.count))
        }
        memory.loops.append(state)
        try takeItem(for: loop)
        if loop.isTableRow { output.append(ascii: "<td class=\"col1\">") }
        return true
    }

    /// Where `forloop` or `tablerowloop` stands.
    private mutating func slot(ofLoop loop: Loop) -> Int {
        let known = loop.isTableRow ? KnownName.tablerowloop : .forloop
        return frame.base + Int(program.slots[Int(known.rawValue)])
    }

    /// The `for` loop around the one that begins, or -1.
    private mutating func enclosingLoop() -> Int32 {
        var index = memory.loops.count - 1
        while index >= frame.loopBase, program.loops[Int(memory.loops[index].loop)].isTableRow { index -= 1 }
        return index >= frame.loopBase ? Int32(index) : -1
    }

    /// The next item becomes the loop's variable.
    private mutating func takeItem(for loop: Loop) throws(Stop) {
        let item = try nextItem()
        if loop.callsPartial {
            memory.loops[memory.loops.count - 1].current = item
        } else {
            memory.scoped[frame.base + Int(loop.slot)] = item
        }
    }

    /// Goes on to the next item.
    /// - Returns: False at the end, where the loop is left.
    mutating func advanceLoop() throws(Stop) -> Bool {
        let last = memory.loops.count - 1
        memory.loops[last].index += 1
        let state = memory.loops[last]
        let loop = program.loops[Int(state.loop)]
        place = loop.place
        if loop.isTableRow {
            output.append(ascii: "</td>")
            if state.index < state.count {
                let (row, column) = state.cell
                if column == 0 {
                    output.append(ascii: "</tr>\n<tr class=\"row")
                    output.append(integer: Int64(row + 1))
                    output.append(ascii: "\">")
                }
                output.append(ascii: "<td class=\"col")
                output.append(integer: Int64(column + 1))
                output.append(ascii: "\">")
            } else {
                output.append(ascii: "</tr>\n")
            }
            try checkOutput()
        }
        guard state.index < state.count else {
            removeLoop()
            return false
        }
        try takeItem(for: loop)
        return true
    }

    /// `break`: the loop ends here.
    mutating func leaveLoop() {
        guard let state = memory.loops.last else { return }
        if program.loops[Int(state.loop)].isTableRow { output.append(ascii: "</td></tr>\n") }
        removeLoop()
    }

    private mutating func removeLoop() {
        let state = memory.loops.removeLast()
        let loop = program.loops[Int(state.loop)]
        guard !loop.callsPartial else { return }
        memory.scoped[frame.base + Int(loop.slot)] = state.hiddenVariable
        memory.scoped[slot(ofLoop: loop)] = state.hiddenLoop
    }

    // MARK: - Items

    /// A limit, offset or number of columns. `for` takes whole numbers or text that is one; `tablerow` makes of anything
    /// the number it starts with.
    private mutating func loopBound(_ expression: Int32, _ name: String, _ loop: Loop) throws(Stop) -> Int? {
        let value = try evaluate(expression)
        guard loop.isTableRow else { return value.isNil ? nil : Int(clamping: try integer(value, "'\(name)'")) }
        switch value {
        case .missing, .null: return 0
        case .integer(let integer): return Int(integer)
        case .decimal(let decimal): return Int(exactly: decimal.rounded(.towardZero)) ?? 0
        case .text(let text): return Int(leadingInteger(bytes(of: text)))
        default: throw fail("'\(name)' must be a whole number, not \(describe(value))", shopify: "invalid integer")
        }
    }

    private mutating func isIterable(_ value: Value) -> Bool {
        switch value {
        case .node, .list, .range: true
        default: false
        }
    }

    private mutating func isText(_ value: Value) -> Bool { if case .text = value { true } else { false } }

    private mutating func loopSize(_ collection: Value) throws(Stop) -> Int {
        switch collection {
        case .node, .list, .range: try size(of: collection) ?? 0
        case .text(let text): text.count == 0 ? 0 : 1
        default: 0
        }
    }

    private mutating func source(
        of collection: Value,
        first: Int,
        count: Int,
        isReversed: Bool
    ) throws(Stop) -> LoopState.Source {
        switch collection {
        case .range(let start, _):
            return isReversed
                ? .range(next: start + Int64(first + count - 1), step: -1) : .range(next: start + Int64(first), step: 1)
        case .list(let start, _):
            return isReversed
                ? .list(next: start + Int32(first + count - 1), step: -1) : .list(next: start + Int32(first), step: 1)
        case .node(let document, let node):
            let scope = Int(document)
            if isReversed {
                let items = try directItems(of: collection)
                return .list(next: Int32(items.lowerBound + first + count - 1), step: -1)
            }
            try charge(bytes: first << 2)
            var child = scopes[scope].firstChild(Int(node))
            let isObject = scopes[scope].kind(Int(node)) == .object
            for _ in 0..<first {
                if isObject { child = scopes[scope].next(child) }
                child = scopes[scope].next(child)
            }
            return isObject
                ? .object(document: document, node: Int32(child)) : .array(document: document, node: Int32(child))
        default: return .single(collection)
        }
    }

    /// The item the innermost loop stands at; its source moves on.
    private mutating func nextItem() throws(Stop) -> Value {
        let last = memory.loops.count - 1
        switch memory.loops[last].source {
        case .array(let document, let node):
            let scope = Int(document)
            memory.loops[last].source = .array(document: document, node: Int32(scopes[scope].next(Int(node))))
            return value(of: Int(node), in: scope)
        case .object(let document, let node):
            let scope = Int(document)
            let next = scopes[scope].next(scopes[scope].next(Int(node)))
            memory.loops[last].source = .object(document: document, node: Int32(next))
            return try pair(key: Int(node), in: scope)
        case .list(let next, let step):
            memory.loops[last].source = .list(next: next + step, step: step)
            return memory.items[Int(next)]
        case .range(let next, let step):
            memory.loops[last].source = .range(next: next &+ step, step: step)
            return .integer(next)
        case .single(let value): return value
        }
    }

    // MARK: - forloop

    /// `forloop.index` and its like; nil where the loop is over.
    mutating func member(_ name: Int32, ofLoop depth: Int) -> Value {
        guard depth < memory.loops.count, let known = KnownName(rawValue: name) else { return .missing }
        let state = memory.loops[depth]
        let loop = program.loops[Int(state.loop)]
        let (row, column) = state.cell
        let isTableRow = loop.isTableRow
        switch known {
        case .first: return .boolean(state.index == 0)
        case .last: return .boolean(state.index == state.count - 1)
        case .index: return .integer(Int64(state.index + 1))
        case .index0: return .integer(Int64(state.index))
        case .rindex: return .integer(Int64(state.count - state.index))
        case .rindex0: return .integer(Int64(state.count - state.index - 1))
        case .length: return .integer(Int64(state.count))
        case .parentloop where !isTableRow: return state.parent < 0 ? .null : .loop(state.parent)
        case .name where !isTableRow: return .text(loop.title)
        case .col where isTableRow: return .integer(Int64(column + 1))
        case .col0 where isTableRow: return .integer(Int64(column))
        case .colFirst where isTableRow: return .boolean(column == 0)
        case .colLast where isTableRow: return .boolean(column == state.columns - 1)
        case .row where isTableRow: return .integer(Int64(row + 1))
        default: return .missing
        }
    }
}

extension LoopState {
    /// Where a tablerow is, from 0.
    var cell: (row: Int, column: Int) { columns > 0 ? (index / columns, index % columns) : (0, index) }
}
