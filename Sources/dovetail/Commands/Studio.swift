internal import ArgumentParser
internal import Pipeline

struct Studio: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at any customer's messages in a browser, shown anew at every save.",
        discussion: """
            Serves a page on 127.0.0.1 for this machine alone until Ctrl-C. It only shows: nothing is sent, planned or
            written. Save a template, a campaign or dovetail.yaml, and the page follows; 'Read data anew' takes in new
            customers, products and orders.
            """
    )

    @Option(help: ArgumentHelp("The port on 127.0.0.1; 0 takes one that is free.", valueName: "n"))
    var port = Workspace.studioPort

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be 0 to 65535.") }
    }

    func run() async throws {
        let workspace = try options.workspace()
        try await workspace.studio(port: port, observer: Progress(quiet: options.json).observe) { address in
            Output.note("The studio is at \(address) (Ctrl-C ends it)")
        }
    }
}
