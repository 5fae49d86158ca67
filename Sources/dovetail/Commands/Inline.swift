internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Pipeline

struct Inline: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a page with its styles in its elements, as mail programs want it; no shop is needed.",
        discussion: """
            The page may hold Liquid. Style sheets that it links are read from beside it, partials from the folder \
            'partials' there. What is wrong with the styles is said on stderr; it stays as it is.
            """
    )

    @Argument(help: "The page.")
    var file: String

    @Flag(help: "Print page and findings as JSON.")
    var json = false

    func run() throws {
        let report = try inlineStyles(of: file)
        if json {
            try Output.print(report, asJSON: true) { $0.html }
            return
        }
        for finding in report.findings { Output.note("\(finding)") }
        FileHandle.standardOutput.write(Data(report.html.utf8))
    }
}
