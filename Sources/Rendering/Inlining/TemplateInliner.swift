internal import Diagnostics
internal import HTML
internal import Liquid

/// The styles of a page's template put into its elements once, before anybody's message is rendered; or the reasons
/// why that has to wait until a message is.
struct TemplateInliner: Sendable {
    /// The template and its partials, with styles inlined unless ``mustWait``.
    private(set) var page: TemplateSource
    private(set) var partials: [String: TemplateSource]
    /// Whether pages are inlined after they are rendered, because what the rules match depends on data.
    private(set) var mustWait = false
    /// What is wrong in style sheets, and why the page must wait.
    private(set) var findings: [Diagnostic] = []
    /// Which rules have something left to do in the style sheet.
    private(set) var staying: [String: Bool] = [:]
    /// Edits by file, as findings name it, to tell places in the inlined template.
    private var edits: [String: (original: [UInt8], edits: [Inlining.Edit])] = [:]
    private let folder: TemplateFolder

    /// Whether the template is as it was written.
    var isUnchanged: Bool { edits.isEmpty }

    /// - Parameter page: A template that compiles with its partials.
    /// - Parameter marksLinks: Whether ``LinkTags/mark`` is put behind the address of each link.
    init(
        _ page: TemplateSource,
        partials: [String: TemplateSource],
        folder: TemplateFolder,
        marksLinks: Bool = false
    ) {
        self.init(page, partials: partials, folder: folder)
        guard marksLinks else { return }
        mark(page, "")
        for (name, partial) in partials { mark(partial, name) }
    }

    private mutating func mark(_ source: TemplateSource, _ name: String) {
        let holes = LiquidToken.all(in: source.text).map { Hole(range: $0.range, kind: $0.kind) }
        let marks = linkEnds(in: source.text, holes: holes).map {
            Inlining.Edit(range: $0..<$0, replacement: [LinkTags.mark])
        }
        if marks.isEmpty { return }
        let all = marks + (edits[source.file]?.edits ?? [])
        apply(all.sorted { $0.range.lowerBound < $1.range.lowerBound }, to: source, name)
    }

    private init(_ page: TemplateSource, partials: [String: TemplateSource], folder: TemplateFolder) {
        self.page = page
        self.partials = partials
        self.folder = folder
        let expanded = ExpandedTemplate(page, partials: partials)
        let inlining: Inlining
        do throws(HTMLError) {
            inlining = try Inlining(
                page: expanded.bytes,
                holes: expanded.holes,
                sources: .init(file: folder.stylesheet, isSame: { expanded.isSame($0, at: $1) })
            )
        } catch {
            if error != .empty {
                let remedy = "styles are sent as they are"
                findings.append(Diagnostic(.warning, at: start(of: page), "\(error)", remedy: remedy))
            }
            return
        }
        staying = inlining.staying
        for problem in inlining.problems { report(.warning, problem, expanded) }
        if inlining.edits.isEmpty && inlining.doubts.isEmpty { return }
        var doubts = inlining.doubts
        if let obstacle = expanded.obstacle {
            doubts.append(Inlining.Remark(offset: obstacle.offset, what: obstacle.what, remedy: "name it in quotes"))
        }
        let byFile = doubts.isEmpty ? split(inlining.edits, expanded, &doubts) : []
        guard doubts.isEmpty else {
            mustWait = true
            for doubt in doubts { report(.note, doubt, expanded, suffix: ": styles are inlined anew for each message") }
            return
        }
        for (file, edits) in byFile.enumerated() where !edits.isEmpty {
            apply(edits, to: expanded.files[file], expanded.names[file])
        }
    }

    private mutating func apply(_ edits: [Inlining.Edit], to source: TemplateSource, _ name: String) {
        let inlined = TemplateSource(file: source.file, text: applying(edits, to: source.text))
        if name.isEmpty { page = inlined } else { partials[name] = inlined }
        self.edits[source.file] = (source.text, edits)
    }

    private func start(of source: TemplateSource) -> SourceLocation {
        SourceLocation(file: source.file, line: 1, column: 1)
    }

