internal import Diagnostics
internal import JSON

/// A program in place: renders on many threads read it without counting references to its arrays, which would make
/// them wait for each other.
struct ProgramView: ~Escapable {
    let bytes: Span<UInt8>
    let literals: Span<UInt8>
    let files: Span<Program.SourceFile>
    let code: Span<Instruction>
    let units: Span<Program.Unit>
    let expressions: Span<Expression>
    let steps: Span<PathStep>
    let pipelines: Span<Pipeline>
    let calls: Span<FilterCall>
    let operands: Span<Int32>
    let conditions: Span<Condition>
    let terms: Span<Term>
    let loops: Span<Loop>
    let whens: Span<When>
    let cycles: Span<Cycle>
    let partialCalls: Span<PartialCall>
    let arguments: Span<Argument>
    let namedArguments: Span<NamedArgument>
    let partialUnits: Span<Program.PartialUnit>
    let recoveries: [Int: Program.Recovery]
    let names: Span<NameTable.Entry>
    let slots: Span<Int32>
    let slotCount: Int
    let cycleGroupCount: Int
    let continueGroupCount: Int
    let options: TemplateOptions

    @_lifetime(borrow program)
    init(_ program: borrowing Program) {
        bytes = program.bytes.span
        literals = program.literals.span
        files = program.files.span
        code = program.code.span
        units = program.units.span
        expressions = program.expressions.span
        steps = program.steps.span
        pipelines = program.pipelines.span
        calls = program.calls.span
        operands = program.operands.span
        conditions = program.conditions.span
        terms = program.terms.span
        loops = program.loops.span
        whens = program.whens.span
        cycles = program.cycles.span
        partialCalls = program.partialCalls.span
        arguments = program.arguments.span
        namedArguments = program.namedArguments.span
        partialUnits = program.partialUnits.span
        recoveries = program.recoveries
        names = program.names.entries.span
        slots = program.slots.span
        slotCount = program.slotCount
        cycleGroupCount = program.cycleGroupCount
        continueGroupCount = program.continueGroupCount
        options = program.options
    }

    // MARK: - Names

    func string(name: Int32) -> String { string(names[Int(name)].range) }

    func string(_ range: Range<Int>) -> String { String(decoding: copy(of: range), as: UTF8.self) }

    /// The number of a name that the templates use.
    func number(ofName name: Span<UInt8>) -> Int32? {
        let tag = JSONDocument.tag(of: name)
        for index in names.indices where names[index].tag == tag {
            if equal(bytes.extracting(names[index].range), name) { return Int32(index) }
        }
        return nil
    }

    func partial(named name: String) -> Program.PartialUnit? {
        for index in partialUnits.indices where partialUnits[index].name == name { return partialUnits[index] }
        return nil
    }

    var partialNames: [String] { partialUnits.indices.map { partialUnits[$0].name } }

    // MARK: - Places

    func location(_ place: Int32) -> SourceLocation {
        let file = file(at: place)
        return SourceLocation(file: file.name, offset: Int(place) - file.start, in: copy(of: file.start..<file.end))
    }

    func diagnostic(_ severity: Diagnostic.Severity, at place: Int32, _ what: String, remedy: String = "") -> Diagnostic
    {
        let file = file(at: place)
        return Diagnostic(
            severity,
            file: file.name,
            offset: Int(place) - file.start,
            in: copy(of: file.start..<file.end),
            what,
            remedy: remedy
        )
    }

    /// `line 3`, or `head line 3` in a partial.
    func shopifyPlace(_ place: Int32) -> String {
        let location = location(place)
        return (location.file.isEmpty ? "" : location.file + " ") + "line \(location.line)"
    }

    private func file(at place: Int32) -> Program.SourceFile {
        var index = files.count - 1
        while index >= 0 {
            if files[index].start <= Int(place) { return files[index] }
            index -= 1
        }
        return Program.SourceFile(name: "", start: 0, end: bytes.count)
    }

    private func copy(of range: Range<Int>) -> [UInt8] { [UInt8](bytes.extracting(range)) }
}

extension Program {
    var view: ProgramView {
        @_lifetime(borrow self)
        get { ProgramView(self) }
    }
}
