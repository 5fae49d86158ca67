internal import ArgumentParser
internal import CampaignModel
internal import Foundation
internal import Pipeline

struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try one template with data from a file; no shop is needed.",
        discussion: "Partials are taken from the folder 'partials' beside the template, texts for 't' from 'locales'."
    )

    @Argument(help: "The template.")
    var template: String

    @Option(help: ArgumentHelp("What the template sees: a JSON object.", valueName: "file"))
    var data: String

    @Flag(help: "Escape for HTML; the standard for .html.")
    var html = false

    @Flag(help: "Escape nothing; the standard for other files.")
    var text = false

    @Option(help: "Language and region of amounts and texts.")
    var locale = "en"

    @Option(help: ArgumentHelp("The zone that dates are shown in.", valueName: "name"))
    var timeZone = "UTC"

    @Option(help: ArgumentHelp("The currency of amounts.", valueName: "code"))
    var currency = "EUR"

    @Option(help: ArgumentHelp("What 'now' is (ISO 8601); default: this moment.", valueName: "time"))
    var at: Instant?

    func validate() throws {
        if html, text { throw ValidationError("--html and --text exclude each other.") }
        if Currency(currency) == nil { throw ValidationError("--currency takes three letters, such as EUR.") }
    }

    func run() throws {
        let options = TrialOptions(
            kind: html ? .html : text ? .text : nil,
            locale: locale,
            timeZone: timeZone,
            currency: Currency(currency) ?? .euro,
            at: at
        )
        FileHandle.standardOutput.write(Data(try renderTemplate(template, data: data, options)))
    }
}