    private mutating func report(
        _ severity: Diagnostic.Severity,
        _ remark: Inlining.Remark,
        _ expanded: ExpandedTemplate,
        suffix: String = ""
    ) {
        let what = remark.what + suffix
        let finding: Diagnostic
        if let file = remark.file {
            let text = folder.stylesheet(file) ?? []
            let path = "\(folder.name)/\(file)"
            finding = Diagnostic(severity, file: path, offset: remark.offset, in: text, what, remedy: remark.remedy)
        } else if let origin = expanded.origin(remark.offset) {
            let source = expanded.files[origin.file]
            finding = Diagnostic(
                severity,
                file: source.file,
                offset: origin.offset,
                in: source.text,
                what,
                remedy: remark.remedy
            )
        } else {
            return
        }
        if !findings.contains(finding) { findings.append(finding) }
    }

    /// The edits of each file, where a partial gets the same ones wherever it stands.
    private func split(
        _ edits: [Inlining.Edit],
        _ expanded: ExpandedTemplate,
        _ doubts: inout [Inlining.Remark]
    ) -> [[Inlining.Edit]] {
        var byInstance: [Int: [Inlining.Edit]] = [:]
        for edit in edits {
            // What is inserted stands behind the byte before it; what is replaced is of one piece.
            let anchor = edit.range.isEmpty ? max(0, edit.range.lowerBound - 1) : edit.range.lowerBound
            let last = max(anchor, edit.range.upperBound - 1)
            guard let start = expanded.origin(anchor), let end = expanded.origin(last), start.instance == end.instance,
                end.offset - start.offset == last - anchor
            else {
                doubts.append(Inlining.Remark(offset: anchor, what: "this is made of several files", remedy: ""))
                return []
            }
            let lower = start.offset + edit.range.lowerBound - anchor
            let moved = Inlining.Edit(range: lower..<lower + edit.range.count, replacement: edit.replacement)
            byInstance[start.instance, default: []].append(moved)
        }
        return expanded.instances.enumerated().map { file, instances in
            let first = byInstance[instances[0]] ?? []
            if instances.dropFirst().contains(where: { (byInstance[$0] ?? []) != first }) {
                let place = expanded.segments.first { $0.file == file }?.start ?? 0
                let what = "this partial looks different from place to place"
                doubts.append(Inlining.Remark(offset: place, what: what, remedy: "use selectors without ancestors"))
            }
            return first
        }
    }

    /// A rendered page with its styles inlined, where that had to wait.
    func inlined(_ rendered: [UInt8]) throws(RenderError) -> [UInt8] {
        guard mustWait else { return rendered }
        do throws(HTMLError) {
            let inlining = try Inlining(page: rendered, sources: .init(file: folder.stylesheet, staying: staying))
            return inlining.applied(to: rendered)
        } catch {
            throw .failed(Diagnostic(.error, at: start(of: page), "styles cannot be inlined: \(error)"))
        }
    }

    /// A finding in the inlined template as one in the template that its author knows.
    func original(_ finding: Diagnostic) -> Diagnostic {
        guard let location = finding.location, let (source, edits) = edits[location.file] else { return finding }
        let inlined = applying(edits, to: source)
        let place = offset(of: location, in: inlined)
        var shift = 0
        var result = place
        for edit in edits {
            let start = edit.range.lowerBound + shift
            if place < start { break }
            shift += edit.replacement.count - edit.range.count
            result = max(edit.range.upperBound, place - shift)
            if place < edit.range.lowerBound + shift { result = edit.range.lowerBound }
        }
        return Diagnostic(
            finding.severity,
            file: location.file,
            offset: edits.isEmpty ? place : result,
            in: source,
            finding.what,
            remedy: finding.remedy
        )
    }

    private func offset(of location: SourceLocation, in text: [UInt8]) -> Int {
        var line = 1
        var column = 1
        for (offset, byte) in text.enumerated() {
            if line == location.line, column == location.column, byte & 0b1100_0000 != 0b1000_0000 { return offset }
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                column += 1
            }
        }
        return text.count
    }
}

extension TemplateFolder {
    /// A style sheet of the folder, by the path that a `link` names.
    func stylesheet(_ path: String) -> [UInt8]? {
        files[path.hasPrefix("./") ? String(path.dropFirst(2)) : path]
    }
}
