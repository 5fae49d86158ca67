public import CampaignModel
internal import Diagnostics
internal import Foundation
internal import Rendering
internal import ShopConfiguration
internal import Threads

/// A shop's folder: its settings, and the way to its campaigns, templates and data.
public struct Workspace: Sendable {
    /// Path of the folder, as it was given.
    public let folder: String
    public let settings: Settings
    let clock: WallClock
    /// The one moment for everything that is decided in this command: what is known, due and out of date.
    let now: Instant
    /// Whether a bad row in the data stops the work.
    let isStrict: Bool
    let workers: Workers

    /// Opens a shop's folder, which has a `dovetail.yaml`.
    /// - Parameter threads: For reading, picking and rendering; `nil` means one per core.
    public init(
        folder: String,
        clock: WallClock = WallClock(),
        threads: Int? = nil,
        strict: Bool = false
    ) throws(PipelineError) {
        self.folder = folder
        self.clock = clock
        now = clock.now
        isStrict = strict
        workers = Workers(count: threads)
        let file = Workspace.path("dovetail.yaml", in: folder)
        guard FileManager.default.fileExists(atPath: file) else {
            throw .refused(
                "there is no dovetail.yaml in '\(folder)'",
                remedy: "name the shop's folder with --shop, or make one with 'dovetail init DIR'"
            )
        }
        settings = try Workspace.settings(file: file, text: Workspace.read(file))
    }

    /// The same shop as it is now on disk.
    func reopened() throws(PipelineError) -> Workspace {
        try Workspace(folder: folder, clock: clock, threads: workers.count, strict: isStrict)
    }

    static func settings(file: String, text: [UInt8]) throws(PipelineError) -> Settings {
        do {
            return try SettingsFile.read(file: file, text: text)
        } catch {
            throw .invalid(error.diagnostics)
        }
    }

    /// The names of all campaigns, sorted.
    public func campaignNames() throws(PipelineError) -> [String] {
        files(in: settings.campaigns).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Reads one campaign's file.
    public func campaign(_ name: String) throws(PipelineError) -> Campaign {
        let file = path(campaignFile(name))
        guard FileManager.default.fileExists(atPath: file) else {
            throw .refused("there is no campaign '\(name)'", remedy: suggestion(for: name, among: try campaignNames()))
        }
        return try Workspace.campaign(file: file, text: Workspace.read(file), segments: settings.segments)
    }

    static func campaign(file: String, text: [UInt8], segments: [Segment]) throws(PipelineError) -> Campaign {
        do {
            return try CampaignFile.read(file: file, text: text, segments: segments)
        } catch {
            throw .invalid(error.diagnostics)
        }
    }

    /// The file of a campaign, relative to the shop's folder.
    func campaignFile(_ name: String) -> String { "\(settings.campaigns)/\(name).yaml" }

    /// Every text file of the templates' folder, by path below it.
    func templates() throws(PipelineError) -> TemplateFolder {
        var contents: [String: [UInt8]] = [:]
        for file in files(in: settings.templates) where Workspace.isTemplate(file) {
            contents[file] = try Workspace.read(path("\(settings.templates)/\(file)"))
        }
        return TemplateFolder(name: settings.templates, files: contents)
    }

    /// Paths of the campaigns and templates, relative to the shop's folder.
    func messageFiles() -> [String] {
        files(in: settings.campaigns).filter { $0.hasSuffix(".yaml") }.map { "\(settings.campaigns)/\($0)" }
            + files(in: settings.templates).filter(Workspace.isTemplate).map { "\(settings.templates)/\($0)" }
    }

    static func isTemplate(_ file: String) -> Bool {
        [".html", ".txt", ".json", ".css"].contains { file.hasSuffix($0) }
    }

    /// A path of the settings, made relative to where the command was called.
    public func path(_ path: String) -> String { Workspace.path(path, in: folder) }

    private static func path(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
    }

    static func read(_ file: String) throws(PipelineError) -> [UInt8] {
        do {
            return try [UInt8](Data(contentsOf: URL(filePath: file)))
        } catch {
            throw .failed(
                "'\(file)' cannot be read: \(error.localizedDescription)",
                remedy: "check the file and its rights"
            )
        }
    }

    /// Paths of the files below a folder of the shop, relative to it; hidden ones left out.
    private func files(in relative: String) -> [String] {
        let top = URL(filePath: path(relative)).resolvingSymlinksInPath().path
        guard let paths = FileManager.default.subpaths(atPath: top) else { return [] }
        return paths.filter { path in !path.split(separator: "/").contains { $0.hasPrefix(".") } }
    }
}
