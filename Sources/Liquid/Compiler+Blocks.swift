internal import Diagnostics

/// Tags that open, divide and close blocks. A block is opened even where its markup is wrong, so that its end is no
/// second finding.
extension Compiler {
    // MARK: - if, unless

    mutating func openCondition(_ tag: String, at place: Int, _ markup: Range<Int>) {
        blocks.append(Block(kind: .condition, tag: tag, place: place))
        attempt { (compiler) throws(SyntaxProblem) in try compiler.emitBranch(markup, wanted: tag == "if") }
    }

    private mutating func emitBranch(_ markup: Range<Int>, wanted: Bool) throws(SyntaxProblem) {
        var lexer = try Lexer(markup, of: program.bytes)
        let condition = try condition(&lexer)
        blocks[blocks.count - 1].pending.append(program.code.count)
        blocks[blocks.count - 1].guarded.append(program.code.count)
        emit(.branch(condition: condition, wanted: wanted, otherwise: -1))
    }

    mutating func elseIf(at place: Int, _ markup: Range<Int>) throws(SyntaxProblem) {
        guard let top = innermost, case .condition = blocks[top].kind else {
            throw SyntaxProblem(
                place: place,
                what: "'elsif' stands outside of if and unless",
                shopify: "Unknown tag 'elsif'"
            )
        }
        endBranch(top)
        try emitBranch(markup, wanted: true)
    }

    // MARK: - case

    mutating func openChoice(at place: Int, _ markup: Range<Int>) {
        let cell = cellCount
        cellCount += 2
        blocks.append(Block(kind: .choice(subject: -1, cell: cell), tag: "case", place: place))
        emit(.caseBegin(cell: cell))
        attempt { (compiler) throws(SyntaxProblem) in
            var lexer = try Lexer(markup, of: compiler.program.bytes)
            let subject = try compiler.expression(&lexer)
            try lexer.expectEnd()
            compiler.blocks[compiler.blocks.count - 1].kind = .choice(subject: subject, cell: cell)
        }
        // What stands before the first `when` is passed over.
        blocks[blocks.count - 1].pending.append(program.code.count)
        emit(.jump(-1))
    }

    mutating func when(at place: Int, _ markup: Range<Int>) throws(SyntaxProblem) {
        guard let top = innermost, case .choice(let subject, let cell) = blocks[top].kind else {
            throw SyntaxProblem(place: place, what: "'when' stands outside of case", shopify: "Unknown tag 'when'")
        }
        endBranch(top)
        var lexer = try Lexer(markup, of: program.bytes)
        var values: [Int32] = []
        var hasMore = true
        while hasMore {
            values.append(try expression(&lexer, isCompared: true))
            hasMore = lexer.take(word: "or") || lexer.take(UInt8(ascii: ","))
        }
        try lexer.expectEnd()
        let when = Int32(program.whens.count)
        program.whens.append(
            When(
                subject: subject,
                firstValue: Int32(program.operands.count),
                valueCount: Int32(values.count),
                cell: cell
            )
        )
        program.operands += values
        emit(.whenBegin(when))
        blocks[top].whenStart = position
        blocks[top].pending.append(program.code.count)
        blocks[top].guarded.append(program.code.count)
        emit(.whenNext(when))
    }

    // MARK: - else

    mutating func elseBranch(at place: Int, _ markup: Range<Int>) throws(SyntaxProblem) {
        guard let top = innermost else {
            throw SyntaxProblem(
                place: place,
                what: "'else' stands outside of if, unless, case and for",
                shopify: "Unexpected outer 'else' tag"
            )
        }
        if case .choice = blocks[top].kind, let junk = markup.trimmed(in: program.bytes).first {
            throw SyntaxProblem(
                place: junk,
                what: "'else' takes nothing",
                remedy: "take it out",
                shopify: "Syntax Error in tag 'case' - Valid else condition: {% else %} (no parameters) "
            )
        }
        switch blocks[top].kind {
        case .condition:
            endBranch(top)
        case .choice(_, let cell):
            endBranch(top)
            blocks[top].pending.append(program.code.count)
            emit(.elseOfCase(cell: cell, otherwise: -1))
        case .loop(let loop) where !program.loops[Int(loop)].isTableRow && !blocks[top].hasElse:
            endLoop(loop, top)
            blocks[top].exits.append(program.code.count)
            emit(.jump(-1))
            program.loops[Int(loop)].otherwise = position
        default:
            throw SyntaxProblem(
                place: place,
                what: "'else' does not belong in '\(blocks[top].tag)'",
                shopify: "\(blocks[top].tag) tag does not expect 'else' tag"
            )
        }
        blocks[top].hasElse = true
    }

