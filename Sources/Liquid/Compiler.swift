internal import Diagnostics

/// Turns template text into a ``Program``: splits it into literal text, outputs and tags, and keeps the open blocks.
/// Problems are collected; what is wrong is left out and compiling goes on.
struct Compiler {
    var program: Program
    var diagnostics: [Diagnostic] = []
    /// Places of the `raw` filter.
    var rawUses: [Int32] = []
    /// Partials met so far; the unit of the n-th is n + 1.
    private(set) var partialNames: [String] = []
    let partials: [String: TemplateSource]

    /// The open blocks of the unit at hand, innermost last.
    var blocks: [Block] = []
    /// Blocks that may not be closed here: those around a `liquid` tag.
    var blockFloor = 0
    /// Counters of the unit at hand.
    var cellCount: Int32 = 0
    /// Nesting of `liquid` inside `liquid` and of brackets in expressions.
    var nesting = 0
    /// Names of unknown tags: their end tags are not worth a second finding.
    private var unknownTags: Set<String> = []
    var cycleGroups: [[UInt8]: Int32] = [:]
    var continueGroups: [[UInt8]: Int32] = [:]

    static let nestingLimit = 100
    /// More findings than anyone reads are not kept.
    static let findingLimit = 100

    init(partials: [String: TemplateSource], options: TemplateOptions) {
        self.partials = partials
        program = Program(options: options)
        for name in KnownName.allCases {
            let start = program.bytes.count
            program.bytes += Array(name.text.utf8)
            _ = intern(start..<program.bytes.count)
        }
        _ = slot(KnownName.forloop.rawValue)
        _ = slot(KnownName.tablerowloop.rawValue)
    }

    /// Compiles a template and every partial it leads to.
    mutating func compile(_ source: TemplateSource) {
        compileUnit(source)
        var next = 0
        while next < partialNames.count {
            if let partial = partials[partialNames[next]] { compileUnit(partial) }
            next += 1
        }
        program.slotCount = program.slots.count { $0 >= 0 }
        program.cycleGroupCount = cycleGroups.count
        program.continueGroupCount = continueGroups.count
    }

    /// The unit of a partial, which will be compiled after those before it; `nil` and reported where there is none.
    mutating func unit(ofPartial name: String, at place: Int) -> Int32? {
        if let known = partialNames.firstIndex(of: name) { return Int32(known + 1) }
        guard partials[name] != nil else {
            report(
                SyntaxProblem(
                    place: place,
                    what: "there is no partial '\(name)'",
                    remedy: suggestion(for: name, among: partials.keys.sorted())
                )
            )
            return nil
        }
        partialNames.append(name)
        return Int32(partialNames.count)
    }

    private mutating func compileUnit(_ source: TemplateSource) {
        let start = program.bytes.count
        program.bytes += source.text
        let end = program.bytes.count
        program.files.append(Program.SourceFile(name: source.file, start: start, end: end))
        program.units.append(Program.Unit(start: Int32(program.code.count), cellCount: 0))
        let unit = program.units.count - 1
        guard end < Int(Int32.max) else {
            return report(SyntaxProblem(place: start, what: "the templates are over 2 GiB"))
        }
        blocks = []
        cellCount = 0
        split(start..<end)
        for block in blocks {
            report(
                SyntaxProblem(
                    place: block.place,
                    what: "'\(block.tag)' is never closed",
                    remedy: "add {% end\(block.tag) %}"
                )
            )
        }
        emit(.end)
        program.units[unit].cellCount = cellCount
    }

    // MARK: - Splitting

