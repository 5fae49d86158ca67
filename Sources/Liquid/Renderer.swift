internal import Diagnostics
internal import Dispatch
internal import JSON

/// Ends a render, or the tag at work where errors are printed; the reason is in ``Renderer/failure``.
struct Stop: Error {
    /// True for limits and `abort_message`, which always end the render.
    var isFinal = false
}

/// Runs a program over one person's data.
///
/// It only borrows the program and the documents, and refers to them by position: nothing is counted while it runs.
///
/// Methods are `mutating` even where they only read: for so large a struct the compiler would hand a borrowed `self` over as
/// a copy. For the same reason each field has a size known when compiling, the deadline's type included.
struct Renderer: ~Copyable, ~Escapable {
    let program: ProgramView
    let scopes: Span<JSONDocument>
    /// A bit for each scope that isolated partials see.
    let globalScopes: UInt64
    let environment: RenderEnvironment
    let limits: RenderLimits
    let escapesHTML: Bool
    var memory: RenderMemory
    var output: [UInt8]
    let outputStart: Int
    var failure: RenderError?
    /// What Shopify says of it.
    var shopifyFailure = ""
    var stepsLeft: Int
    /// Below this many steps left, limits are looked at.
    private var nextLook = 0
    var assignedBytes = 0
    /// The tag or filter at work, for findings.
    var place: Int32 = 0
    /// Where a link began whose scheme is yet to be judged, and the output that began it.
    var openLink: (start: Int, place: Int32)?
    var frame = Frame(returnTo: 0, base: 0, cellBase: 0, loopBase: 0, isIsolated: false)

    @_lifetime(copy program, copy scopes)
    init(
        program: ProgramView,
        scopes: Span<JSONDocument>,
        globals: Set<Int>,
        environment: RenderEnvironment,
        limits: RenderLimits,
        memory: consuming RenderMemory,
        output: consuming [UInt8]
    ) {
        precondition(scopes.count <= 64, "At most 64 scopes")
        self.program = program
        self.scopes = scopes
        var bits: UInt64 = 0
        for scope in globals where scopes.indices.contains(scope) { bits |= 1 << UInt64(scope) }
        globalScopes = bits
        self.environment = environment
        self.limits = limits
        escapesHTML = program.options.escaping == .html
        self.memory = memory
        self.output = output
        outputStart = self.output.count
        stepsLeft = limits.steps
        nextLook = limits.deadline == nil ? 0 : limits.steps
    }

    /// Renders; on failure takes back what was written.
    mutating func run() -> RenderError? {
        do throws(Stop) {
            try execute()
            try settleLink()
            return nil
        } catch {
            output.removeLast(output.count - outputStart)
            return failure
        }
    }

    private mutating func execute() throws(Stop) {
        var at = Int(program.units[0].start)
        while true {
            do throws(Stop) {
                return try execute(from: &at)
            } catch {
                guard program.options.errors == .print, !error.isFinal else { throw error }
                at = try recover(at: at - 1)
            }
        }
    }

    /// Prints the failure of an instruction.
    /// - Returns: Where to go on.
    private mutating func recover(at index: Int) throws(Stop) -> Int {
        failure = nil
        let recovery = program.recoveries[index]
        if recovery?.isSilent != true {
            let text = "Liquid error (\(program.shopifyPlace(place))): \(shopifyFailure)"
            output.append(contentsOf: text.utf8)
            try checkOutput()
        }
        return recovery?.target ?? index + 1
    }