    /// Ends the branch at hand of an if or case; the next one starts here.
    private mutating func endBranch(_ block: Int) {
        if let start = blocks[block].whenStart {
            // Another of its values may match too, which prints the body again, as in Shopify.
            emit(.jump(start))
            blocks[block].whenStart = nil
        } else if case .condition = blocks[block].kind {
            blocks[block].exits.append(program.code.count)
            emit(.jump(-1))
        }
        for index in blocks[block].pending { patch(index) }
        blocks[block].pending = []
    }

    // MARK: - for, tablerow

    mutating func openLoop(_ tag: String, at place: Int, _ markup: Range<Int>) {
        let loop = Int32(program.loops.count)
        program.loops.append(
            Loop(slot: 0, collection: 0, isTableRow: tag == "tablerow", title: .empty, continueGroup: 0, place: 0)
        )
        blocks.append(Block(kind: .loop(loop), tag: tag, place: place))
        attempt { (compiler) throws(SyntaxProblem) in
            compiler.program.loops[Int(loop)] = try compiler.loop(tag, markup)
        }
        blocks[blocks.count - 1].guarded.append(program.code.count)
        emit(.loopBegin(loop))
        program.loops[Int(loop)].body = position
    }

    private mutating func loop(_ tag: String, _ markup: Range<Int>) throws(SyntaxProblem) -> Loop {
        var lexer = try Lexer(markup, of: program.bytes)
        let place = Int32(lexer.place)
        let example = "write {% \(tag) item in items %}"
        let variable = try lexer.takeName("a name is missing", remedy: example)
        guard lexer.take(word: "in") else {
            throw SyntaxProblem(
                place: lexer.place,
                what: "'in' is missing",
                remedy: example,
                shopify: "For loops require an 'in' clause"
            )
        }
        let collectionStart = lexer.place
        let collection = try expression(&lexer)
        let title = program.bytes[variable] + [UInt8(ascii: "-")] + lexer.text(from: collectionStart)
        let titleStart = program.bytes.count
        program.bytes += title
        let group = continueGroups[Array(title)] ?? Int32(continueGroups.count)
        continueGroups[Array(title)] = group
        var loop = Loop(
            slot: slot(intern(variable)),
            collection: collection,
            isTableRow: tag == "tablerow",
            title: literal(titleStart..<program.bytes.count),
            continueGroup: group,
            place: place
        )
        if !loop.isTableRow, lexer.take(word: "reversed") { loop.isReversed = true }
        while true {
            let hasComma = lexer.take(UInt8(ascii: ","))
            guard case .name(let option) = lexer.token else {
                if hasComma, !loop.isTableRow, program.options.grammar == .strict2 {
                    throw unknownOption(lexer.rest, of: loop, at: lexer.place)
                }
                break
            }
            try loopOption(option, &loop, &lexer)
        }
        try lexer.expectEnd()
        return loop
    }

    private mutating func loopOption(
        _ option: Range<Int>,
        _ loop: inout Loop,
        _ lexer: inout Lexer
    ) throws(SyntaxProblem) {
        let name = program.string(option)
        let known = loop.isTableRow ? ["cols", "limit", "offset", "range"] : ["limit", "offset"]
        guard known.contains(name) else { throw unknownOption(name, of: loop, at: lexer.place) }
        lexer.advance()
        try lexer.expect(UInt8(ascii: ":"), "after '\(name)'")
        let isContinue = !loop.isTableRow && name == "offset" && lexer.take(word: "continue")
        if isContinue, !lexer.isMark(UInt8(ascii: ".")), !lexer.isMark(UInt8(ascii: "[")) {
            loop.offset = .continue
            return
        }
        let value = try expression(&lexer)
        switch name {
        case "limit": loop.limit = value
        case "offset": loop.offset = .expression(value)
        case "cols": loop.columns = value
        default: break
        }
    }

    private func unknownOption(_ name: String, of loop: Loop, at place: Int) -> SyntaxProblem {
        SyntaxProblem(
            place: place,
            what: "'\(loop.isTableRow ? "tablerow" : "for")' has no option '\(name)'",
            remedy: suggestion(
                for: name,
                among: loop.isTableRow ? ["cols", "limit", "offset"] : ["limit", "offset", "reversed"]
            ),
            shopify: loop.isTableRow
                ? "Invalid attribute '\(name)' in tablerow loop. Valid attributes are cols, limit, offset, and range"
                : "Invalid attribute in for loop. Valid attributes are limit and offset"
        )
    }

    private mutating func endLoop(_ loop: Int32, _ block: Int) {
        for index in blocks[block].continues { patch(index) }
        blocks[block].continues = []
        emit(.loopNext(loop))
        program.loops[Int(loop)].otherwise = position
    }

