internal import Diagnostics

/// A template and its partials, compiled: flat arrays that refer to each other by index.
///
/// `bytes` is all source text, one file after the other, so that literal text, strings and names are ranges of it and a
/// place is one offset into it.
struct Program: Sendable {
    var bytes: [UInt8] = []
    /// The texts that values of the program refer to, gathered: few, so that each render can have its own.
    var literals: [UInt8] = []
    var files: [SourceFile] = []
    var code: [Instruction] = []
    /// Where the main template starts, then each partial.
    var units: [Unit] = []
    var expressions: [Expression] = []
    var steps: [PathStep] = []
    var pipelines: [Pipeline] = []
    var calls: [FilterCall] = []
    /// Filter arguments, `when` and `cycle` values: indices of `expressions`.
    var operands: [Int32] = []
    var conditions: [Condition] = []
    var terms: [Term] = []
    var loops: [Loop] = []
    var whens: [When] = []
    var cycles: [Cycle] = []
    var partialCalls: [PartialCall] = []
    var arguments: [Argument] = []
    var namedArguments: [NamedArgument] = []
    /// The partials, for `include` of a name known at render only.
    var partialUnits: [PartialUnit] = []
    /// Where rendering goes on after an instruction that failed, if not at the next one; only where errors are printed.
    var recoveries: [Int: Recovery] = [:]
    var names = NameTable()
    /// By name: its place among a frame's local variables, or -1 where no tag ever sets it.
    var slots: [Int32] = []
    var slotCount = 0
    var cycleGroupCount = 0
    var continueGroupCount = 0
    var options: TemplateOptions

    /// A file's part of `bytes`.
    struct SourceFile: Sendable {
        var name: String
        var start: Int
        var end: Int
    }

    struct PartialUnit: Sendable {
        var name: String
        var unit: Int32
        /// What `include` binds for it.
        var slot: Int32
    }

    struct Recovery: Sendable {
        var target: Int
        /// True for tags that print nothing, whose errors are not printed either.
        var isSilent: Bool
    }

    struct Unit: Sendable {
        var start: Int32
        /// Its last instruction.
        var end: Int32 = 0
        /// Private counters of `case` tags that a call of this unit needs.
        var cellCount: Int32
    }

    /// Lets the values refer to `literals` instead of `bytes`.
    mutating func gatherLiterals() {
        for index in expressions.indices {
            guard case .literal(.text(let text)) = expressions[index] else { continue }
            expressions[index] = .literal(.text(gathered(text)))
        }
        for index in loops.indices { loops[index].title = gathered(loops[index].title) }
    }

    private mutating func gathered(_ text: Text) -> Text {
        let start = literals.count
        literals += bytes[text.range]
        return Text(source: Text.program, start: Int32(start), count: text.count, isSafe: text.isSafe)
    }

    func location(_ place: Int32) -> SourceLocation { view.location(place) }

    func diagnostic(_ severity: Diagnostic.Severity, at place: Int32, _ what: String, remedy: String = "") -> Diagnostic
    {
        view.diagnostic(severity, at: place, what, remedy: remedy)
    }

    /// `line 3`, or `head line 3` in a partial.
    func shopifyPlace(_ place: Int32) -> String { view.shopifyPlace(place) }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    func string(name: Int32) -> String { view.string(name: name) }
}

/// One step of the program. Jumps are positions in `Program.code`.
enum Instruction: Sendable {
    case text(start: Int32, end: Int32)
    case output(pipeline: Int32)
    case assign(slot: Int32, pipeline: Int32)
    case captureBegin
    case captureEnd(slot: Int32)
    case jump(Int32)
    /// Goes on where the condition is `wanted`, else jumps.
    case branch(condition: Int32, wanted: Bool, otherwise: Int32)
    case caseBegin(cell: Int32)
    /// Starts on the values of a `when`.
    case whenBegin(Int32)
    /// Goes on for the next value that equals the case's subject; jumps past the body when none is left.
    case whenNext(Int32)
    /// Jumps where an earlier `when` matched.
    case elseOfCase(cell: Int32, otherwise: Int32)
    case loopBegin(Int32)
    case loopNext(Int32)
    /// Leaves the innermost loop before its end.
    case loopLeave
    case cycle(Int32)
    case increment(name: Int32)
    case decrement(name: Int32)
    case changedBegin
    case changedEnd
    case partial(Int32)
    /// `break` or `continue` outside of a loop: for the loop around the `include`, or the end of the template.
    case interrupt(isBreak: Bool)
    case abort(pipeline: Int32)
    /// Ends a unit: back to the caller, or done.
    case end
}

