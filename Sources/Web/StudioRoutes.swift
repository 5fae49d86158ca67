/// Which address shows what. Every one of them can be asked twice without a difference.
struct StudioRoutes: Sendable {
    /// Bytes of one value in a query.
    private static let maximumValueLength = 512
    /// For a message: no script, no form, nothing from elsewhere but pictures; links open in a window of their own. Its
    /// sandbox is of no origin, so pictures of this server are named by address.
    private static let messagePolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src http://127.0.0.1:* http://localhost:* https: data:; "
        + "form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"

    private let source: any StudioSource
    private let assets = StudioAssets()

    init(source: any StudioSource) { self.source = source }

    static func isPublic(_ path: String) -> Bool { path == "/" || path.hasPrefix("/pictures/") }

    /// - Parameters:
    ///   - path: Percent-decoded, begins with `/`.
    ///   - query: Percent-decoded.
    func answer(path: String, query: [String: String]) async -> Answer {
        guard query.allSatisfy({ $0.value.utf8.count <= StudioRoutes.maximumValueLength }) else {
            return .text(400, "A value in the query is too long.")
        }
        do throws(StudioTrouble) {
            return try await found(path, query) ?? .text(404, "There is nothing here.")
        } catch {
            // Nothing went wrong in asking: that the shop's files need mending is the answer.
            return path.hasPrefix("/api/") ? .json(error) : .text(422, "The shop's files need mending.")
        }
    }

    private func found(_ path: String, _ query: [String: String]) async throws(StudioTrouble) -> Answer? {
        switch path {
        case "/": return asset("index.html")
        case "/api/shop": return .json(try await source.shop())
        case "/api/customers": return .json(try await source.customers(customers(query)))
        case "/api/message": return .json(try await source.message(message(query)))
        case "/api/check": return .json(try await source.check(campaign: query["campaign"] ?? ""))
        case "/api/file": return await source.file(query["path"] ?? "").map { .json($0) }
        case "/api/reload":
            await source.reload()
            return .json(StudioChange(files: []))
        case "/api/changes": return await changes()
        case "/message.html": return try await page(query)
        case "/message.eml": return try await download(query)
        default:
            if path.hasPrefix("/pictures/") { return await picture(String(path.dropFirst("/pictures/".count))) }
            if path.hasPrefix("/assets/") { return asset(String(path.dropFirst("/assets/".count))) }
            return nil
        }
    }

    private func asset(_ name: String) -> Answer? {
        assets[name].map { Answer(type: $0.type, bytes: $0.bytes) }
    }

    private func customers(_ query: [String: String]) -> StudioCustomerQuery {
        let scope: StudioCustomerQuery.Scope =
            switch query["scope"] ?? "audience" {
            case "audience": .audience
            case "everyone": .everyone
            default: .segment(query["segment"] ?? "")
            }
        return StudioCustomerQuery(campaign: query["campaign"] ?? "", scope: scope, search: query["search"] ?? "")
    }

    private func message(_ query: [String: String]) -> StudioMessageRequest {
        func chosen(_ key: String) -> String? { query[key].flatMap { $0.isEmpty ? nil : $0 } }
        return StudioMessageRequest(
            campaign: query["campaign"] ?? "",
            customer: query["customer"] ?? "",
            variant: chosen("variant"),
            language: chosen("language")
        )
    }

    private func page(_ query: [String: String]) async throws(StudioTrouble) -> Answer? {
        let view = StudioView(showsImages: query["images"] != "off", isDark: query["scheme"] == "dark")
        guard let page = try await source.page(message(query), view) else { return nil }
        return Answer(
            type: "text/html; charset=utf-8",
            bytes: page,
            headers: ["content-security-policy": StudioRoutes.messagePolicy]
        )
    }

    private func download(_ query: [String: String]) async throws(StudioTrouble) -> Answer? {
        let message = try await source.message(message(query))
        guard let email = message.email else { return nil }
        return .download(email.message, type: "message/rfc822", name: "\(message.campaign)-\(message.customer).eml")
    }

    private func picture(_ path: String) async -> Answer? {
        guard let picture = await source.picture(path) else { return nil }
        return Answer(
            type: picture.type,
            bytes: picture.bytes,
            headers: [
                "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
                // The message that shows it is in a sandbox, and so of no origin.
                "cross-origin-resource-policy": "cross-origin",
            ]
        )
    }

    private func changes() async -> Answer {
        guard let changes = await source.changes() else { return .text(503, "Too many pages are open.") }
        var answer = Answer(type: "text/event-stream", bytes: Array("retry: 500\n\n".utf8))
        answer.changes = changes
        return answer
    }
}
