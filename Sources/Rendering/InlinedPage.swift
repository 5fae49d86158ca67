public import Diagnostics
public import Liquid

/// A page with its styles in its elements, as `dovetail inline` prints it.
public struct InlinedPage: Sendable {
    /// The template, or the plain page; as it was where ``waits``.
    public var html: [UInt8]
    /// Whether what the rules match depends on data, so that styles are inlined after each message is rendered.
    public var waits: Bool
    /// Warnings about style sheets, and notes that say why the page waits.
    public var findings: [Diagnostic]

    /// - Parameters:
    ///   - path: The page in `folder`, with Liquid in it or not.
    /// - Throws: What is wrong in the template or the partials it uses.
    public init(_ path: String, in folder: TemplateFolder) throws(TemplateError) {
        let source = try folder.source(path)
        let partials = folder.partials(kind: "html")
        _ = try Template(source, partials: partials, options: TemplateOptions(escaping: .html))
        let inliner = TemplateInliner(source, partials: partials, folder: folder)
        html = inliner.page.text
        waits = inliner.mustWait
        findings = inliner.findings
    }
}
