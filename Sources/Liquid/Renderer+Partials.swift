extension Renderer {
    /// Starts a partial with its arguments.
    /// - Returns: Where it starts.
    mutating func enter(_ call: PartialCall, returnTo: Int) throws(Stop) -> Int {
        place = call.place
        guard memory.frames.count < limits.depth else {
            throw fail("partials are nested over \(limits.depth) deep", remedy: "does one render itself?")
        }
        let unit = program.units[Int(call.unit)]
        let next = Frame(
            returnTo: returnTo,
            base: memory.scoped.count,
            cellBase: memory.cells.count,
            loopBase: memory.loops.count,
            isIsolated: true
        )
        for _ in 0..<unit.cellCount { memory.cells.append(0) }
        try charge(items: program.slotCount >> 3)
        for _ in 0..<program.slotCount {
            memory.scoped.append(nil)
            memory.assigned.append(nil)
            memory.counters.append(nil)
        }
        switch call.binding {
        case .none: break
        case .with(let expression):
            memory.assigned[next.base + Int(call.bindingSlot)] = try evaluate(expression)
        case .each:
            let forloop = Int(program.slots[Int(KnownName.forloop.rawValue)])
            memory.assigned[next.base + Int(call.bindingSlot)] = memory.scoped[frame.base + Int(call.bindingSlot)]
            memory.scoped[next.base + forloop] = memory.scoped[frame.base + forloop]
        }
        for index in call.firstArgument..<call.firstArgument + call.argumentCount {
            let argument = program.arguments[Int(index)]
            memory.assigned[next.base + Int(argument.slot)] = try evaluate(argument.expression)
        }
        memory.frames.append(frame)
        frame = next
        return Int(unit.start)
    }

    /// Ends a partial.
    /// - Returns: Where its caller goes on.
    mutating func leavePartial() -> Int {
        let returnTo = frame.returnTo
        memory.cells.removeLast(memory.cells.count - frame.cellBase)
        guard let caller = memory.frames.popLast() else { preconditionFailure("A partial ends that never began") }
        memory.scoped.removeLast(memory.scoped.count - frame.base)
        memory.assigned.removeLast(memory.assigned.count - frame.base)
        memory.counters.removeLast(memory.counters.count - frame.base)
        frame = caller
        return returnTo
    }
}
