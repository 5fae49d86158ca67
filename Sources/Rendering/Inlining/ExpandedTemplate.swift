internal import HTML
internal import Liquid

/// A page's template with its partials put where they are rendered, and where each byte came from: so that styles are
/// found for a partial's elements where they will stand.
struct ExpandedTemplate {
    /// Partials within partials, and bytes in all; beyond that nothing is inlined ahead.
    static let maximumDepth = 20
    static let maximumByteCount = 2_000_000

    /// A stretch of a file.
    struct Segment {
        var start: Int
        /// Index of `files`; `nil` for what is in no file.
        var file: Int?
        var fileStart: Int
        /// Counts the places where partials are rendered; 0 is the page.
        var instance: Int
    }

    private(set) var bytes: [UInt8] = []
    private(set) var holes: [Hole] = []
    private(set) var segments: [Segment] = []
    /// The page, then the partials as they were met.
    private(set) var files: [TemplateSource] = []
    /// The names of the partials in `files`, the page's empty.
    private(set) var names: [String] = []
    /// Instances of each file.
    private(set) var instances: [[Int]] = []
    /// Where partials cannot be put in place, by place in `bytes`.
    private(set) var obstacle: (offset: Int, what: String)?
    private var variables: [[String]] = []
    private var mayMove: [Bool] = []
    private var instanceOfHole: [Int] = []
    /// Where a name gets a value: in which instance, where.
    private var bindings: [String: [(instance: Int, place: Int)]] = [:]
    /// Where anything may get a value.
    private var wildBindings: [(instance: Int, place: Int)] = []
    private var instanceCount = 0
    private let partials: [String: (name: String, source: TemplateSource)]

    init(_ page: TemplateSource, partials: [String: TemplateSource]) {
        self.partials = Dictionary(
            partials.map { ($0.key.lowercased(), (name: $0.key, source: $0.value)) },
            uniquingKeysWith: { first, _ in first }
        )
        expand(page, name: "", depth: 0)
    }

    private mutating func expand(_ source: TemplateSource, name: String, depth: Int) {
        let instance = instanceCount
        instanceCount += 1
        let file: Int
        if let known = names.firstIndex(of: name) {
            file = known
            instances[file].append(instance)
        } else {
            file = files.count
            files.append(source)
            names.append(name)
            instances.append([instance])
        }
        var at = 0
        func segment(_ fileStart: Int) -> Segment {
            Segment(start: bytes.count, file: file, fileStart: fileStart, instance: instance)
        }
        for token in LiquidToken.all(in: source.text) {
            segments.append(segment(at))
            bytes += source.text[at..<token.range.upperBound]
            at = token.range.upperBound
            let words = LiquidWords(source.text, token.markup)
            let isLoop = token.name == "render" && words.names.dropFirst().first?.text == "for"
            add(token, isLoop ? .repeats : token.kind, words, instance)
            guard token.name == "render" || token.name == "include" else { continue }
            partial(words, depth: depth)
            if isLoop {
                let end = Array("{%%}".utf8)
                segments.append(Segment(start: bytes.count, file: nil, fileStart: 0, instance: instance))
                bytes += end
                let range = bytes.count - end.count..<bytes.count
                add(Hole(range: range, kind: .closes), variables: [], mayMove: false, instance)
            }
        }
        segments.append(segment(at))
        bytes += source.text[at...]
    }

    private mutating func partial(_ words: LiquidWords, depth: Int) {
        let plain = words.strings.first.map { $0.lowercased() } ?? ""
        let key = plain.hasSuffix(".liquid") ? String(plain.dropLast(7)) : plain
        let isNamed =
            words.names.count < 2 || words.names[1].isOption || ["with", "for", "as"].contains(words.names[1].text)
        guard isNamed, let found = partials[key] else {
            return hinder("which partial this is depends on data")
        }
        guard depth < ExpandedTemplate.maximumDepth, bytes.count < ExpandedTemplate.maximumByteCount else {
            return hinder("these partials render each other without end, as far as one can see")
        }
        expand(found.source, name: found.name, depth: depth + 1)
    }

    private mutating func hinder(_ what: String) {
        if obstacle == nil { obstacle = (holes.last?.range.lowerBound ?? 0, what) }
    }

    private mutating func add(_ token: LiquidToken, _ kind: Hole.Kind, _ words: LiquidWords, _ instance: Int) {
        let range = bytes.count - token.range.count..<bytes.count
        let hole = Hole(
            range: range,
            kind: kind,
            trimsBefore: token.trimsBefore,
            trimsAfter: token.trimsAfter
        )
        let isChoice = ["", "echo", "if", "unless", "case", "elsif", "else", "when", "endif", "endunless", "endcase"]
        add(hole, variables: words.variables, mayMove: isChoice.contains(token.name), instance)
        let place = (instance: instance, place: range.lowerBound)
        func bind(_ name: String) { bindings[name, default: []].append(place) }
        switch token.name {
        case "assign", "capture", "increment", "decrement", "for", "tablerow":
            if words.names.count > 1 { bind(words.names[1].text) }
        case "render", "include":
            for (index, name) in words.names.enumerated()
            where name.isOption || index > 0 && words.names[index - 1].text == "as" {
                bind(name.text)
            }
            if let partial = words.strings.first?.split(separator: "/").last { bind(String(partial)) }
            if token.name == "include" { wildBindings.append(place) }
        case "liquid": wildBindings.append(place)
        default: break
        }
    }

    private mutating func add(_ hole: Hole, variables: [String], mayMove: Bool, _ instance: Int) {
        holes.append(hole)
        self.variables.append(variables)
        self.mayMove.append(mayMove)
        instanceOfHole.append(instance)
    }

    // MARK: - Places

    private func segment(at offset: Int) -> Segment {
        var low = 0
        var high = segments.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if segments[middle].start <= offset { low = middle } else { high = middle }
        }
        return segments[low]
    }

    /// The file of a place, and where in it.
    func origin(_ offset: Int) -> (file: Int, offset: Int, instance: Int)? {
        let segment = segment(at: offset)
        return segment.file.map { ($0, segment.fileStart + offset - segment.start, segment.instance) }
    }

    /// What every partial sees, whatever it is given.
    private static let shared: Set<String> = [
        "shop", "campaign", "subject", "preheader", "unsubscribe_url", "preferences_url", "view_in_browser_url",
    ]

    /// Whether what fills a hole is the same at another place.
    func isSame(_ hole: Int, at place: Int) -> Bool {
        guard mayMove[hole] else { return false }
        let instance = instanceOfHole[hole]
        let isLocal = segment(at: place).instance == instance
        return variables[hole].allSatisfy { name in
            let all = (bindings[name] ?? []) + wildBindings
            if ExpandedTemplate.shared.contains(name), all.isEmpty { return true }
            return isLocal && !all.contains { $0.instance == instance && $0.place > holes[hole].range.lowerBound }
        }
    }
}
