internal import Diagnostics

/// `render` and `include`.
extension Compiler {
    /// `render 'name'`, `with`/`for` value `as` name, and named arguments.
    mutating func render(_ markup: Range<Int>) throws(SyntaxProblem) {
        markPrinting()
        var lexer = try Lexer(markup, of: program.bytes)
        let place = lexer.place
        guard case .string(let name) = lexer.token else {
            throw SyntaxProblem(
                place: place,
                what: "the partial's name is missing",
                remedy: "write it in quotes: {% render 'name' %}",
                shopify: "Syntax error: Expected string but found \(lexer.kind(of: lexer.token))"
            )
        }
        lexer.advance()
        var call = PartialCall(place: Int32(place))
        let isLoop = try partialArguments(&call, defaultName: name, &lexer)
        guard let unit = unit(ofPartial: program.string(name), at: place) else { return }
        call.unit = unit
        if case .value(let collection) = call.binding, isLoop {
            call.binding = .item
            emitLoop(over: collection, titled: name, calling: call)
        } else {
            emit(call)
        }
        renderedUnits.insert(unit)
    }

    /// `include name`, with the same words behind it; the partial shares all variables.
    mutating func include(_ markup: Range<Int>) throws(SyntaxProblem) {
        markPrinting()
        var lexer = try Lexer(markup, of: program.bytes)
        let place = lexer.place
        var call = PartialCall(isInclude: true, place: Int32(place))
        let name = try expression(&lexer)
        var text: Range<Int>?
        if case .literal(.text(let literal)) = program.expressions[Int(name)] { text = literal.range }
        call.nameExpression = name
        _ = try partialArguments(&call, defaultName: text, &lexer)
        if let text {
            guard let unit = unit(ofPartial: program.string(text), at: place) else { return }
            call.unit = unit
            if case .none = call.binding {
                call.binding = .value(add(.variable(Variable(name: intern(text), place: Int32(place)))))
            }
        } else {
            // Any partial may be meant.
            for name in partials.keys.sorted() { _ = unit(ofPartial: name, at: place) }
        }
        includes.append((place: place, unit: Int32(program.units.count - 1)))
        emit(call)
        // Where a `break` or `continue` in the partial goes on.
        let index = program.partialCalls.count - 1
        let skip = program.code.count
        emit(.jump(-1))
        program.partialCalls[index].breakTo = position
        leaveLoop("break")
        program.partialCalls[index].continueTo = position
        leaveLoop("continue")
        program.code[skip] = .jump(position)
    }

    /// What follows the name.
    /// - Returns: True for `for`.
    private mutating func partialArguments(
        _ call: inout PartialCall,
        defaultName: Range<Int>?,
        _ lexer: inout Lexer
    ) throws(SyntaxProblem) -> Bool {
        let isLoop = lexer.take(word: "for")
        if isLoop || lexer.take(word: "with") { call.binding = .value(try expression(&lexer)) }
        var target = defaultName
        if let name = defaultName, let slash = program.bytes[name].lastIndex(of: UInt8(ascii: "/")) {
            target = slash + 1..<name.upperBound
        }
        if lexer.take(word: "as") { target = try lexer.takeName("a name is missing after 'as'") }
        if let target { call.bindingSlot = slot(intern(target)) }
        _ = lexer.take(UInt8(ascii: ","))
        var arguments: [Argument] = []
        while case .name(let option) = lexer.token {
            lexer.advance()
            try lexer.expect(UInt8(ascii: ":"), "after '\(program.string(option))'")
            arguments.append(Argument(slot: slot(intern(option)), expression: try expression(&lexer)))
            _ = lexer.take(UInt8(ascii: ","))
        }
        try lexer.expectEnd()
        call.firstArgument = Int32(program.arguments.count)
        call.argumentCount = Int32(arguments.count)
        program.arguments += arguments
        return isLoop
    }

    private mutating func emit(_ call: PartialCall) {
        program.partialCalls.append(call)
        emit(.partial(Int32(program.partialCalls.count - 1)))
    }

    /// `render … for`: a loop around the call, whose `forloop` the partial sees.
    private mutating func emitLoop(over collection: Int32, titled name: Range<Int>, calling call: PartialCall) {
        let loop = Int32(program.loops.count)
        program.loops.append(
            Loop(
                slot: call.bindingSlot,
                collection: collection,
                title: literal(name),
                continueGroup: 0,
                callsPartial: true,
                place: call.place
            )
        )
        let begin = program.code.count
        emit(.loopBegin(loop))
        program.loops[Int(loop)].body = position
        emit(call)
        emit(.loopNext(loop))
        program.loops[Int(loop)].otherwise = position
        program.recoveries[begin] = Program.Recovery(target: program.code.count, isSilent: false)
    }
}
