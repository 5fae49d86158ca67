internal import Diagnostics
internal import HTML
internal import Liquid

/// A text part's template: the marketer's own, or one taken from the page's, once, when it is compiled.
struct TextTemplate: Sendable {
    private let template: Template
    private let isDerived: Bool

    /// - Parameter name: `summer` for `summer.txt`, and where there is none, for `summer.html`.
    init(_ name: String, in templates: TemplateFolder, options: TemplateOptions) throws(TemplateError) {
        let own = templates.partials(kind: "txt")
        isDerived = templates.files["\(name).txt"] == nil
        guard isDerived else {
            template = try Template(templates.source("\(name).txt"), partials: own, options: options)
            return
        }
        let pages = templates.partials(kind: "html").mapValues(TextTemplate.derived)
        let source = TextTemplate.derived(try templates.source("\(name).html"))
        do throws(TemplateError) {
            template = try Template(source, partials: pages.merging(own) { _, own in own }, options: options)
        } catch {
            throw TemplateError(diagnostics: [
                Diagnostic(
                    .error,
                    at: SourceLocation(file: source.file, line: 1, column: 1),
                    "no text part can be made of this page: a part of the template begins in an element and ends outside",
                    remedy: "write \(templates.name)/\(name).txt"
                )
            ])
        }
    }

    /// The text of a page's template, as a template.
    private static func derived(_ page: TemplateSource) -> TemplateSource {
        let holes = LiquidToken.all(in: page.text).map { token in
            let prints = token.name == "render" || token.name == "include"
            return Hole(range: token.range, kind: prints ? .value : token.kind)
        }
        return TemplateSource(file: page.file, text: TextAlternative.source(of: page.text, holes: holes))
    }

    func render(_ scratch: inout ComposerScratch) throws(RenderError) -> [UInt8] {
        var text: [UInt8] = []
        try scratch.render(template, into: &text)
        return isDerived ? TextAlternative.laidOut(text) : text
    }
}
