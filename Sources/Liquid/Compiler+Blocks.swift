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
        emit(.branch(condition: condition, wanted: wanted, otherwise: -1))
    }

    mutating func elseIf(at place: Int, _ markup: Range<Int>) throws(SyntaxProblem) {
        guard let top = innermost, case .condition = blocks[top].kind else {
            throw SyntaxProblem(place: place, what: "'elsif' stands outside of if and unless")
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
            throw SyntaxProblem(place: place, what: "'when' stands outside of case")
        }
        endBranch(top)
        var lexer = try Lexer(markup, of: program.bytes)
        var values: [Int32] = []
        var hasMore = true
        while hasMore {
            values.append(try expression(&lexer))
            hasMore = try lexer.take(UInt8(ascii: ","))
            if !hasMore { hasMore = try lexer.take(word: "or") }
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
        emit(.whenNext(when))
    }

    // MARK: - else

    mutating func elseBranch(at place: Int) throws(SyntaxProblem) {
        guard let top = innermost else {
            throw SyntaxProblem(place: place, what: "'else' stands outside of if, unless, case and for")
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
            throw SyntaxProblem(place: place, what: "'else' does not belong in '\(blocks[top].tag)'")
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
        emit(.loopBegin(loop))
        program.loops[Int(loop)].body = position
    }

    private mutating func loop(_ tag: String, _ markup: Range<Int>) throws(SyntaxProblem) -> Loop {
        var lexer = try Lexer(markup, of: program.bytes)
        let place = Int32(lexer.place)
        guard case .name(let variable) = lexer.token else {
            throw SyntaxProblem(
                place: lexer.place,
                what: "a name is missing",
                remedy: "write {% \(tag) item in items %}"
            )
        }
        try lexer.advance()
        guard try lexer.take(word: "in") else {
            throw SyntaxProblem(place: lexer.place, what: "'in' is missing", remedy: "write {% \(tag) item in items %}")
        }
        let collectionStart = lexer.place
        let collection = try expression(&lexer)
        let title = program.bytes[variable] + [UInt8(ascii: "-")] + program.bytes[collectionStart..<lexer.previousEnd]
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
        try loopOptions(&loop, &lexer)
        return loop
    }

    private mutating func loopOptions(_ loop: inout Loop, _ lexer: inout Lexer) throws(SyntaxProblem) {
        let tag = loop.isTableRow ? "tablerow" : "for"
        if !loop.isTableRow, try lexer.take(word: "reversed") { loop.isReversed = true }
        while true {
            _ = try lexer.take(UInt8(ascii: ","))
            let place = lexer.place
            guard let option = try optionName(&lexer) else { break }
            switch (program.string(option), loop.isTableRow) {
            case ("limit", _): loop.limit = try expression(&lexer)
            case ("offset", false) where try lexer.take(word: "continue"): loop.offset = .continue
            case ("offset", _): loop.offset = .expression(try expression(&lexer))
            case ("cols", true): loop.columns = try expression(&lexer)
            case (let name, _):
                let options = loop.isTableRow ? ["cols", "limit", "offset"] : ["limit", "offset", "reversed"]
                throw SyntaxProblem(
                    place: place,
                    what: "'\(tag)' has no option '\(name)'",
                    remedy: suggestion(for: name, among: options)
                )
            }
        }
        try lexer.expectEnd()
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
        emit(.end)
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
                throw SyntaxProblem(place: place, what: "'end\(tag)' closes nothing", remedy: "take it out")
            }
            let line = program.location(Int32(open.place)).line
            // A forgotten end inside: the outer block is what is meant.
            if blocks[blockFloor...].contains(where: { $0.tag == tag }) {
                while let inner = blocks.last, inner.tag != tag {
                    report(
                        SyntaxProblem(
                            place: inner.place,
                            what: "'\(inner.tag)' is not closed before 'end\(tag)'",
                            remedy: "add {% end\(inner.tag) %}"
                        )
                    )
                    finish(blocks.count - 1)
                }
                return finish(blocks.count - 1)
            }
            throw SyntaxProblem(
                place: place,
                what: "'end\(tag)' does not close '\(open.tag)' of line \(line)",
                remedy: "did you mean 'end\(open.tag)'?"
            )
        }
        finish(top)
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
