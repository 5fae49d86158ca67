internal import Diagnostics

extension Compiler {
    /// `value | filter: argument | …`
    mutating func pipeline(_ lexer: inout Lexer) throws(SyntaxProblem) -> Int32 {
        let place = Int32(lexer.place)
        let input = try expression(&lexer)
        var calls: [FilterCall] = []
        while try lexer.take(UInt8(ascii: "|")) { calls.append(try filterCall(&lexer)) }
        let firstCall = Int32(program.calls.count)
        program.calls += calls
        program.pipelines.append(
            Pipeline(
                input: input,
                firstCall: firstCall,
                callCount: Int32(calls.count),
                allowsMissing: calls.first?.filter == .default,
                place: place
            )
        )
        return Int32(program.pipelines.count - 1)
    }

    private mutating func filterCall(_ lexer: inout Lexer) throws(SyntaxProblem) -> FilterCall {
        let place = lexer.place
        guard case .name(let range) = lexer.token else {
            throw SyntaxProblem(place: place, what: "a filter's name is missing after '|'")
        }
        try lexer.advance()
        let name = program.string(range)
        let filter = Filter(rawValue: name)
        var values: [Int32] = []
        var allowFalse: Int32 = -1
        if try lexer.take(UInt8(ascii: ":")) {
            repeat {
                if let option = try optionName(&lexer) {
                    let value = try expression(&lexer)
                    guard filter == .default, program.string(option) == "allow_false" else {
                        if filter == nil { continue }
                        throw SyntaxProblem(
                            place: option.lowerBound,
                            what: "filter '\(name)' has no option '\(program.string(option))'"
                        )
                    }
                    allowFalse = value
                } else {
                    values.append(try expression(&lexer))
                }
            } while try lexer.take(UInt8(ascii: ","))
        }
        guard let filter else {
            throw SyntaxProblem(
                place: place,
                what: "there is no filter '\(name)'",
                remedy: suggestion(for: name, among: Filter.allCases.map(\.rawValue))
            )
        }
        guard filter.argumentCounts.contains(values.count) else {
            throw SyntaxProblem(
                place: place,
                what: "filter '\(name)' is given \(counted(values.count, "argument"))",
                remedy: "it takes \(filter.argumentCountText)"
            )
        }
        if filter == .raw { rawUses.append(Int32(place)) }
        let firstArgument = Int32(program.operands.count)
        program.operands += values
        return FilterCall(
            filter: filter,
            firstArgument: firstArgument,
            argumentCount: Int32(values.count),
            allowFalse: allowFalse,
            place: Int32(place)
        )
    }

    /// `name:` of a named argument; the lexer then stands at its value.
    mutating func optionName(_ lexer: inout Lexer) throws(SyntaxProblem) -> Range<Int>? {
        guard case .name(let range) = lexer.token else { return nil }
        var ahead = lexer
        try ahead.advance()
        guard try ahead.take(UInt8(ascii: ":")) else { return nil }
        lexer = ahead
        return range
    }

    /// A literal, a range or a variable.
    mutating func expression(_ lexer: inout Lexer) throws(SyntaxProblem) -> Int32 {
        nesting += 1
        guard nesting < Compiler.nestingLimit else {
            throw SyntaxProblem(place: lexer.place, what: "brackets are nested too deep")
        }
        defer { nesting -= 1 }
        switch lexer.token {
        case .string(let range):
            try lexer.advance()
            return add(.literal(.text(literal(range))))
        case .integer(let value):
            try lexer.advance()
            return add(.literal(.integer(value)))
        case .decimal(let value):
            try lexer.advance()
            return add(.literal(.decimal(value)))
        case .mark(UInt8(ascii: "(")):
            return try range(&lexer)
        case .mark(UInt8(ascii: "[")):
            let place = Int32(lexer.place)
            try lexer.advance()
            let root = try expression(&lexer)
            try lexer.expect(UInt8(ascii: "]"), "after the name in brackets")
            var variable = Variable(name: -1, rootExpression: root, place: place)
            if case .literal(.text(let text)) = program.expressions[Int(root)] {
                variable = Variable(name: intern(text.range), place: place)
            }
            return try path(variable, &lexer)
        case .name(let range):
            let place = Int32(lexer.place)
            try lexer.advance()
            if !lexer.isMark(UInt8(ascii: ".")), !lexer.isMark(UInt8(ascii: "[")), let word = word(range) {
                return add(.literal(word))
            }
            return try path(Variable(name: intern(range), place: place), &lexer)
        case .end:
            throw SyntaxProblem(place: lexer.place, what: "a value is missing")
        default:
            throw SyntaxProblem(place: lexer.place, what: "a value is missing before '\(lexer.rest)'")
        }
    }

