internal import Diagnostics

extension Compiler {
    /// `value | filter: argument | …`
    mutating func pipeline(_ lexer: inout Lexer) throws(SyntaxProblem) -> Int32 {
        let place = Int32(lexer.place)
        let input = try expression(&lexer)
        var calls: [FilterCall] = []
        while lexer.take(UInt8(ascii: "|")) {
            if let call = try filterCall(&lexer) { calls.append(call) }
        }
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

    /// - Returns: `nil` for an unknown filter where those are passed over.
    private mutating func filterCall(_ lexer: inout Lexer) throws(SyntaxProblem) -> FilterCall? {
        let place = lexer.place
        let name = program.string(try lexer.takeName("a filter's name is missing after '|'"))
        var values: [Int32] = []
        var named: [NamedArgument] = []
        if lexer.take(UInt8(ascii: ":")) {
            repeat {
                if lexer.isMark(UInt8(ascii: "|")) || lexer.token == .end { break }
                let optionPlace = lexer.place
                if let option = lexer.takeOptionName() {
                    named.append(
                        NamedArgument(
                            name: intern(option),
                            expression: try expression(&lexer),
                            place: Int32(optionPlace)
                        )
                    )
                } else {
                    values.append(try expression(&lexer))
                }
            } while lexer.take(UInt8(ascii: ","))
        }
        guard let filter = Filter(rawValue: name) else {
            if program.options.undefined == .empty { return nil }
            throw SyntaxProblem(
                place: place,
                what: "there is no filter '\(name)'",
                remedy: suggestion(for: name, among: Filter.allCases.map(\.rawValue)),
                shopify: "undefined filter \(name)"
            )
        }
        return try filterCall(filter, at: place, values, named)
    }

    private mutating func filterCall(
        _ filter: Filter,
        at place: Int,
        _ values: [Int32],
        _ named: [NamedArgument]
    ) throws(SyntaxProblem) -> FilterCall {
        let name = filter.rawValue
        if let options = filter.options {
            for argument in named where !options.contains(program.string(name: argument.name)) {
                let option = program.string(name: argument.name)
                throw SyntaxProblem(
                    place: Int(argument.place),
                    what: "filter '\(name)' has no option '\(option)'",
                    remedy: suggestion(for: option, among: options)
                )
            }
        }
        let isMisfit = !filter.argumentCounts.contains(values.count)
        // Printed errors are those of a render, as in Shopify, where arguments are counted then.
        if isMisfit, program.options.errors == .fail {
            throw SyntaxProblem(
                place: place,
                what: "filter '\(name)' is given \(counted(values.count, "argument"))",
                remedy: "it takes \(filter.argumentCountText)",
                shopify: filter.shopifyArgumentProblem(values.count)
            )
        }
        if filter == .raw { rawUses.append(Int32(place)) }
        let firstArgument = Int32(program.operands.count)
        program.operands += values
        let firstNamed = Int32(program.namedArguments.count)
        program.namedArguments += named
        return FilterCall(
            filter: filter,
            firstArgument: firstArgument,
            argumentCount: Int32(values.count),
            firstNamed: firstNamed,
            namedCount: Int32(named.count),
            isMisfit: isMisfit,
            place: Int32(place)
        )
    }

    /// A literal, a range or a variable.
    /// - Parameter isCompared: True in conditions, where `empty` and `blank` ask what the other side is; elsewhere they
    ///   are the empty text.
    mutating func expression(_ lexer: inout Lexer, isCompared: Bool = false) throws(SyntaxProblem) -> Int32 {
        nesting += 1
        guard nesting < Compiler.nestingLimit else {
            throw SyntaxProblem(place: lexer.place, what: "brackets are nested too deep", shopify: "Nesting too deep")
        }
        defer { nesting -= 1 }
        let place = lexer.place
        switch lexer.token {
        case .string(let range):
            lexer.advance()
            return add(.literal(.text(literal(range))))
        case .number(let range, let isDecimal):
            lexer.advance()
            return add(.literal(number(range, isDecimal: isDecimal, isCompared: isCompared)))
        case .mark(UInt8(ascii: "(")):
            return try range(&lexer)
        case .mark(UInt8(ascii: "[")):
            guard program.options.grammar == .strict else {
                throw SyntaxProblem(
                    place: place,
                    what: "a name in brackets needs something before them",
                    remedy: "write self['name']",
                    shopify: "Bare bracket access is not allowed. Use self['...'] instead"
                )
            }
            lexer.advance()
            let root = try expression(&lexer)
            try lexer.expect(UInt8(ascii: "]"), "after the name in brackets")
            var variable = Variable(name: -1, rootExpression: root, place: Int32(place))
            if case .literal(.text(let text)) = program.expressions[Int(root)] {
                variable = Variable(name: intern(text.range), place: Int32(place))
            }
            return try path(variable, &lexer)
        case .name(let range):
            lexer.advance()
            if !lexer.isMark(UInt8(ascii: ".")), !lexer.isMark(UInt8(ascii: "[")),
                let word = word(range, isCompared: isCompared)
            {
                return add(.literal(word))
            }
            return try path(Variable(name: intern(range), place: Int32(place)), &lexer)
        default:
            throw SyntaxProblem(
                place: place,
                what: lexer.token == .end ? "a value is missing" : "a value is missing before '\(lexer.rest)'",
                shopify: lexer.shopifyMissingValue
            )
        }
    }

    /// A whole number beyond 64 bits is compared as a double and printed as it is written.
    private func number(_ range: Range<Int>, isDecimal: Bool, isCompared: Bool) -> Value {
        let digits = program.string(range)
        if !isDecimal {
            if let value = Int64(digits) { return .integer(value) }
            if !isCompared { return .text(literal(range)) }
        }
        return .decimal(Double(digits) ?? 0)
    }

    /// `.name` and `[expression]` after a root.
    private mutating func path(_ root: Variable, _ lexer: inout Lexer) throws(SyntaxProblem) -> Int32 {
        var variable = root
        var steps: [PathStep] = []
        while true {
            if lexer.take(UInt8(ascii: ".")) {
                let place = Int32(lexer.place)
                let name = try lexer.takeName("a name is missing after '.'")
                steps.append(PathStep(kind: .member(name: intern(name)), place: place))
            } else if lexer.take(UInt8(ascii: "[")) {
                let place = Int32(lexer.place)
                let key = try expression(&lexer)
                try lexer.expect(UInt8(ascii: "]"), "after the key in brackets")
                if case .literal(.text(let text)) = program.expressions[Int(key)] {
                    steps.append(PathStep(kind: .key(name: intern(text.range)), place: place))
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
        lexer.advance()
        let firstPlace = lexer.place
        let first = try expression(&lexer)
        let firstText = program.bytes[firstPlace..<lexer.previousEnd]
        guard lexer.token == .dots else {
            throw SyntaxProblem(
                place: lexer.place,
                what: "'..' is missing in a range",
                remedy: "parentheses make ranges such as (1..5) only",
                shopify: "Expected dotdot but found \(lexer.kind(of: lexer.token))"
            )
        }
        lexer.advance()
        let lastPlace = lexer.place
        let last = try expression(&lexer)
        let lastText = program.bytes[lastPlace..<lexer.previousEnd]
        try lexer.expect(UInt8(ascii: ")"), "after a range")
        // Two literals make their range here; anything that is no number or text cannot.
        guard case .literal(let start) = program.expressions[Int(first)],
            case .literal(let end) = program.expressions[Int(last)]
        else { return add(.range(first: first, last: last)) }
        return add(
            .literal(
                .range(
                    first: try rangeEnd(start, firstText, at: firstPlace),
                    last: try rangeEnd(end, lastText, at: lastPlace)
                )
            )
        )
    }

    private func rangeEnd(_ value: Value, _ text: ArraySlice<UInt8>, at place: Int) throws(SyntaxProblem) -> Int64 {
        switch value {
        case .integer(let integer): return integer
        case .decimal(let decimal): return Int64(exactly: decimal.rounded(.towardZero)) ?? 0
        case .null: return 0
        case .text(let text): return leadingInteger(program.bytes[text.range])
        default:
            throw SyntaxProblem(
                place: place,
                what: "a range goes from number to number, not to '\(excerpt(text))'",
                shopify: "Invalid expression type '\(excerpt(text))' in range expression"
            )
        }
    }

    /// Comparisons joined by `and` and `or`.
    mutating func condition(_ lexer: inout Lexer) throws(SyntaxProblem) -> Int32 {
        var terms: [Term] = []
        while true {
            let place = Int32(lexer.place)
            var term = Term(
                left: try expression(&lexer, isCompared: true),
                comparison: .truthy,
                right: -1,
                connector: .last,
                place: place
            )
            if case .comparison(let comparison) = lexer.token {
                lexer.advance()
                term.comparison = comparison
                term.right = try expression(&lexer, isCompared: true)
            }
            if lexer.take(word: "and") {
                term.connector = .and
            } else if lexer.take(word: "or") {
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

    private func word(_ range: Range<Int>, isCompared: Bool) -> Value? {
        switch program.string(range) {
        case "nil", "null": .null
        case "true": .boolean(true)
        case "false": .boolean(false)
        case "empty": isCompared ? .empty : .text(.empty)
        case "blank": isCompared ? .blank : .text(.empty)
        default: nil
        }
    }
}

/// `1 argument`, `2 arguments`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
