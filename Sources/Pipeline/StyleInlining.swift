public import Diagnostics
internal import Foundation
internal import Liquid
internal import Rendering

/// What `dovetail inline` has done.
public struct InlineReport: Codable, Sendable {
    /// The page, as it was where `waits`.
    public var html: String
    /// Whether the styles can only be inlined once the page is rendered.
    public var waits: Bool
    public var findings: [Diagnostic]
}

/// Puts a page's styles into its elements; style sheets and `partials/` beside it are used.
/// - Throws: `invalid` with every finding in the page's Liquid.
public func inlineStyles(of file: String) throws(PipelineError) -> InlineReport {
    let url = URL(filePath: file)
    let folder = url.deletingLastPathComponent().relativePath
    var files = [url.lastPathComponent: try Workspace.read(file)]
    for path in FileManager.default.subpaths(atPath: folder) ?? []
    where path.hasSuffix(".css") || path.hasPrefix("partials/") && Workspace.isTemplate(path) {
        files[path] = try Workspace.read("\(folder)/\(path)")
    }
    do throws(TemplateError) {
        let page = try InlinedPage(url.lastPathComponent, in: TemplateFolder(name: folder, files: files))
        return InlineReport(
            html: String(decoding: page.html, as: UTF8.self),
            waits: page.waits,
            findings: page.findings
        )
    } catch {
        throw .invalid(error.diagnostics)
    }
}
