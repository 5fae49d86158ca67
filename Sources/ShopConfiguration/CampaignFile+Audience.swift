internal import CampaignModel
internal import Diagnostics

extension CampaignFile {
    static func audience(_ section: YAMLSection, campaign: String, segments: [Segment]) -> Audience {
        defer { section.refuseUnknownKeys() }
        var audience = Audience()
        audience.include = named("include", in: section, segments)
        audience.exclude = named("exclude", in: section, segments)
        let isNamed = section.has("segment")
        if let expression = section.text("where") {
            if isNamed { section.report("where", "cannot stand beside 'segment'", remedy: "keep one of them") }
            // A block text (`|`, `>`) starts on the line after its mark.
            let line = section.line(of: "where") + (expression.contains("\n") ? 1 : 0)
            let file = section.findings.file
            audience.segment = Segment(name: campaign, expression: expression, file: file, line: line)
        } else {
            audience.segment = named("segment", in: section, segments).first
        }
        return audience
    }

    /// Segments of `dovetail.yaml`, by their names.
    private static func named(_ key: String, in section: YAMLSection, _ segments: [Segment]) -> [Segment] {
        section.located(key).compactMap { name, _ in
            if let segment = segments.first(where: { $0.name == name }) { return segment }
            section.report(
                key,
                "is unknown: '\(name)'",
                remedy: suggestion(for: name, among: segments.map(\.name))
            )
            return nil
        }
    }
}
