internal import Diagnostics
internal import JSON
internal import Liquid

/// A push template: a JSON object, and a template for each of its string values.
struct PushDocument: Sendable {
    /// In the order of the document.
    let strings: [PushString]
    /// Which of `strings` a phone shows as title and text.
    let title: Int?
    let text: Int?
    private let document: JSONDocument

    init(_ source: TemplateSource, minorUnitMoney: Bool) throws(TemplateError) {
        func finding(at offset: Int, _ what: String, remedy: String) -> TemplateError {
            let place = Diagnostic(.error, file: source.file, offset: offset, in: source.text, what, remedy: remedy)
            return TemplateError(diagnostics: [place])
        }
        do throws(JSONError) {
            document = try JSONDocument(source.text)
        } catch {
            throw finding(at: error.offset, "the template is no JSON: \(error.what)", remedy: "mend it here")
        }
        guard document.kind(JSONDocument.root) == .object else {
            throw finding(at: 0, "the template is no JSON object", remedy: "write { … } around it")
        }
        var members: [Member] = []
        PushDocument.collect(JSONDocument.root, key: "", parent: "", of: document, into: &members)
        var strings: [PushString] = []
        var findings: [Diagnostic] = []
        for member in members {
            do throws(TemplateError) {
                strings.append(try PushString(member.node, of: document, in: source, minorUnitMoney: minorUnitMoney))
            } catch {
                findings += error.diagnostics
            }
        }
        guard findings.isEmpty else { throw TemplateError(diagnostics: findings) }
        self.strings = strings
        title = PushDocument.first(["title", "headings"], in: members)
        text = PushDocument.first(["body", "text", "message", "contents"], in: members)
    }

    /// The message as the gateway gets it. `tokens` and `message_id` are added where the template has none.
    /// - Parameter texts: What each of `strings` printed.
    func body(texts: [String], tokens: [Substring], messageID: String) -> [UInt8] {
        var writer = JSONWriter()
        var next = 0
        writer.beginObject()
        write(JSONDocument.root, texts, &next, to: &writer)
        if document.member("tokens", of: JSONDocument.root) == nil {
            writer.key("tokens")
            writer.beginArray()
            for token in tokens { writer.string(String(token)) }
            writer.endArray()
        }
        if document.member("message_id", of: JSONDocument.root) == nil {
            writer.key("message_id")
            writer.string(messageID)
        }
        writer.endObject()
        return writer.bytes
    }

    /// Writes what a container holds, without its brackets.
    private func write(_ container: Int, _ texts: [String], _ next: inout Int, to writer: inout JSONWriter) {
        let isObject = document.kind(container) == .object
        guard document.count(container) > 0 else { return }
        var node = document.firstChild(container)
        for _ in 0..<document.count(container) {
            if isObject {
                writer.key(document.string(node))
                node = document.next(node)
            }
            switch document.kind(node) {
            case .string:
                writer.string(texts[next])
                next += 1
            case .object:
                writer.beginObject()
                write(node, texts, &next, to: &writer)
                writer.endObject()
            case .array:
                writer.beginArray()
                write(node, texts, &next, to: &writer)
                writer.endArray()
            default: writer.value(node, of: document)
            }
            node = document.next(node)
        }
    }

    /// A string value and the keys it stands under.
    private struct Member {
        var node: Int
        var key: String
        var parent: String
    }

    private static func collect(
        _ container: Int,
        key: String,
        parent: String,
        of document: JSONDocument,
        into members: inout [Member]
    ) {
        guard document.count(container) > 0 else { return }
        let isObject = document.kind(container) == .object
        var node = document.firstChild(container)
        for _ in 0..<document.count(container) {
            var name = ""
            if isObject {
                name = document.string(node)
                node = document.next(node)
            }
            if document.kind(node) == .string {
                members.append(Member(node: node, key: name, parent: key))
            } else {
                collect(node, key: name, parent: key, of: document, into: &members)
            }
            node = document.next(node)
        }
    }

    /// The string under the first of `keys` that there is; under `headings` and `contents` there is one a language.
    private static func first(_ keys: [String], in members: [Member]) -> Int? {
        for key in keys {
            let isByLanguage = key == "headings" || key == "contents"
            let found = members.firstIndex { $0.key == key || isByLanguage && $0.parent == key }
            if let found { return found }
        }
        return nil
    }
}

/// One string value of a push template.
struct PushString: Sendable {
    private let template: Template
    private let place: Place

    init(
        _ node: Int,
        of document: JSONDocument,
        in source: TemplateSource,
        minorUnitMoney: Bool
    ) throws(TemplateError) {
        place = Place(node, of: document, in: source)
        let text = TemplateSource(file: source.file, text: Array(document.bytes[document.range(node)]))
        do throws(TemplateError) {
            template = try Template(text, options: TemplateOptions(escaping: .none, minorUnitMoney: minorUnitMoney))
        } catch {
            throw TemplateError(diagnostics: error.diagnostics.map(place.finding))
        }
    }

    func render(_ scratch: inout ComposerScratch) throws(RenderError) -> String {
        do throws(RenderError) {
            return try scratch.string(template)
        } catch .failed(let finding) {
            throw .failed(place.finding(finding))
        }
    }

    /// Where the string stands in its file, so that a finding in the string is one in the file.
    private struct Place {
        private let start: SourceLocation?
        private let sourceLine: String?
        /// Whether a column in the string is one in the file. With escapes it is not, and the string's key is shown.
        private let isAsWritten: Bool

        init(_ node: Int, of document: JSONDocument, in source: TemplateSource) {
            isAsWritten = document.range(node).upperBound <= source.text.count
            let offset = document.range(isAsWritten ? node : node - 1).lowerBound
            let found = Diagnostic(.error, file: source.file, offset: offset, in: source.text, "")
            start = found.location
            sourceLine = found.sourceLine
        }

        func finding(_ finding: Diagnostic) -> Diagnostic {
            guard let start, let inside = finding.location else { return finding }
            var finding = finding
            finding.location = start
            if isAsWritten { finding.location?.column += inside.column - 1 }
            finding.sourceLine = sourceLine
            return finding
        }
    }
}
