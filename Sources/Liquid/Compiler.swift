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
    /// By name, in lower case and without `.liquid`, as names are compared.
    let partials: [String: TemplateSource]
    /// Units that `render` calls, and where which unit includes another: the two do not go together.
    var renderedUnits: Set<Int32> = []
    var includes: [(place: Int, unit: Int32)] = []
    /// What Shopify says of each finding.
    private(set) var shopifyMessages: [String] = []

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
        self.partials = partials.reduce(into: [:]) { $0[Compiler.plainName($1.key)] = $1.value }
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
        for include in includes where renderedUnits.contains(include.unit) && program.options.errors == .fail {
            report(
                SyntaxProblem(
                    place: include.place,
                    what: "'include' does not work in a partial that is rendered",
                    remedy: "use render",
                    shopify: "include usage is not allowed in this context"
                )
            )
        }
        program.partialUnits = partialNames.enumerated().map { index, name in
            let file = name.split(separator: "/").last.map(String.init) ?? name
            let start = program.bytes.count
            program.bytes += Array(file.utf8)
            return Program.PartialUnit(
                name: name,
                unit: Int32(index + 1),
                slot: slot(intern(start..<program.bytes.count))
            )
        }
        program.slotCount = program.slots.count { $0 >= 0 }
        program.cycleGroupCount = cycleGroups.count
        program.continueGroupCount = continueGroups.count
        program.gatherLiterals()
    }

    /// The unit of a partial, which will be compiled after those before it; `nil` and reported where there is none.
    mutating func unit(ofPartial written: String, at place: Int) -> Int32? {
        let name = Compiler.plainName(written)
        if let known = partialNames.firstIndex(of: name) { return Int32(known + 1) }
        guard partials[name] != nil else {
            report(
                SyntaxProblem(
                    place: place,
                    what: "there is no partial '\(written)'",
                    remedy: suggestion(for: written, among: partials.keys.sorted()),
                    shopify: "Could not find asset \(written)"
                )
            )
            return nil
        }
        partialNames.append(name)
        return Int32(partialNames.count)
    }

    /// Partials are found without regard to case, with `.liquid` behind the name or not.
    static func plainName(_ name: String) -> String {
        let lower = name.lowercased()
        return lower.hasSuffix(".liquid") ? String(lower.dropLast(7)) : lower
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
                    remedy: "add {% end\(block.tag) %}",
                    shopify: "'\(block.tag)' tag was never closed"
                )
            )
        }
        program.units[unit].end = position
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
            guard
                let close = isOutput
                    ? outputEnd(open + 2..<range.upperBound)
                    : find(UInt8(ascii: "%"), UInt8(ascii: "}"), in: open + 2..<range.upperBound)
            else {
                return report(unclosed(at: open, isOutput: isOutput, end: range.upperBound))
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

    /// Where `}}` ends an output; `nil` where a lone brace or a tag comes first.
    private func outputEnd(_ range: Range<Int>) -> Int? {
        var at = range.lowerBound
        while at + 1 < range.upperBound {
            if program.bytes[at] == UInt8(ascii: "}") { return program.bytes[at + 1] == UInt8(ascii: "}") ? at : nil }
            if program.bytes[at] == UInt8(ascii: "{"), program.bytes[at + 1] == UInt8(ascii: "%") { return nil }
            at += 1
        }
        return nil
    }

    private func unclosed(at open: Int, isOutput: Bool, end: Int) -> SyntaxProblem {
        let rest = program.bytes[open + 2..<end]
        let brace = isOutput ? rest.firstIndex(of: UInt8(ascii: "}")) : nil
        let token = excerpt(program.bytes[open..<(brace.map { $0 + 1 } ?? min(open + 2, end))])
        return isOutput
            ? SyntaxProblem(
                place: open,
                what: brace == nil ? "'{{' is never closed" : "'\(token)' closes with one brace",
                remedy: brace == nil ? "add }}" : "write }}",
                shopify: "Variable '\(token)' was not properly terminated with regexp: /\\}\\}/"
            )
            : SyntaxProblem(
                place: open,
                what: "'{%' is never closed",
                remedy: "add %}",
                shopify: "Tag '{%' was not properly terminated with regexp: /\\%\\}/"
            )
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
            let block = opening.name == "doc" ? "{% doc %}{% enddoc %}" : "raw"
            report(
                SyntaxProblem(
                    place: junk,
                    what: "'\(opening.name)' takes nothing",
                    remedy: "take it out",
                    shopify: "Syntax Error in '\(opening.name)' - Valid syntax: \(block)"
                )
            )
        }
        var depth = 1
        var isRaw = opening.name == "raw"
        var at = start
        while let first = isRaw || opening.name == "doc"
            ? find(UInt8(ascii: "{"), UInt8(ascii: "%"), in: at..<end) : nextOpening(at..<end)
        {
            if program.bytes[first + 1] == UInt8(ascii: "{") {
                guard let next = endOfOutput(first, end: end) else { break }
                at = next
                continue
            }
            guard let close = find(UInt8(ascii: "%"), UInt8(ascii: "}"), in: first + 2..<end) else { break }
            at = close + 2
            // Within raw text and doc the last tag that opens before the `%}` counts.
            let open = isRaw || opening.name == "doc" ? lastTag(from: first, to: close) : first
            var inner = open + 2..<close
            if !inner.isEmpty, program.bytes[inner.lowerBound] == UInt8(ascii: "-") {
                inner = inner.lowerBound + 1..<close
            }
            let trimsAfter = !inner.isEmpty && program.bytes[close - 1] == UInt8(ascii: "-")
            if trimsAfter { inner = inner.lowerBound..<close - 1 }
            let name = tagName(inner).name
            if isRaw, name == "endraw" {
                isRaw = false
                if opening.name == "raw" {
                    raw(start..<open)
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
                report(
                    SyntaxProblem(
                        place: open,
                        what: "'doc' stands inside 'doc'",
                        remedy: "close the first one",
                        shopify: "Syntax Error in 'doc' - Nested doc tags are not allowed"
                    )
                )
            }
            if depth == 0 { return (close + 2, trimsAfter) }
        }
        report(
            SyntaxProblem(
                place: opening.range.lowerBound,
                what: "'\(opening.name)' is never closed",
                remedy: "add {% end\(opening.name) %}",
                shopify: "'\(isRaw ? "raw" : opening.name)' tag was never closed"
            )
        )
        return (end, false)
    }

    /// Where an output ends, as Shopify cuts a comment into pieces: at `}}`, at a lone brace, or with a tag in it.
    /// - Returns: `nil` where all that is left belongs to it.
    private func endOfOutput(_ open: Int, end: Int) -> Int? {
        var at = open + 2
        while at < end {
            if program.bytes[at] == UInt8(ascii: "}") {
                return at + 1 < end && program.bytes[at + 1] == UInt8(ascii: "}") ? at + 2 : at + 1
            }
            if program.bytes[at] == UInt8(ascii: "{"), at + 1 < end, program.bytes[at + 1] == UInt8(ascii: "%") {
                return find(UInt8(ascii: "%"), UInt8(ascii: "}"), in: at + 2..<end).map { $0 + 2 }
            }
            at += 1
        }
        return nil
    }

    /// The last `{%` with a name behind it in front of `close`; `first` without one.
    private func lastTag(from first: Int, to close: Int) -> Int {
        var found = first
        var at = first
        while let open = find(UInt8(ascii: "{"), UInt8(ascii: "%"), in: at..<close) {
            let start = open + 2 < close && program.bytes[open + 2] == UInt8(ascii: "-") ? open + 3 : open + 2
            if start <= close, !tagName(start..<close).name.isEmpty { found = open }
            at = open + 2
        }
        return found
    }

    private mutating func raw(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        markPrinting()
        emit(.text(start: Int32(range.lowerBound), end: Int32(range.upperBound)))
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
        let place = Int32(clamping: problem.place)
        diagnostics.append(program.diagnostic(.error, at: place, problem.what, remedy: problem.remedy))
        let words = problem.shopify.isEmpty ? problem.what : problem.shopify
        shopifyMessages.append("Liquid syntax error (\(program.shopifyPlace(place))): \(words)")
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
                remedy: suggestion(for: name, among: Compiler.tagNames),
                shopify: "Unknown tag '\(name)'"
            )
        )
    }
}
