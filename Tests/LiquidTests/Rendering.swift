import Diagnostics
import JSON
import Liquid

/// Renders a template the short way. `data` is JSON.
func render(
    _ template: String,
    _ data: String = "{}",
    partials: [String: String] = [:],
    escaping: Escaping = .html,
    undefined: TemplateOptions.Undefined = .error,
    environment: RenderEnvironment = RenderEnvironment(now: 1_704_067_318),
    limits: RenderLimits = .standard
) throws -> String {
    let template = try Template(
        TemplateSource(file: "templates/mail.html", text: template),
        partials: partials.reduce(into: [:]) { sources, partial in
            sources[partial.key] = TemplateSource(file: "templates/partials/\(partial.key).html", text: partial.value)
        },
        options: TemplateOptions(escaping: escaping, undefined: undefined)
    )
    var output: [UInt8] = []
    try template.render([JSONDocument(data)], environment: environment, limits: limits, into: &output)
    return String(decoding: output, as: UTF8.self)
}

/// What a template's compiler finds.
func findings(_ template: String, partials: [String: String] = [:]) -> [Diagnostic] {
    do {
        _ = try Template(
            TemplateSource(file: "mail.html", text: template),
            partials: partials.mapValues { TemplateSource(file: "partial.html", text: $0) },
            options: TemplateOptions(escaping: .html)
        )
        return []
    } catch {
        return error.diagnostics
    }
}

/// What a render fails with; `nil` where it succeeds.
func failure(
    _ template: String,
    _ data: String = "{}",
    partials: [String: String] = [:],
    limits: RenderLimits = .standard
) -> Diagnostic? {
    do {
        _ = try render(template, data, partials: partials, limits: limits)
        return nil
    } catch let RenderError.failed(diagnostic) {
        return diagnostic
    } catch {
        return nil
    }
}

/// A template with 📍 where a finding is expected, apart.
func marked(_ template: String) -> (text: String, line: Int, column: Int) {
    let parts = template.split(separator: "📍", maxSplits: 1, omittingEmptySubsequences: false)
    let before = parts[0]
    let line = before.split(separator: "\n", omittingEmptySubsequences: false)
    return (parts.joined(), line.count, (line.last?.unicodeScalars.count ?? 0) + 1)
}