    /// `.name` and `[expression]` after a root.
    private mutating func path(_ root: Variable, _ lexer: inout Lexer) throws(SyntaxProblem) -> Int32 {
        var variable = root
        var steps: [PathStep] = []
        while true {
            if try lexer.take(UInt8(ascii: ".")) {
                guard case .name(let range) = lexer.token else {
                    throw SyntaxProblem(place: lexer.place, what: "a name is missing after '.'")
                }
                steps.append(PathStep(kind: .member(name: intern(range)), place: Int32(lexer.place)))
                try lexer.advance()
            } else if try lexer.take(UInt8(ascii: "[")) {
                let place = Int32(lexer.place)
                let key = try expression(&lexer)
                try lexer.expect(UInt8(ascii: "]"), "after the key in brackets")
                if case .literal(.text(let text)) = program.expressions[Int(key)] {
                    steps.append(PathStep(kind: .member(name: intern(text.range)), place: place))
                } else {
                    steps.append(PathStep(kind: .subscripted(expression: key), place: place))
                }
            } else {
                break
            }
        }
        variable.firstStep = Int32(program.steps.count)
        variable.stepCount = Int32(steps.count)
        program.steps += steps
        return add(.variable(variable))
    }

    /// `(first..last)`
    private mutating func range(_ lexer: inout Lexer) throws(SyntaxProblem) -> Int32 {
        try lexer.advance()
        let first = try expression(&lexer)
        guard lexer.token == .dots else {
            throw SyntaxProblem(
                place: lexer.place,
                what: "'..' is missing in a range",
                remedy: "parentheses make ranges such as (1..5) only"
            )
        }
        try lexer.advance()
        let last = try expression(&lexer)
        try lexer.expect(UInt8(ascii: ")"), "after a range")
        return add(.range(first: first, last: last))
    }

    /// Comparisons joined by `and` and `or`.
    mutating func condition(_ lexer: inout Lexer) throws(SyntaxProblem) -> Int32 {
        var terms: [Term] = []
        while true {
            let place = Int32(lexer.place)
            var term = Term(
                left: try expression(&lexer),
                comparison: .truthy,
                right: -1,
                connector: .last,
                place: place
            )
            if case .comparison(let comparison) = lexer.token {
                try lexer.advance()
                term.comparison = comparison
                term.right = try expression(&lexer)
            } else if lexer.isMark(UInt8(ascii: "=")) {
                throw SyntaxProblem(place: lexer.place, what: "'=' is no comparison", remedy: "did you mean '=='?")
            }
            if try lexer.take(word: "and") {
                term.connector = .and
            } else if try lexer.take(word: "or") {
                term.connector = .or
            }
            terms.append(term)
            if term.connector == .last { break }
        }
        try lexer.expectEnd()
        program.conditions.append(
            Condition(firstTerm: Int32(program.terms.count), termCount: Int32(terms.count))
        )
        program.terms += terms
        return Int32(program.conditions.count - 1)
    }

    mutating func add(_ expression: Expression) -> Int32 {
        program.expressions.append(expression)
        return Int32(program.expressions.count - 1)
    }

    func literal(_ range: Range<Int>) -> Text {
        Text(source: Text.program, start: Int32(range.lowerBound), count: Int32(range.count))
    }

    private func word(_ range: Range<Int>) -> Value? {
        switch program.string(range) {
        case "nil", "null": .null
        case "true": .boolean(true)
        case "false": .boolean(false)
        case "empty": .empty
        case "blank": .blank
        default: nil
        }
    }
}

/// `1 argument`, `2 arguments`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