    /// `break` and `continue`. Captures on the way are ended; without a loop the rest of the template is left out.
    mutating func leaveLoop(_ tag: String) {
        markPrinting()
        var index = blocks.count - 1
        while index >= 0 {
            switch blocks[index].kind {
            case .capture(let slot): emit(.captureEnd(slot: slot))
            case .changed: emit(.changedEnd)
            case .loop where !blocks[index].hasElse:
                if tag == "break" {
                    emit(.loopLeave)
                    blocks[index].exits.append(program.code.count)
                } else {
                    blocks[index].continues.append(program.code.count)
                }
                emit(.jump(-1))
                return
            default: break
            }
            index -= 1
        }
        emit(.interrupt(isBreak: tag == "break"))
    }

    // MARK: - capture, ifchanged

    mutating func openCapture(at place: Int, _ markup: Range<Int>) {
        blocks.append(Block(kind: .capture(slot: 0), tag: "capture", place: place))
        attempt { (compiler) throws(SyntaxProblem) in
            var lexer = try Lexer(markup, of: compiler.program.bytes)
            let target = try compiler.variableName(&lexer, of: "capture")
            try lexer.expectEnd()
            let slot = compiler.slot(compiler.intern(target))
            compiler.blocks[compiler.blocks.count - 1].kind = .capture(slot: slot)
        }
        emit(.captureBegin)
    }

    mutating func openChanged(at place: Int) {
        blocks.append(Block(kind: .changed, tag: "ifchanged", place: place))
        emit(.changedBegin)
    }

    // MARK: - Closing

    mutating func close(_ tag: String, at place: Int) throws(SyntaxProblem) {
        guard let top = innermost, blocks[top].tag == tag else {
            guard let open = innermost.map({ blocks[$0] }) else {
                throw SyntaxProblem(
                    place: place,
                    what: "'end\(tag)' closes nothing",
                    remedy: "take it out",
                    shopify: "Unknown tag 'end\(tag)'"
                )
            }
            let line = program.location(Int32(open.place)).line
            // A forgotten end inside: the outer block is what is meant.
            if blocks[blockFloor...].contains(where: { $0.tag == tag }) {
                while let inner = blocks.last, inner.tag != tag {
                    report(
                        SyntaxProblem(
                            place: inner.place,
                            what: "'\(inner.tag)' is not closed before 'end\(tag)'",
                            remedy: "add {% end\(inner.tag) %}",
                            shopify: Compiler.wrongEnd(tag, of: inner.tag)
                        )
                    )
                    finish(blocks.count - 1)
                }
                return finish(blocks.count - 1)
            }
            throw SyntaxProblem(
                place: place,
                what: "'end\(tag)' does not close '\(open.tag)' of line \(line)",
                remedy: "did you mean 'end\(open.tag)'?",
                shopify: Compiler.wrongEnd(tag, of: open.tag)
            )
        }
        finish(top)
    }

    private static func wrongEnd(_ tag: String, of open: String) -> String {
        "'end\(tag)' is not a valid delimiter for \(open) tags. use end\(open)"
    }

    private mutating func finish(_ index: Int) {
        switch blocks[index].kind {
        case .condition, .choice:
            if blocks[index].whenStart != nil { endBranch(index) }
            for pending in blocks[index].pending { patch(pending) }
        case .loop(let loop): if !blocks[index].hasElse { endLoop(loop, index) }
        case .capture(let slot): emit(.captureEnd(slot: slot))
        case .changed: emit(.changedEnd)
        }
        for exit in blocks[index].exits { patch(exit) }
        let block = blocks.removeLast()
        for index in block.guarded {
            program.recoveries[index] = Program.Recovery(target: program.code.count, isSilent: block.isBlank)
        }
        switch block.kind {
        case .capture: return
        case .changed: break
        case .loop(let loop) where program.loops[Int(loop)].isTableRow: break
        default:
            if block.isBlank { for text in block.blankTexts { program.code[text] = .text(start: 0, end: 0) } }
        }
        if !block.isBlank { markPrinting() }
    }

    private var innermost: Int? { blocks.count > blockFloor ? blocks.count - 1 : nil }

    /// Lets the instruction at `index` jump to here.
    private mutating func patch(_ index: Int) {
        switch program.code[index] {
        case .jump: program.code[index] = .jump(position)
        case .branch(let condition, let wanted, _):
            program.code[index] = .branch(condition: condition, wanted: wanted, otherwise: position)
        case .elseOfCase(let cell, _): program.code[index] = .elseOfCase(cell: cell, otherwise: position)
        case .whenNext(let when): program.whens[Int(when)].otherwise = position
        default: preconditionFailure("Only jumps are patched")
        }
    }
}
