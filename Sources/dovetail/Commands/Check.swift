internal import ArgumentParser
internal import Pipeline

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check data, campaigns, templates and rendered samples before anything goes out.",
        discussion: """
            Renders what 50 real recipients would get, spread over the audience, and looks at each with some 60 rules: \
            links, pictures, unsubscribing, size, accessibility, and what mail programs do not show. A finding names \
            file, line and column, what is wrong and what to do. Nothing is sent, and nothing is kept.

            With --delivery it also visits every relay up to the login, looks up SPF, DKIM and DMARC of the sender, and \
            reckons how long each campaign takes. What cannot be asked is noted as not checked.

            Exit code 0: no errors (there may be warnings and notes). 1: at least one error. 64: wrong usage.
            """
    )

    @Argument(help: "The campaign; all of them where it is left out.")
    var campaign: String?

    @Flag(help: "Also ask SpamAssassin for its score, once for each campaign; it must be installed.")
    var spam = false

    @Flag(help: "Also visit the relays, without sending, and look the sender up in DNS.")
    var delivery = false

    @Option(
        help: ArgumentHelp(
            "With --delivery: the DNS server to ask; the system's where it is left out.",
            valueName: "server[:port]"
        )
    )
    var dns: String?

    @Option(
        name: .customLong("sender-ip"),
        help: ArgumentHelp(
            "With --delivery: an address from which the relay sends on, for SPF. May be repeated.",
            valueName: "address"
        )
    )
    var senderAddresses: [String] = []

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        if !delivery, dns != nil || !senderAddresses.isEmpty {
            throw ValidationError("--dns and --sender-ip belong to --delivery.")
        }
    }

    func run() throws {
        let workspace = try options.workspace()
        let report = try workspace.check(
            campaign: campaign,
            spam: spam,
            delivery: delivery ? DeliveryCheck(server: dns, relayAddresses: senderAddresses) : nil,
            observer: Progress(quiet: options.json).observe
        )
        try Output.print(report, asJSON: options.json, table: \.text)
        if !report.passes { throw ExitCode(1) }
    }
}
