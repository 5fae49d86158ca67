internal import ArgumentParser
internal import Pipeline

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a small working shop to edit: data, campaigns, templates, settings."
    )

    @Argument(help: "The folder to make; it must be empty or not there.")
    var folder: String

    func run() throws {
        let files = try Workspace.initialize(folder: folder)
        print(
            """
            \(folder): \(files) files written. It is the shop that Dovetail is tested with; make it yours.

            Next:
              dovetail check --shop \(folder)
              dovetail preview frequently-bought-together --shop \(folder) --at 2026-11-16T08:00:00Z
              dovetail send frequently-bought-together --shop \(folder) --dry-run
            """
        )
    }
}
