import Diagnostics
import Web

/// A source that always says the same, and tells of a save when it is asked for changes.
struct FixedSource: StudioSource {
    var trouble: StudioTrouble?
    var listeners = 1

    func shop() async throws(StudioTrouble) -> StudioShop {
        if let trouble { throw trouble }
        return StudioShop(
            name: "Lumen & Co",
            asOf: "2026-11-16T09:00:00Z",
            customers: 2,
            campaigns: [.init(name: "spring", channels: ["email"], variants: ["A"], enabled: true)],
            segments: ["loyal"],
            languages: ["en"],
            files: ["dovetail.yaml"]
        )
    }

    /// The query comes back as the one customer, so that a test can see how it was read.
    func customers(_ query: StudioCustomerQuery) async throws(StudioTrouble) -> StudioCustomerList {
        StudioCustomerList(
            scope: 2,
            matches: 1,
            customers: [
                .init(id: query.search, name: "\(query.scope)", email: "", tier: "", language: "", outcome: "planned")
            ]
        )
    }

    func message(_ request: StudioMessageRequest) async throws(StudioTrouble) -> StudioMessage {
        if let trouble { throw trouble }
        var message = StudioMessage(
            campaign: request.campaign,
            customer: request.customer,
            name: "Ada",
            language: request.language ?? "en",
            isMember: true,
            sendAt: "2026-11-16T09:00:00Z"
        )
        message.variant = request.variant ?? "A"
        guard request.customer != "nobody" else { return message }
        message.email = StudioMessage.Email(
            senderName: "Lumen",
            sender: "news@lumen.example",
            recipient: "ada@customer.example",
            subject: "<b>New</b>",
            preheader: "",
            headers: [.init(name: "Subject", value: "New")],
            text: "Hello",
            htmlSize: 5,
            message: Array("Subject: New\r\n\r\nHello".utf8)
        )
        return message
    }

    func page(_ request: StudioMessageRequest, _ view: StudioView) async throws(StudioTrouble) -> [UInt8]? {
        if let trouble { throw trouble }
        return request.customer == "nobody" ? nil : Array("images \(view.showsImages) dark \(view.isDark)".utf8)
    }

    func check(campaign: String) async throws(StudioTrouble) -> StudioCheck {
        StudioCheck(findings: [.init(rule: "link-empty", finding: Diagnostic(.error, "a link is empty"), count: 2)])
    }

    func file(_ path: String) async -> StudioFile? {
        path == "dovetail.yaml" ? StudioFile(path: path, text: "shop:\n") : nil
    }

    func picture(_ path: String) async -> StudioPicture? {
        path == "a b.png" ? StudioPicture(type: "image/png", bytes: [1, 2]) : nil
    }

    func reload() async {}

    func changes() async -> AsyncStream<StudioChange>? {
        guard listeners > 0 else { return nil }
        return AsyncStream { continuation in
            continuation.yield(StudioChange(files: []))
            continuation.yield(StudioChange(files: ["templates/a.html"]))
        }
    }
}
