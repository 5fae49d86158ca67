extension Compiler {
    static let tagNames = [
        "abort_message", "assign", "break", "capture", "case", "comment", "continue", "cycle", "decrement", "doc",
        "echo",
        "else", "elsif", "endcapture", "endcase", "endfor", "endif", "endifchanged", "endtablerow", "endunless", "for",
        "if", "ifchanged", "include", "increment", "liquid", "raw", "render", "tablerow", "unless", "when",
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
        case "render": try render(markup)
        case "include": try include(markup)
        case "if", "unless": openCondition(name, at: place, markup)
        case "case": openChoice(at: place, markup)
        case "for", "tablerow": openLoop(name, at: place, markup)
        case "capture": openCapture(at: place, markup)
        case "ifchanged": openChanged(at: place)
        case "elsif": try elseIf(at: place, markup)
        case "else": try elseBranch(at: place, markup)
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
                throw SyntaxProblem(
                    place: first,
                    what: "a comment's line lacks its '#'",
                    remedy: "start it with #",
                    shopify: "Syntax error in tag '#' - Each line of comments must be prefixed by the '#' character"
                )
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
                    remedy: "add end\(open.tag)",
                    shopify: "'\(open.tag)' tag was never closed"
                )
            )
        }
        blockFloor = outerFloor
        nesting -= 1
        if commentDepth > 0 {
            throw SyntaxProblem(
                place: markup.lowerBound,
                what: "'comment' is never closed",
                remedy: "add endcomment",
                shopify: "'comment' tag was never closed"
            )
        }
    }

    private mutating func assign(_ markup: Range<Int>) throws(SyntaxProblem) {
        let shopify = "Syntax Error in 'assign' - Valid syntax: assign [var] = [source]"
        guard let sign = program.bytes[markup].firstIndex(of: UInt8(ascii: "=")) else {
            let start = markup.trimmed(in: program.bytes).lowerBound
            throw SyntaxProblem(
                place: start,
                what: "'=' is missing in assign",
                remedy: "write {% assign name = value %}",
                shopify: shopify
            )
        }
        let left = (markup.lowerBound..<sign).trimmed(in: program.bytes)
        // Shopify looks for the name right before the sign.
        let extra = Array(".[]()".utf8)
        let start = left.reversed().prefix { program.bytes[$0].isNamePart || extra.contains(program.bytes[$0]) }.last
        let oneName = SyntaxProblem(
            place: left.lowerBound,
            what: "assign sets one name",
            remedy: "write {% assign name = value %}",
            shopify: shopify
        )
        guard let start, program.bytes[start] != UInt8(ascii: ")") else { throw oneName }
        var target = try Lexer(start..<left.upperBound, of: program.bytes)
        let name = try variableName(&target, of: "assign")
        try target.expectEnd()
        guard start == left.lowerBound else { throw oneName }
        var lexer = try Lexer(sign + 1..<markup.upperBound, of: program.bytes)
        let value = try lexer.token == .end ? nothing(at: lexer.place) : pipeline(&lexer)
        try lexer.expectEnd()
        program.recoveries[program.code.count] = Program.Recovery(target: program.code.count + 1, isSilent: true)
        emit(.assign(slot: slot(intern(name)), pipeline: value))
    }

    /// The pipeline of `assign x =` without a value: nil, as in Shopify.
    private mutating func nothing(at place: Int) -> Int32 {
        program.pipelines.append(
            Pipeline(input: add(.literal(.null)), firstCall: 0, callCount: 0, allowsMissing: true, place: Int32(place))
        )
        return Int32(program.pipelines.count - 1)
    }

    /// The name that a tag sets; in the older grammar digits and quoted names too.
    func variableName(_ lexer: inout Lexer, of tag: String) throws(SyntaxProblem) -> Range<Int> {
        if program.options.grammar == .strict {
            switch lexer.token {
            case .string(let range) where !range.isEmpty, .number(let range, isDecimal: false):
                if program.bytes[range.lowerBound] == UInt8(ascii: "-") { break }
                lexer.advance()
                return range
            default: break
            }
        }
        return try lexer.takeName("a variable's name is missing in \(tag)")
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
        let hasParentheses = lexer.take(UInt8(ascii: "("))
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
        let name = intern(target)
        _ = slot(name)
        emit(step > 0 ? .increment(name: name) : .decrement(name: name))
    }

    /// `cycle 'odd', 'even'` or `cycle group: 'odd', 'even'`
    private mutating func cycle(_ markup: Range<Int>) throws(SyntaxProblem) {
        markPrinting()
        var lexer = try Lexer(markup, of: program.bytes)
        let place = Int32(lexer.place)
        guard lexer.token != .end else {
            throw SyntaxProblem(
                place: lexer.place,
                what: "cycle has no values",
                remedy: "write {% cycle 'odd', 'even' %}",
                shopify: "Syntax Error in 'cycle' - Valid syntax: cycle [name :] var [, var2, var3 ...]"
            )
        }
        var name: Int32 = -1
        var values = [try expression(&lexer)]
        if lexer.take(UInt8(ascii: ":")) {
            name = values[0]
            values = [try expression(&lexer)]
        }
        while lexer.take(UInt8(ascii: ",")), lexer.token != .end { values.append(try expression(&lexer)) }
        try lexer.expectEnd()
        program.cycles.append(
            Cycle(
                name: name,
                group: name < 0 ? cycleGroup(of: values) : -1,
                firstValue: Int32(program.operands.count),
                valueCount: Int32(values.count),
                place: place
            )
        )
        program.operands += values
        emit(.cycle(Int32(program.cycles.count - 1)))
    }

    /// Tags without a name share their turn where all their values are the same literals; with a variable among them
    /// each tag has its own.
    private mutating func cycleGroup(of values: [Int32]) -> Int32 {
        var key: [UInt8] = []
        for value in values {
            guard case .literal(let literal) = program.expressions[Int(value)] else {
                key = Array("tag \(program.cycles.count)".utf8)
                break
            }
            switch literal {
            case .text(let text): key += [UInt8(ascii: "'")] + program.bytes[text.range]
            default: key += Array("\(literal)".utf8)
            }
            key.append(UInt8(ascii: ","))
        }
        let group = cycleGroups[key] ?? Int32(cycleGroups.count)
        cycleGroups[key] = group
        return group
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