    private mutating func split(_ range: Range<Int>) {
        var at = range.lowerBound
        var trimsLeft = false
        while let open = nextOpening(at..<range.upperBound) {
            let isOutput = program.bytes[open + 1] == UInt8(ascii: "{")
            let trims = open + 2 < range.upperBound && program.bytes[open + 2] == UInt8(ascii: "-")
            text(at..<open, trimsLeft: trimsLeft, trimsRight: trims)
            let closing = isOutput ? UInt8(ascii: "}") : UInt8(ascii: "%")
            guard let close = find(closing, UInt8(ascii: "}"), in: open + 2..<range.upperBound) else {
                let what = isOutput ? "'{{' is never closed" : "'{%' is never closed"
                return report(SyntaxProblem(place: open, what: what, remedy: isOutput ? "add }}" : "add %}"))
            }
            var markup = open + 2..<close
            if trims, !markup.isEmpty { markup = markup.lowerBound + 1..<close }
            trimsLeft = !markup.isEmpty && program.bytes[close - 1] == UInt8(ascii: "-")
            if trimsLeft { markup = markup.lowerBound..<close - 1 }
            at = close + 2
            if isOutput {
                output(markup)
            } else if let content = verbatim(markup, after: at, end: range.upperBound) {
                at = content.end
                trimsLeft = content.trims
            } else {
                tag(markup)
            }
        }
        text(at..<range.upperBound, trimsLeft: trimsLeft, trimsRight: false)
    }

    private func nextOpening(_ range: Range<Int>) -> Int? {
        var at = range.lowerBound
        while at + 1 < range.upperBound {
            if program.bytes[at] == UInt8(ascii: "{"),
                program.bytes[at + 1] == UInt8(ascii: "{") || program.bytes[at + 1] == UInt8(ascii: "%")
            {
                return at
            }
            at += 1
        }
        return nil
    }

    private func find(_ first: UInt8, _ second: UInt8, in range: Range<Int>) -> Int? {
        var at = range.lowerBound
        while at + 1 < range.upperBound {
            if program.bytes[at] == first, program.bytes[at + 1] == second { return at }
            at += 1
        }
        return nil
    }

    private mutating func text(_ range: Range<Int>, trimsLeft: Bool, trimsRight: Bool) {
        var start = range.lowerBound
        var end = range.upperBound
        if trimsLeft { while start < end, program.bytes[start].isSpace { start += 1 } }
        if trimsRight { while end > start, program.bytes[end - 1].isSpace { end -= 1 } }
        guard start < end else { return }
        if program.bytes[start..<end].allSatisfy(\.isSpace) {
            if let top = blocks.indices.last { blocks[top].blankTexts.append(program.code.count) }
        } else {
            markPrinting()
        }
        emit(.text(start: Int32(start), end: Int32(end)))
    }

    private mutating func output(_ markup: Range<Int>) {
        markPrinting()
        attempt { (compiler) throws(SyntaxProblem) in
            var lexer = try Lexer(markup, of: compiler.program.bytes)
            guard lexer.token != .end else { return }
            compiler.emit(.output(pipeline: try compiler.pipeline(&lexer)))
            try lexer.expectEnd()
        }
    }

    /// The name a tag starts with, and the rest.
    func tagName(_ markup: Range<Int>) -> (name: String, range: Range<Int>, rest: Range<Int>) {
        let bytes = program.bytes
        var start = markup.lowerBound
        while start < markup.upperBound, bytes[start].isSpace { start += 1 }
        var end = start
        if end < markup.upperBound, bytes[end] == UInt8(ascii: "#") {
            end += 1
        } else {
            while end < markup.upperBound, bytes[end].isNamePart, bytes[end] != UInt8(ascii: "-") { end += 1 }
        }
        return (program.string(start..<end), start..<end, end..<markup.upperBound)
    }

