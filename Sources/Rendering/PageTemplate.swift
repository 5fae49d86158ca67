internal import Diagnostics
internal import Liquid

/// An HTML part's template, compiled: styles inlined, once for all where that can be done.
struct PageTemplate: Sendable {
    /// Where escaping is turned off by the filter `raw`.
    let rawUses: [SourceLocation]
    private let template: Template
    private let inliner: TemplateInliner
    private let tags: LinkTags?

    /// - Parameters:
    ///   - name: `summer` for `summer.html`.
    ///   - tags: What links to the shop get.
    init(
        _ name: String,
        in templates: TemplateFolder,
        options: TemplateOptions,
        tags: LinkTags? = nil
    ) throws(TemplateError) {
        self.tags = tags
        let source = try templates.source("\(name).html")
        let partials = templates.partials(kind: "html")
        // What is wrong is said of the template as its author wrote it.
        let written = try Template(source, partials: partials, options: options)
        rawUses = written.rawUses
        inliner = TemplateInliner(source, partials: partials, folder: templates, marksLinks: tags != nil)
        template =
            inliner.isUnchanged
            ? written : try Template(inliner.page, partials: inliner.partials, options: options)
    }

    /// What is wrong in the style sheets, and why they have to be inlined for each message.
    var findings: [Diagnostic] { inliner.findings }

    /// Whether each message is inlined after it is rendered.
    var mustWait: Bool { inliner.mustWait }

    func render(_ scratch: inout ComposerScratch) throws(RenderError) -> [UInt8] {
        var html: [UInt8] = []
        html.reserveCapacity(scratch.pageCapacity)
        do throws(RenderError) {
            try scratch.render(template, into: &html)
        } catch {
            if case .failed(let finding) = error { throw .failed(inliner.original(finding)) }
            throw error
        }
        scratch.pageCapacity = max(scratch.pageCapacity, html.count)
        html = try inliner.inlined(html)
        return tags?.applied(to: html) ?? html
    }
}
