internal import Diagnostics
internal import JSON
internal import Liquid

/// The files of a shop's `templates/`, read by the caller.
public struct TemplateFolder: Sendable {
    /// What findings call the folder: `templates`.
    public var name: String
    /// Contents by path in the folder: `summer.html`, `partials/item.html`.
    public var files: [String: [UInt8]]

    public init(name: String, files: [String: [UInt8]]) {
        self.name = name
        self.files = files
    }

    func source(_ path: String) throws(TemplateError) -> TemplateSource {
        guard let text = files[path] else {
            let kind = path.split(separator: ".").last.map { ".\($0)" } ?? ""
            let others = files.keys.filter {
                $0.hasSuffix(kind) && !$0.hasPrefix("partials/") && !$0.hasPrefix("locales/")
            }
            .sorted()
            let advice = suggestion(for: path, among: others)
            let remedy = "write it" + (advice.isEmpty ? "" : ", or name another template: \(advice)")
            throw TemplateError(diagnostics: [
                Diagnostic(.error, "there is no file \(name)/\(path)", remedy: remedy)
            ])
        }
        return TemplateSource(file: "\(name)/\(path)", text: text)
    }

    /// What the filter `t` finds: `locales/de.json` and its like.
    func translations() throws(TemplateError) -> Translations {
        var documents: [String: JSONDocument] = [:]
        var findings: [Diagnostic] = []
        for (path, text) in files.sorted(by: { $0.key < $1.key })
        where path.hasPrefix("locales/") && path.hasSuffix(".json") {
            do throws(JSONError) {
                documents[String(path.dropFirst("locales/".count).dropLast(".json".count))] = try JSONDocument(text)
            } catch {
                let file = "\(name)/\(path)"
                findings.append(Diagnostic(.error, file: file, offset: error.offset, in: text, error.what))
            }
        }
        if !findings.isEmpty { throw TemplateError(diagnostics: findings) }
        return Translations(documents)
    }

    /// What `{% render 'NAME' %}` finds in a template of this kind: `partials/NAME.html` in a page, `.txt` in a text.
    func partials(kind: String) -> [String: TemplateSource] {
        var partials: [String: TemplateSource] = [:]
        for (path, text) in files where path.hasPrefix("partials/") && path.hasSuffix("." + kind) {
            let partial = String(path.dropFirst("partials/".count).dropLast(kind.count + 1))
            partials[partial] = TemplateSource(file: "\(name)/\(path)", text: text)
        }
        return partials
    }
}