    /// Passes over the tags whose content is no Liquid: `raw`, `comment`, `doc`.
    private mutating func verbatim(
        _ markup: Range<Int>,
        after start: Int,
        end: Int
    ) -> (end: Int, trims: Bool)? {
        let opening = tagName(markup)
        guard ["raw", "comment", "doc"].contains(opening.name) else { return nil }
        if opening.name != "comment", let junk = opening.rest.first(where: { !program.bytes[$0].isSpace }) {
            report(SyntaxProblem(place: junk, what: "'\(opening.name)' takes nothing", remedy: "take it out"))
        }
        var depth = 1
        var isRaw = opening.name == "raw"
        var at = start
        while let open = find(UInt8(ascii: "{"), UInt8(ascii: "%"), in: at..<end) {
            guard let close = find(UInt8(ascii: "%"), UInt8(ascii: "}"), in: open + 2..<end) else { break }
            var inner = open + 2..<close
            let trimsBefore = !inner.isEmpty && program.bytes[inner.lowerBound] == UInt8(ascii: "-")
            if trimsBefore { inner = inner.lowerBound + 1..<close }
            let trimsAfter = !inner.isEmpty && program.bytes[close - 1] == UInt8(ascii: "-")
            if trimsAfter { inner = inner.lowerBound..<close - 1 }
            let name = tagName(inner).name
            at = isRaw || opening.name == "doc" ? open + 2 : close + 2
            if isRaw, name == "endraw" {
                isRaw = false
                at = close + 2
                if opening.name == "raw" {
                    raw(start..<open, trimsRight: trimsBefore)
                    depth = 0
                }
            } else if isRaw {
                continue
            } else if opening.name == "comment", name == "raw" {
                isRaw = true
            } else if opening.name == "comment", name == "comment" {
                depth += 1
            } else if name == "end\(opening.name)" {
                depth -= 1
            } else if opening.name == "doc", name == "doc" {
                report(SyntaxProblem(place: open, what: "'doc' stands inside 'doc'", remedy: "close the first one"))
            }
            if depth == 0 { return (close + 2, trimsAfter) }
        }
        report(
            SyntaxProblem(
                place: opening.range.lowerBound,
                what: "'\(opening.name)' is never closed",
                remedy: "add {% end\(opening.name) %}"
            )
        )
        return (end, false)
    }

    private mutating func raw(_ range: Range<Int>, trimsRight: Bool) {
        var end = range.upperBound
        if trimsRight { while end > range.lowerBound, program.bytes[end - 1].isSpace { end -= 1 } }
        guard range.lowerBound < end else { return }
        markPrinting()
        emit(.text(start: Int32(range.lowerBound), end: Int32(end)))
    }

    // MARK: - Emitting

    mutating func emit(_ instruction: Instruction) { program.code.append(instruction) }

    var position: Int32 { Int32(program.code.count) }

    /// The innermost block prints something, so its white space counts.
    mutating func markPrinting() {
        if let top = blocks.indices.last { blocks[top].isBlank = false }
    }

    mutating func intern(_ range: Range<Int>) -> Int32 {
        let name = program.names.intern(range, of: program.bytes)
        if Int(name) == program.slots.count { program.slots.append(-1) }
        return name
    }

    /// The place of a name among local variables, made if need be.
    mutating func slot(_ name: Int32) -> Int32 {
        if program.slots[Int(name)] < 0 {
            program.slots[Int(name)] = Int32(program.slots.count { $0 >= 0 })
        }
        return program.slots[Int(name)]
    }

    // MARK: - Reporting

    mutating func report(_ problem: SyntaxProblem) {
        guard diagnostics.count < Compiler.findingLimit else { return }
        diagnostics.append(
            program.diagnostic(.error, at: Int32(clamping: problem.place), problem.what, remedy: problem.remedy)
        )
    }

    /// Runs `body` and keeps what it throws as a finding.
    mutating func attempt(_ body: (inout Compiler) throws(SyntaxProblem) -> Void) {
        do throws(SyntaxProblem) {
            try body(&self)
        } catch {
            nesting = 0
            report(error)
        }
    }

    mutating func reportUnknownTag(_ name: String, at place: Int) {
        if name.hasPrefix("end"), unknownTags.contains(String(name.dropFirst(3))) { return }
        unknownTags.insert(name)
        if name.isEmpty { return report(SyntaxProblem(place: place, what: "a tag's name is missing")) }
        report(
            SyntaxProblem(
                place: place,
                what: "there is no tag '\(name)'",
                remedy: suggestion(for: name, among: Compiler.tagNames)
            )
        )
    }
}