    private mutating func execute(from at: inout Int) throws(Stop) {
        while true {
            stepsLeft -= 1
            if stepsLeft < nextLook { try look() }
            let instruction = program.code[at]
            at += 1
            switch instruction {
            case .text(let start, let end):
                output.append(program.bytes.extracting(Int(start)..<Int(end)))
                try checkOutput()
            case .output(let pipeline):
                try print(program.pipelines[Int(pipeline)])
            case .assign(let slot, let pipeline):
                let before = memory.heap.count
                let value = try evaluate(program.pipelines[Int(pipeline)])
                try countAssigned(memory.heap.count - before + MemoryLayout<Value>.size)
                memory.assigned[frame.base + Int(slot)] = value
            case .captureBegin, .changedBegin:
                try settleLink()
                memory.captures.append(output.count)
            case .captureEnd(let slot):
                let text = try endCapture()
                memory.assigned[frame.base + Int(slot)] = .text(text)
            case .changedEnd:
                try endChanged()
            case .jump(let target):
                at = Int(target)
            case .branch(let condition, let wanted, let otherwise):
                if try holds(program.conditions[Int(condition)]) != wanted { at = Int(otherwise) }
            case .caseBegin(let cell):
                memory.cells[frame.cellBase + Int(cell)] = 0
            case .whenBegin(let when):
                memory.cells[frame.cellBase + Int(program.whens[Int(when)].cell) + 1] = 0
            case .whenNext(let when):
                if try !matches(program.whens[Int(when)]) { at = Int(program.whens[Int(when)].otherwise) }
            case .elseOfCase(let cell, let otherwise):
                if memory.cells[frame.cellBase + Int(cell)] != 0 { at = Int(otherwise) }
            case .loopBegin(let loop):
                at = Int(
                    try beginLoop(loop) ? program.loops[Int(loop)].body : program.loops[Int(loop)].otherwise
                )
            case .loopNext(let loop):
                if try advanceLoop() { at = Int(program.loops[Int(loop)].body) }
            case .loopLeave:
                leaveLoop()
            case .cycle(let cycle):
                try print(cycle: program.cycles[Int(cycle)])
            case .increment(let name):
                let value = counter(name)
                memory.counters[frame.base + Int(program.slots[Int(name)])] = value &+ 1
                output.append(integer: value)
            case .decrement(let name):
                let value = counter(name) &- 1
                memory.counters[frame.base + Int(program.slots[Int(name)])] = value
                output.append(integer: value)
            case .partial(let call):
                at = try enter(call, returnTo: at)
            case .interrupt(let isBreak):
                guard let next = interrupt(isBreak: isBreak) else { return }
                at = next
            case .abort(let pipeline):
                let reason = try text(of: evaluate(program.pipelines[Int(pipeline)]))
                failure = .aborted(reason: String(decoding: bytes(of: reason), as: UTF8.self))
                throw Stop(isFinal: true)
            case .end:
                guard memory.frames.count > 0 else { return }
                at = nextOfPartial() ?? leavePartial()
            }
        }
    }

    // MARK: - Limits and failures

    private mutating func look() throws(Stop) {
        if stepsLeft < 0 { throw tooManySteps() }
        guard let deadline = limits.deadline else { return }
        if DispatchTime.now() >= deadline {
            throw limit("rendering takes too long", remedy: "shorten the loops or the texts")
        }
        nextLook = max(0, stepsLeft - 1_024)
    }

    @inline(__always)
    func isOutputFull() -> Bool { output.count - outputStart > limits.outputBytes }

    @inline(__always)
    mutating func checkOutput() throws(Stop) {
        if isOutputFull() { throw tooMuchOutput() }
    }

    @inline(never)
    private mutating func tooMuchOutput() -> Stop {
        limit("the message grows over \(limits.outputBytes) bytes", remedy: "shorten it or its loops")
    }

    @inline(never)
    mutating func tooManySteps() -> Stop {
        limit("rendering takes over \(limits.steps) steps", remedy: "shorten the loops or the texts")
    }

    /// Counts work on `bytes` of text that one instruction does.
    mutating func charge(bytes: Int) throws(Stop) {
        stepsLeft -= bytes >> 6
        if stepsLeft < 0 { throw tooManySteps() }
    }

    /// Counts work on `items` of a list or object.
    mutating func charge(items: Int) throws(Stop) {
        stepsLeft -= items
        if stepsLeft < 0 { throw tooManySteps() }
    }

    mutating func countAssigned(_ bytes: Int) throws(Stop) {
        assignedBytes += bytes
        if assignedBytes > limits.assignedBytes { throw tooMuchAssigned() }
    }

    mutating func tooMuchAssigned() -> Stop {
        limit("values take over \(limits.assignedBytes) bytes", remedy: "assign less")
    }

    /// - Parameter shopify: What Shopify/liquid says of it; the same without it.
    mutating func fail(_ what: String, at place: Int32? = nil, remedy: String = "", shopify: String = "") -> Stop {
        if let place { self.place = place }
        failure = .failed(program.diagnostic(.error, at: self.place, what, remedy: remedy))
        shopifyFailure = shopify.isEmpty ? what : shopify
        return Stop()
    }

    mutating func limit(_ what: String, remedy: String) -> Stop {
        _ = fail(what, remedy: remedy)
        return Stop(isFinal: true)
    }
}
