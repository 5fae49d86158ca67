extension Compiler {
    static let tagNames = [
        "abort_message", "assign", "break", "capture", "case", "comment", "continue", "cycle", "decrement", "doc",
        "echo",
        "else", "elsif", "endcapture", "endcase", "endfor", "endif", "endifchanged", "endtablerow", "endunless", "for",
        "if", "ifchanged", "increment", "liquid", "raw", "render", "tablerow", "unless", "when",
    ]

    /// Compiles what stands between `{%` and `%}`.
    mutating func tag(_ markup: Range<Int>) {
        let (name, range, rest) = tagName(markup)
        attempt { (compiler) throws(SyntaxProblem) in
            try compiler.tag(name, at: range.lowerBound, rest)
        }
    }

    private mutating func tag(_ name: String, at place: Int, _ markup: Range<Int>) throws(SyntaxProblem) {
        switch name {
        case "#": try inlineComment(markup)
        case "liquid": try lines(markup)
        case "assign": try assign(markup)
        case "echo": try echo(markup)
        case "abort_message": try abortMessage(markup)
        case "cycle": try cycle(markup)
        case "increment", "decrement": try counter(markup, counts: name == "increment" ? 1 : -1)
        case "render": try partial(markup)
        case "if", "unless": openCondition(name, at: place, markup)
        case "case": openChoice(at: place, markup)
        case "for", "tablerow": openLoop(name, at: place, markup)
        case "capture": openCapture(at: place, markup)
        case "ifchanged": openChanged(at: place)
        case "elsif": try elseIf(at: place, markup)
        case "else": try elseBranch(at: place)
        case "when": try when(at: place, markup)
        case "break", "continue": leaveLoop(name)
        case "endif", "endunless", "endcase", "endfor", "endtablerow", "endcapture", "endifchanged":
            try close(String(name.dropFirst(3)), at: place)
        default: reportUnknownTag(name, at: place)
        }
    }

    /// Every line of a comment tag starts with `#`.
    private func inlineComment(_ markup: Range<Int>) throws(SyntaxProblem) {
        var isFirst = true
        for line in markup.split(on: UInt8(ascii: "\n"), in: program.bytes) {
            let content = line.trimmed(in: program.bytes)
            if !isFirst, let first = content.first, program.bytes[first] != UInt8(ascii: "#") {
                throw SyntaxProblem(place: first, what: "a comment's line lacks its '#'", remedy: "start it with #")
            }
            isFirst = false
        }
    }

    /// `{% liquid %}`: a tag on each line. Blocks begun in it end in it.
    private mutating func lines(_ markup: Range<Int>) throws(SyntaxProblem) {
        nesting += 1
        guard nesting < Compiler.nestingLimit else {
            throw SyntaxProblem(place: markup.lowerBound, what: "'liquid' is nested too deep")
        }
        let outerFloor = blockFloor
        blockFloor = blocks.count
        var commentDepth = 0
        for line in markup.split(on: UInt8(ascii: "\n"), in: program.bytes) {
            let content = line.trimmed(in: program.bytes)
            guard !content.isEmpty else { continue }
            let name = tagName(content).name
            if name == "comment" {
                commentDepth += 1
            } else if name == "endcomment", commentDepth > 0 {
                commentDepth -= 1
            } else if commentDepth == 0 {
                let depth = nesting
                tag(content)
                nesting = depth
            }
        }
        while blocks.count > blockFloor, let open = blocks.popLast() {
            report(
                SyntaxProblem(
                    place: open.place,
                    what: "'\(open.tag)' is not closed within its liquid tag",
                    remedy: "add end\(open.tag)"
                )
            )
        }
        blockFloor = outerFloor
        nesting -= 1
        if commentDepth > 0 {
            throw SyntaxProblem(place: markup.lowerBound, what: "'comment' is never closed", remedy: "add endcomment")
        }
    }

    private mutating func assign(_ markup: Range<Int>) throws(SyntaxProblem) {
        var lexer = try Lexer(markup, of: program.bytes)
        let target = try variableName(&lexer, of: "assign")
        if program.bytes[target.upperBound - 1] == UInt8(ascii: "?") {
            throw SyntaxProblem(place: target.lowerBound, what: "a variable's name cannot end with '?'")
        }
        try lexer.expect(UInt8(ascii: "="), "in assign")
        let value = try pipeline(&lexer)
        try lexer.expectEnd()
        emit(.assign(slot: slot(intern(target)), pipeline: value))
    }

    /// The name that a tag sets; digits will do, as in Shopify.
    func variableName(_ lexer: inout Lexer, of tag: String) throws(SyntaxProblem) -> Range<Int> {
        let start = lexer.place
        switch lexer.token {
        case .name(let range), .string(let range):
            try lexer.advance()
            guard range.isEmpty else { return range }
        case .integer where program.bytes[start] != UInt8(ascii: "-"):
            try lexer.advance()
            return start..<lexer.previousEnd
        default: break
        }
        throw SyntaxProblem(place: start, what: "a variable's name is missing in \(tag)")
    }

    private mutating func echo(_ markup: Range<Int>) throws(SyntaxProblem) {
        markPrinting()
        var lexer = try Lexer(markup, of: program.bytes)
        guard lexer.token != .end else { return }
        emit(.output(pipeline: try pipeline(&lexer)))
        try lexer.expectEnd()
    }

    /// `abort_message 'reason'`, or with parentheses as in Braze.
    private mutating func abortMessage(_ markup: Range<Int>) throws(SyntaxProblem) {
        markPrinting()
        var lexer = try Lexer(markup, of: program.bytes)
        let hasParentheses = try lexer.take(UInt8(ascii: "("))
        let reason = try pipeline(&lexer)
        if hasParentheses { try lexer.expect(UInt8(ascii: ")"), "after the reason") }
        try lexer.expectEnd()
        emit(.abort(pipeline: reason))
    }

    private mutating func counter(_ markup: Range<Int>, counts step: Int) throws(SyntaxProblem) {
        markPrinting()
        var lexer = try Lexer(markup, of: program.bytes)
        let target = try variableName(&lexer, of: step > 0 ? "increment" : "decrement")
        try lexer.expectEnd()
        let slot = slot(intern(target))
        emit(step > 0 ? .increment(slot: slot) : .decrement(slot: slot))
    }

    /// `cycle 'odd', 'even'` or `cycle group: 'odd', 'even'`
    private mutating func cycle(_ markup: Range<Int>) throws(SyntaxProblem) {
        markPrinting()
        var lexer = try Lexer(markup, of: program.bytes)
        let place = Int32(lexer.place)
        var name: Int32 = -1
        var group = Array("values ".utf8) + program.bytes[markup.trimmed(in: program.bytes)]
        let first = lexer.place
        var values = [try expression(&lexer)]
        if lexer.isMark(UInt8(ascii: ":")) {
            group = Array("name ".utf8) + program.bytes[first..<lexer.previousEnd]
            if case .literal = program.expressions[Int(values[0])] {} else { name = values[0] }
            try lexer.advance()
            values = [try expression(&lexer)]
        }
        while try lexer.take(UInt8(ascii: ",")), lexer.token != .end { values.append(try expression(&lexer)) }
        try lexer.expectEnd()
        let known = cycleGroups[group] ?? Int32(cycleGroups.count)
        cycleGroups[group] = known
        program.cycles.append(
            Cycle(
                name: name,
                group: known,
                firstValue: Int32(program.operands.count),
                valueCount: Int32(values.count),
                place: place
            )
        )
        program.operands += values
        emit(.cycle(Int32(program.cycles.count - 1)))
    }

    /// `render 'name'`, `with`/`for` value `as` name, and named arguments.
    private mutating func partial(_ markup: Range<Int>) throws(SyntaxProblem) {
        markPrinting()
        var lexer = try Lexer(markup, of: program.bytes)
        let place = lexer.place
        guard case .string(let range) = lexer.token else {
            throw SyntaxProblem(
                place: place,
                what: "the partial's name is missing",
                remedy: "write it in quotes: {% render 'name' %}"
            )
        }
        try lexer.advance()
        var call = PartialCall(unit: 0, place: Int32(place))
        let isLoop = try lexer.take(word: "for")
        let isBound = try lexer.take(word: "with")
        if isLoop || isBound {
            let value = try expression(&lexer)
            var target = range
            if let slash = program.bytes[range].lastIndex(of: UInt8(ascii: "/")) {
                target = slash + 1..<range.upperBound
            }
            if try lexer.take(word: "as") { target = try variableName(&lexer, of: "render") }
            call.binding = isLoop ? .each(value) : .with(value)
            call.bindingSlot = slot(intern(target))
        }
        var arguments: [Argument] = []
        _ = try lexer.take(UInt8(ascii: ","))
        while let option = try optionName(&lexer) {
            arguments.append(Argument(slot: slot(intern(option)), expression: try expression(&lexer)))
            _ = try lexer.take(UInt8(ascii: ","))
        }
        try lexer.expectEnd()
        guard let unit = unit(ofPartial: program.string(range), at: place) else { return }
        call.unit = unit
        call.firstArgument = Int32(program.arguments.count)
        call.argumentCount = Int32(arguments.count)
        program.arguments += arguments
        if case .each(let collection) = call.binding {
            emitLoop(over: collection, callingPartial: call)
        } else {
            program.partialCalls.append(call)
            emit(.partial(Int32(program.partialCalls.count - 1)))
        }
    }

    /// `render … for`: a loop around the call, whose `forloop` the partial sees.
    private mutating func emitLoop(over collection: Int32, callingPartial call: PartialCall) {
        let loop = Int32(program.loops.count)
        program.loops.append(
            Loop(
                slot: call.bindingSlot,
                collection: collection,
                title: .empty,
                continueGroup: 0,
                callsPartial: true,
                place: call.place
            )
        )
        emit(.loopBegin(loop))
        program.loops[Int(loop)].body = position
        program.partialCalls.append(call)
        emit(.partial(Int32(program.partialCalls.count - 1)))
        emit(.loopNext(loop))
        program.loops[Int(loop)].otherwise = position
    }
}

extension Range<Int> {
    /// Without the white space at both ends.
    func trimmed(in bytes: [UInt8]) -> Range<Int> {
        var start = lowerBound
        var end = upperBound
        while start < end, bytes[start].isSpace { start += 1 }
        while end > start, bytes[end - 1].isSpace { end -= 1 }
        return start..<end
    }

    func split(on separator: UInt8, in bytes: [UInt8]) -> [Range<Int>] {
        bytes[self].split(separator: separator, omittingEmptySubsequences: false).map { $0.startIndex..<$0.endIndex }
    }
}
