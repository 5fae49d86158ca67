internal import Diagnostics

extension Renderer {
    /// Starts a partial with its arguments.
    /// - Returns: Where it starts.
    mutating func enter(_ index: Int32, returnTo: Int) throws(Stop) -> Int {
        let call = program.partialCalls[Int(index)]
        place = call.place
        guard memory.frames.count < limits.depth else {
            throw limit("partials are nested over \(limits.depth) deep", remedy: "does one render itself?")
        }
        var next = Frame(
            returnTo: returnTo,
            base: frame.base,
            cellBase: memory.cells.count,
            loopBase: frame.loopBase,
            isIsolated: frame.isIsolated,
            cycleBase: frame.cycleBase,
            namedCycleBase: frame.namedCycleBase,
            continueBase: frame.continueBase,
            call: index,
            hiddenBase: memory.hidden.count,
            lastChange: memory.lastChange
        )
        if call.isInclude {
            try include(call, &next)
        } else {
            try isolate(call, &next)
        }
        memory.frames.append(frame)
        frame = next
        return next.unitStart
    }

    /// What the named arguments say, into `memory.arguments`; nothing has begun yet, should one fail.
    private mutating func evaluateArguments(of call: PartialCall) throws(Stop) {
        memory.arguments.removeAll(keepingCapacity: true)
        for index in call.firstArgument..<call.firstArgument + call.argumentCount {
            memory.arguments.append(try evaluate(program.arguments[Int(index)].expression))
        }
    }

    private mutating func isolate(_ call: PartialCall, _ next: inout Frame) throws(Stop) {
        var bound = Value.missing
        var forloop: Value?
        switch call.binding {
        case .none: break
        case .value(let expression): bound = try evaluate(expression)
        case .item:
            let last = memory.loops.count - 1
            bound = memory.loops[last].current
            if memory.loops[last].showsLoop { forloop = .loop(Int32(last)) }
        }
        try evaluateArguments(of: call)
        try charge(items: program.slotCount >> 3)
        next.base = memory.scoped.count
        next.loopBase = memory.loops.count
        next.isIsolated = true
        next.cycleBase = memory.cycles.count
        next.namedCycleBase = memory.namedCycles.count
        next.continueBase = memory.continues.count
        begin(call.unit, &next)
        memory.beginRegisters(of: program)
        memory.lastChange = nil
        for _ in 0..<program.slotCount {
            memory.scoped.append(nil)
            memory.assigned.append(nil)
            memory.counters.append(nil)
        }
        if let forloop {
            memory.scoped[next.base + Int(program.slots[Int(KnownName.forloop.rawValue)])] = forloop
        }
        for (offset, value) in memory.arguments.enumerated() {
            memory.assigned[next.base + Int(program.arguments[Int(call.firstArgument) + offset].slot)] = value
        }
        if !bound.isNil, call.bindingSlot >= 0 { memory.assigned[next.base + Int(call.bindingSlot)] = bound }
    }

    /// An included partial shares the frame's variables; its own hide them until it ends.
    private mutating func include(_ call: PartialCall, _ next: inout Frame) throws(Stop) {
        guard !frame.isIsolated else {
            throw fail(
                "'include' does not work in a partial that is rendered",
                remedy: "use render",
                shopify: "include usage is not allowed in this context"
            )
        }
        var unit = call.unit
        var slot = call.bindingSlot
        var bound = Value.missing
        if unit < 0 {
            let name = try evaluate(call.nameExpression, allowsMissing: program.options.errors == .print)
            guard case .text(let text) = name else {
                throw fail(
                    "a partial's name is text, not \(describe(name))",
                    shopify: "Argument error in tag 'include' - Illegal template name"
                )
            }
            let written = String(decoding: bytes(of: text), as: UTF8.self)
            let plain = Compiler.plainName(written)
            guard let partial = program.partial(named: plain) else {
                throw fail(
                    "there is no partial '\(written)'",
                    remedy: suggestion(for: written, among: program.partialNames),
                    shopify: "Could not find asset \(written)"
                )
            }
            unit = partial.unit
            if slot < 0 { slot = partial.slot }
            bound = lookUp(text: text)
        }
        if case .value(let expression) = call.binding {
            bound = try evaluate(expression, allowsMissing: call.nameExpression >= 0)
        }
        try evaluateArguments(of: call)
        begin(unit, &next)
        for (offset, value) in memory.arguments.enumerated() {
            hide(program.arguments[Int(call.firstArgument) + offset].slot, behind: value)
        }
        next.itemSlot = slot
        if isList(bound) {
            let items = try directItems(of: bound)
            (next.nextItem, next.itemEnd) = (items.lowerBound, items.upperBound)
            hide(slot, behind: items.isEmpty ? nil : memory.items[items.lowerBound])
            next.nextItem += 1
            // Nothing to run for: the partial's end is where it starts.
            if items.isEmpty { next.unitStart = Int(program.units[Int(unit)].end) }
        } else {
            hide(slot, behind: bound.isNil ? .null : bound)
        }
    }

    private mutating func begin(_ unit: Int32, _ next: inout Frame) {
        let unit = program.units[Int(unit)]
        next.unitStart = Int(unit.start)
        for _ in 0..<unit.cellCount { memory.cells.append(0) }
    }

    private mutating func hide(_ slot: Int32, behind value: Value?) {
        let index = frame.base + Int(slot)
        memory.hidden.append(HiddenVariable(index: index, value: memory.scoped[index]))
        memory.scoped[index] = value
    }

    /// At the end of a partial: the start again, where it is included for one more item.
    mutating func nextOfPartial() -> Int? {
        guard frame.nextItem < frame.itemEnd else { return nil }
        memory.scoped[frame.base + Int(frame.itemSlot)] = memory.items[frame.nextItem]
        frame.nextItem += 1
        return frame.unitStart
    }

    /// Ends a partial.
    /// - Returns: Where its caller goes on.
    mutating func leavePartial() -> Int {
        let ended = frame
        guard let caller = memory.frames.popLast() else { preconditionFailure("A partial ends that never began") }
        memory.cells.removeLast(memory.cells.count - ended.cellBase)
        while memory.hidden.count > ended.hiddenBase, let hidden = memory.hidden.popLast() {
            memory.scoped[hidden.index] = hidden.value
        }
        if ended.base > caller.base {
            memory.scoped.removeLast(memory.scoped.count - ended.base)
            memory.assigned.removeLast(memory.assigned.count - ended.base)
            memory.counters.removeLast(memory.counters.count - ended.base)
            memory.cycles.removeLast(memory.cycles.count - ended.cycleBase)
            memory.namedCycles.removeLast(memory.namedCycles.count - ended.namedCycleBase)
            memory.continues.removeLast(memory.continues.count - ended.continueBase)
            memory.lastChange = ended.lastChange
        }
        frame = caller
        return ended.returnTo
    }

    /// A `break` or `continue` that no loop of its own text is around.
    /// - Returns: Where to go on; `nil` at the template's end.
    mutating func interrupt(isBreak: Bool) -> Int? {
        guard frame.call >= 0 else { return nil }
        let call = program.partialCalls[Int(frame.call)]
        let returnTo = leavePartial()
        guard call.isInclude else { return returnTo }
        return Int(isBreak ? call.breakTo : call.continueTo)
    }
}
