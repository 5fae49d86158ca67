public import CampaignModel
internal import Foundation
internal import Liquid
internal import Rendering

/// What `dovetail render` is asked for.
public struct TrialOptions: Sendable {
    public enum Kind: Sendable { case html, text }

    /// `nil` goes by the file's name: `.txt` and `.json` are text.
    public var kind: Kind?
    public var locale: String
    public var timeZone: String
    public var currency: Currency
    public var at: Instant?

    public init(
        kind: Kind? = nil,
        locale: String = "en",
        timeZone: String = "UTC",
        currency: Currency = .euro,
        at: Instant? = nil
    ) {
        self.kind = kind
        self.locale = locale
        self.timeZone = timeZone
        self.currency = currency
        self.at = at
    }
}

/// Renders one template with data from a file, outside of any shop; `partials/` and `locales/` beside it are used.
/// - Throws: `invalid` with every finding.
public func renderTemplate(_ file: String, data: String, _ options: TrialOptions) throws(PipelineError) -> [UInt8] {
    let url = URL(filePath: file)
    let folder = url.deletingLastPathComponent().relativePath
    var files = [url.lastPathComponent: try Workspace.read(file)]
    for part in ["partials", "locales"] {
        let paths = FileManager.default.subpaths(atPath: "\(folder)/\(part)") ?? []
        for path in paths where Workspace.isTemplate(path) {
            files["\(part)/\(path)"] = try Workspace.read("\(folder)/\(part)/\(path)")
        }
    }
    let isText = options.kind.map { $0 == .text } ?? !file.hasSuffix(".html")
    let content = try Workspace.read(data)
    let trial: TemplateTrial
    do throws(TemplateError) {
        trial = try TemplateTrial(
            url.lastPathComponent,
            in: TemplateFolder(name: folder, files: files),
            escaping: isText ? .none : .html
        )
    } catch {
        throw .invalid(error.diagnostics)
    }
    do throws(RenderError) {
        return try trial.render(
            content,
            dataFile: data,
            now: WallClock(startingAt: options.at).now.seconds,
            locale: options.locale,
            timeZone: options.timeZone,
            currency: options.currency.code,
            currencyDigits: options.currency.minorUnitDigits
        )
    } catch {
        switch error {
        case .failed(let finding): throw .invalid([finding])
        case .aborted(let reason):
            throw .failed("the template asks not to send this message: \(reason)", remedy: "")
        }
    }
}