enum Expression: Sendable {
    case literal(Value)
    case variable(Variable)
    case range(first: Int32, last: Int32)
}

/// A name and what follows it: `item.images[0]`.
struct Variable: Sendable {
    /// The root's name, or -1 where `rootExpression` names it: `[key]`.
    var name: Int32
    var rootExpression: Int32 = -1
    var firstStep: Int32 = 0
    var stepCount: Int32 = 0
    var place: Int32
}

struct PathStep: Sendable {
    enum Kind: Sendable {
        /// `.name`
        case member(name: Int32)
        /// `["name"]`, which is never a count.
        case key(name: Int32)
        /// `[expression]`
        case subscripted(expression: Int32)
    }

    var kind: Kind
    var place: Int32
}

/// A value and the filters it runs through.
struct Pipeline: Sendable {
    var input: Int32
    var firstCall: Int32
    var callCount: Int32
    /// True where the first filter is `default`, which allows the input to be absent.
    var allowsMissing: Bool
    var place: Int32
}

struct FilterCall: Sendable {
    var filter: Filter
    var firstArgument: Int32
    var argumentCount: Int32
    var firstNamed: Int32
    var namedCount: Int32
    /// True where it has too few or too many arguments.
    var isMisfit: Bool
    var place: Int32
}

/// `terms` joined by `and` and `or`, which group to the right.
struct Condition: Sendable {
    var firstTerm: Int32
    var termCount: Int32
}

struct Term: Sendable {
    enum Comparison: Sendable { case truthy, equal, notEqual, less, greater, lessOrEqual, greaterOrEqual, contains }
    /// How the rest of the condition is joined on.
    enum Connector: Sendable { case last, and, or }

    var left: Int32
    var comparison: Comparison
    var right: Int32
    var connector: Connector
    var place: Int32
}

/// A `for` or `tablerow` tag.
struct Loop: Sendable {
    enum Offset: Sendable { case none, expression(Int32), `continue` }

    var slot: Int32
    var collection: Int32
    var limit: Int32 = -1
    var offset = Offset.none
    var isReversed = false
    /// A tablerow's columns; -1 without.
    var columns: Int32 = -1
    var isTableRow = false
    /// `item-products`, which `forloop.name` prints.
    var title: Text
    /// Loops of the same title share where `offset: continue` goes on.
    var continueGroup: Int32
    /// True for `render … for`.
    var callsPartial = false
    /// First instruction of the body, and of what runs when there is nothing to loop over.
    var body: Int32 = 0
    var otherwise: Int32 = 0
    var place: Int32
}

struct When: Sendable {
    var subject: Int32
    var firstValue: Int32
    var valueCount: Int32
    /// Two counters: whether anything matched in this case, and the next value to look at.
    var cell: Int32
    var otherwise: Int32 = 0
}

struct Cycle: Sendable {
    /// An expression that names the group, or -1 where `group` numbers it.
    var name: Int32
    var group: Int32
    var firstValue: Int32
    var valueCount: Int32
    var place: Int32
}

/// A `render` or `include` tag.
struct PartialCall: Sendable {
    enum Binding: Sendable {
        case none
        case value(Int32)
        /// The item of the `render … for` loop around it.
        case item
    }

    var unit: Int32 = -1
    var isInclude = false
    /// The name of an `include`; where `unit` is -1 it is known at render only.
    var nameExpression: Int32 = -1
    var binding = Binding.none
    /// What `with` and `for` bind; -1 where that depends on the name.
    var bindingSlot: Int32 = -1
    /// Where a `break` or `continue` of an included partial goes on.
    var breakTo: Int32 = 0
    var continueTo: Int32 = 0
    var firstArgument: Int32 = 0
    var argumentCount: Int32 = 0
    var place: Int32
}

/// `width: 200` of a filter.
struct NamedArgument: Sendable {
    var name: Int32
    var expression: Int32
    var place: Int32
}

struct Argument: Sendable {
    var slot: Int32
    var expression: Int32
}
