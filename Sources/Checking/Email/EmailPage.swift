internal import Diagnostics
internal import HTML

/// The HTML part of an email, read once for all rules.
struct EmailPage {
    let sample: EmailSample
    let elements: [HTMLElement]
    let links: [Link]
    let images: [Image]
    let headings: [Heading]
    let tables: [Table]
    let title: String?
    let language: String?
    /// What a reader sees, and all there is with hidden parts; white space normalised.
    let visibleText: String
    let text: String
    /// Every `style` element with its sheet, and the rules in them that style something.
    let styleSheets: [(element: Int, sheet: CSSStylesheet)]
    let styleRules: [StyleRule]
    /// Whether it is sure which elements the style sheets mean.
    let knowsStyles: Bool
    /// Whether comments hold markup for Outlook alone.
    let addressesOutlook: Bool
    /// Of each element's `style` attribute.
    private let inlineStyles: [[CSSDeclaration]]
    private let sources: MarkedSources
    /// Whether findings name templates, and can do so: the marked page is the page that people get.
    private let namesTemplates: Bool

    init(_ sample: EmailSample) throws(HTMLError) {
        let marked: [UInt8]
        if let templates = sample.templates, MarkedSources.removingMarks(templates.markedHTML) == sample.html {
            sources = templates.sources
            marked = templates.markedHTML
            namesTemplates = true
        } else {
            let sources = MarkedSources([sample.htmlFile: sample.html])
            marked = sources.marked[sample.htmlFile] ?? sample.html
            self.sources = sources
            namesTemplates = sample.templates == nil
        }
        let page = try HTMLPage(parsing: marked)
        self.sample = sample
        elements = page.elements
        links = page.links
        images = page.images
        headings = page.headings
        tables = page.tables
        title = page.title
        language = page.language
        visibleText = page.visibleText
        text = page.text
        inlineStyles = elements.map { element in
            guard let style = element.attributes["style"] else { return [] }
            return CSSDeclaration.list(parsing: Array(style.utf8)).declarations
        }
        styleSheets = elements.indices.filter { [elements] in elements[$0].name == "style" }.map { [elements] element in
            (element, CSSStylesheet(parsing: Array(elements[element].text.utf8)))
        }
        let source = String(decoding: sample.html, as: UTF8.self)
        addressesOutlook = ["<!--[if mso", "<!--[if gte mso", "<!--[if (mso"].contains(where: source.contains)
        let selectors = try PageSelectors(marked)
        knowsStyles = styleSheets.isEmpty || selectors.elementNames == elements.map(\.name)
        styleRules = knowsStyles ? StyleRule.all(in: styleSheets.map(\.sheet), selectors) : []
    }

    func declarations(of element: Int) -> [CSSDeclaration] { inlineStyles[element] }

    /// Positions of all elements of some names.
    func elements(named names: Set<String>) -> [Int] { elements.indices.filter { names.contains(elements[$0].name) } }

    /// The element's ancestors, the nearest first.
    func ancestors(of element: Int) -> some Sequence<Int> {
        sequence(state: element) { element in
            guard let parent = elements[element].parent else { return nil }
            element = parent
            return parent
        }
    }

    /// A finding about one element, or about the whole page.
    /// - Parameter needle: What of the tag, or of the style sheet in the element, it is about.
    func finding(
        _ rule: Rule,
        _ severity: Diagnostic.Severity,
        at element: Int? = nil,
        needle: [String] = [],
        _ what: String,
        remedy: String,
        source: String? = nil
    ) -> Finding {
        guard let element else {
            let place = Place(file: sample.htmlFile)
            return Finding(rule, Diagnostic(severity, at: place, what, remedy: remedy), source: source)
        }
        guard namesTemplates, let place = place(of: element, needle: needle) else {
            let place = Place(file: sample.htmlFile)
            let remedy = "\(remedy); it is in \(excerpt(element))"
            return Finding(rule, Diagnostic(severity, at: place, what, remedy: remedy), source: source)
        }
        return Finding(rule, Diagnostic(severity, at: place, what, remedy: remedy), source: source)
    }

    /// Where an element's start tag stands, or that of the nearest around it that a template wrote.
    private func place(of element: Int, needle: [String]) -> Place? {
        for here in [element] + ancestors(of: element) {
            guard let mark = elements[here].attributes[MarkedSources.attribute],
                let (file, offset) = sources.place(mark)
            else { continue }
            let (name, text) = sources.files[file]
            let found = needle.isEmpty ? nil : sources.offset(of: needle, file: file, tag: offset)
            if let found {
                let file = sources.files[found.file]
                return Place(file: file.name, offset: found.offset, in: file.text)
            }
            return Place(file: name, offset: offset, in: text)
        }
        return nil
    }

    /// The place of a text in the templates; the file's top where none of them has it.
    func place(ofText excerpt: [UInt8]) -> Place {
        if namesTemplates, let found = sources.offset(of: excerpt) {
            let file = sources.files[found.file]
            return Place(file: file.name, offset: found.offset, in: file.text)
        }
        return Place(file: sample.htmlFile)
    }

    /// `<img src="x.png" width="100"…>`
    private func excerpt(_ element: Int) -> String {
        let element = elements[element]
        let attributes = element.attributes.sorted { $0.key < $1.key }.filter { $0.key != MarkedSources.attribute }
            .map { " \($0.key)=\"\($0.value)\"" }.joined()
        let tag = "<\(element.name)\(attributes)>"
        return tag.count > 80 ? "\(tag.prefix(79))…" : tag
    }
}
