internal import CampaignModel
internal import Delivery
internal import Foundation
internal import Liquid
internal import Planning
internal import Rendering
internal import Synchronization

/// What became of a test message.
public struct TestReport: Encodable, Sendable {
    public var campaign: String
    /// Whose message it is.
    public var customer: String
    /// Who got it.
    public var address: String
    public var subject: String
    /// Whether the relay took it.
    public var isAccepted: Bool
    /// What the relay said, or why it was not asked.
    public var answer: String
}

extension Workspace {
    /// Sends one message of a campaign to an address of the team's: what a customer would get, planned now, marked as a
    /// test. The ledger counts nothing of it but the relay's rates, and nobody can act for the customer by its links.
    public func sendTest(
        _ name: String,
        to text: String,
        as customer: String,
        observer: @escaping PipelineObserver
    ) throws(PipelineError) -> TestReport {
        guard let address = EmailAddress(text) else {
            throw .refused("'\(text)' is no email address", remedy: "write it as name@domain.example")
        }
        var campaign = try campaign(name)
        guard campaign.channels.contains(.email) else {
            throw .refused("'\(name)' sends no email", remedy: "'dovetail preview \(name)' shows what it sends")
        }
        let factory = try MessageFactory(
            settings: settings,
            campaign: campaign,
            templates: templates(),
            // A key that nobody keeps: no link can act for the customer.
            signingKey: (0..<32).map { _ in UInt8.random(in: .min ... .max) },
            dkim: dkimSigner(settings)
        )
        var row = MessageRow(
            sample: try plannedEmail(of: campaign, for: customer, observer: observer),
            campaign: name,
            number: 1
        )
        // No two tests have one Message-ID: mailboxes drop the second.
        row.key = MessageKey(ledger: "test \(UUID())", run: "\(name)-test", message: 1)
        row.address = address.text
        row.sendAt = clock.now
        let email = try testEmail(row, factory)
        campaign.channel = .email
        guard let transport = try transports(for: campaign, ledger: openLedger())[.email] else {
            preconditionFailure("a campaign with email has a transport for it")
        }
        let journal = TestJournal(email)
        do throws(DeliveryError) {
            _ = try transport.deliver(from: journal, journal: journal, stop: StopSignal())
        } catch {
            throw .failed("\(error)", remedy: "")
        }
        let (isAccepted, answer) = journal.ending
        return TestReport(
            campaign: name,
            customer: customer,
            address: address.text,
            subject: email.subject,
            isAccepted: isAccepted,
            answer: answer
        )
    }

    /// What a fresh plan says of one customer, a member of the segment or not.
    private func plannedEmail(
        of campaign: Campaign,
        for customer: String,
        observer: PipelineObserver
    ) throws(PipelineError) -> PlannedMessage {
        let situation = try situation(observer: observer)
        guard let row = situation.shop.customers.ids.id(of: customer) else {
            throw .refused("there is no customer '\(customer)'", remedy: "see the ids in the customers file")
        }
        observer(.picking)
        var known = try history(of: campaign)
        // Who must not be written to is not who the test goes to.
        known.suppressed = []
        let planned = makePlan(
            campaign,
            audience: [row],
            situation,
            known: known
        )
        // Those held out have their items, too: what they would get can be looked at.
        let messages = planned.plan.messages
        if let message = messages.first(where: { $0.channel == .email && !$0.payload.isEmpty }) { return message }
        let why = messages.map { "\($0.channel.rawValue) \($0.disposition.word)" }.joined(separator: ", ")
        throw .refused("'\(customer)' gets no email of '\(campaign.name)': \(why)", remedy: "choose another customer")
    }

    private func testEmail(_ row: MessageRow, _ factory: MessageFactory) throws(PipelineError) -> ComposedEmail {
        var scratch = ComposerScratch()
        do throws(RenderError) {
            return try factory.testEmail(row, scratch: &scratch)
        } catch {
            switch error {
            case .failed(let finding): throw .invalid([finding])
            case .aborted(let reason):
                let what = "the template asks not to send to '\(row.customerID)': \(reason)"
                throw .refused(what, remedy: "choose another customer")
            }
        }
    }
}

/// Hands out one message, and remembers in memory alone how it ended.
private final class TestJournal: MessageSource, Journal {
    let isInstant = true
    private let message: Mutex<OutgoingMessage?>
    private let outcome = Mutex<Attempt.Outcome?>(nil)

    init(_ email: ComposedEmail) {
        let content = OutgoingMessage.Content.email(
            sender: email.sender,
            recipient: email.recipient,
            bytes: email.message
        )
        message = Mutex(OutgoingMessage(id: 1, content: content))
    }

    func next(limit: Int) throws -> [OutgoingMessage] {
        message.withLock { message in
            defer { message = nil }
            return message.map { [$0] } ?? []
        }
    }

    func commit(intents: [Int64], outcomes: [Attempt]) throws -> [Int64] {
        if let last = outcomes.last { outcome.withLock { $0 = last.outcome } }
        return intents
    }

    var ending: (isAccepted: Bool, answer: String) {
        switch outcome.withLock({ $0 }) {
        case .accepted(let reply): (true, TestJournal.said(reply))
        case .transientFailure(let reply), .permanentFailure(let reply): (false, TestJournal.said(reply))
        case .notSent(let why), .unknown(let why): (false, why)
        case nil: (false, "a limit of dovetail.yaml is used up for now")
        }
    }

    private static func said(_ reply: Reply) -> String {
        "\(reply.code) \(reply.enhancedCode.map { "\($0) " } ?? "")\(reply.text)"
    }
}
