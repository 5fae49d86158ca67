/// Working memory of renders, kept between them so that a message needs no allocation of its own. One per thread.
public struct RenderScratch: Sendable {
    private var memory = RenderMemory()

    public init() {}

    mutating func take() -> RenderMemory {
        var taken = RenderMemory()
        swap(&taken, &memory)
        return taken
    }

    mutating func give(_ used: inout RenderMemory) { swap(&used, &memory) }
}

/// What a render writes to besides its output.
struct RenderMemory: Sendable {
    /// The template's strings.
    var literals: [UInt8] = []
    /// Texts made by filters and captures.
    var heap: [UInt8] = []
    /// The text a filter is writing, before it moves to the heap.
    var work: [UInt8] = []
    /// Items of lists made by filters.
    var items: [Value] = []
    /// Loop variables, by frame and slot; they hide `assigned`.
    var scoped: [Value?] = []
    /// What `assign` and `capture` set, and a partial's arguments, by frame and slot.
    var assigned: [Value?] = []
    /// Names found in the scopes so far: two a name, as seen by the template and by isolated partials.
    var found: [Value?] = []
    /// By name: how far behind its object a member was last found, perhaps for another template. Alike objects have
    /// it there again.
    var guesses: [Int32] = []
    var cells: [Int32] = []
    var loops: [LoopState] = []
    var frames: [Frame] = []
    var cycles: [Int] = []
    var namedCycles: [NamedCycle] = []
    /// Where `offset: continue` goes on, by group.
    var continues: [Int] = []
    /// What a partial is called with, until it has begun.
    var arguments: [Value] = []
    /// What the variables of includes at work hide.
    var hidden: [HiddenVariable] = []
    /// `increment` and `decrement`, by frame and slot.
    var counters: [Int64?] = []
    /// What the last `ifchanged` printed.
    var lastChange: Text?
    /// Time zones that templates named, by name; the same for every message.
    var zones: [String: ZoneOffsets] = [:]
    /// Where in the output the open captures began.
    var captures: [Int] = []

    mutating func prepare(for program: ProgramView) {
        literals.removeAll(keepingCapacity: true)
        literals.append(program.literals)
        heap.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        scoped.fill(program.slotCount)
        assigned.fill(program.slotCount)
        found.fill(program.names.count * 2)
        while guesses.count < program.names.count { guesses.append(0) }
        cells.removeAll(keepingCapacity: true)
        for _ in 0..<program.units[0].cellCount { cells.append(0) }
        loops.removeAll(keepingCapacity: true)
        frames.removeAll(keepingCapacity: true)
        cycles.removeAll(keepingCapacity: true)
        namedCycles.removeAll(keepingCapacity: true)
        continues.removeAll(keepingCapacity: true)
        beginRegisters(of: program)
        arguments.removeAll(keepingCapacity: true)
        hidden.removeAll(keepingCapacity: true)
        counters.removeAll(keepingCapacity: true)
        for _ in 0..<program.slotCount { counters.append(nil) }
        lastChange = nil
        captures.removeAll(keepingCapacity: true)
    }

    /// Moves the text at work to the heap.
    mutating func keepWork() { append(work, to: &heap) }

    /// The turns of cycles and loops for one more isolated frame.
    mutating func beginRegisters(of program: ProgramView) {
        for _ in 0..<program.cycleGroupCount { cycles.append(0) }
        for _ in 0..<program.continueGroupCount { continues.append(0) }
    }
}

struct HiddenVariable {
    /// Where in `scoped` it stands.
    var index: Int
    var value: Value?
}

/// A running call of a partial, or the template itself.
struct Frame {
    /// Where the caller goes on.
    var returnTo: Int
    /// The frame's part of `scoped` and `assigned`.
    var base: Int
    var cellBase: Int
    /// Loops of this frame start here; those below are the caller's.
    var loopBase: Int
    /// True where only the global scopes are seen.
    var isIsolated: Bool
    /// The frame's part of `cycles`, `namedCycles` and `continues`.
    var cycleBase = 0
    var namedCycleBase = 0
    var continueBase = 0
    /// The call, or -1 for the template itself.
    var call: Int32 = -1
    /// An include's variables hide what stands in `hidden` from here on.
    var hiddenBase = 0
    /// Items an include has yet to run for, as positions in `items`.
    var nextItem = 0
    var itemEnd = 0
    var unitStart = 0
    var itemSlot: Int32 = -1
    /// The caller's.
    var lastChange: Text?
}

struct NamedCycle {
    var name: Value
    var position: Int
}

/// A running loop.
struct LoopState {
    enum Source {
        /// The next item is `node` of a document's array.
        case array(document: Int32, node: Int32)
        /// The next key is `node` of a document's object.
        case object(document: Int32, node: Int32)
        case list(next: Int32, step: Int32)
        case range(next: Int64, step: Int64)
        case single(Value)
    }

    var source: Source
    var loop: Int32
    var index: Int
    var count: Int
    /// The loop around it in the same frame, or -1.
    var parent: Int32
    /// What the variable and `forloop` were before.
    var hiddenVariable: Value?
    var hiddenLoop: Value?
    /// Columns of a tablerow; 0 or less for as many as there are items.
    var columns = 0
    /// What a `render … for` is at.
    var current = Value.null
    /// False for `render … for` over what is no list, which runs once without a `forloop`.
    var showsLoop = true
}

extension [Value?] {
    fileprivate mutating func fill(_ count: Int) {
        removeAll(keepingCapacity: true)
        for _ in 0..<count { append(nil) }
    }
}

/// The array as such and not a span of it: then what is read and what is written may belong to the same struct.
private func append(_ source: [UInt8], to target: inout [UInt8]) { target.append(source.span) }
