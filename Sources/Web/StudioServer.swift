internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// Why the studio does not run.
public enum StudioServerError: Error, Equatable, Sendable {
    case portTaken(Int)
    case failed(String)
}

/// The studio on 127.0.0.1, until it is told to stop.
public struct StudioServer: Sendable {
    private static let pagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
        + "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'"

    private let routes: StudioRoutes

    public init(source: any StudioSource) { routes = StudioRoutes(source: source) }

    /// Serves until SIGINT, SIGTERM or the task's cancellation; answers under way are finished first.
    /// - Parameters:
    ///   - port: 0 takes any that is free.
    ///   - ready: Called with the port once a browser can be pointed at it.
    public func run(port: Int, ready: @escaping @Sendable (Int) -> Void) async throws(StudioServerError) {
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in await respond(to: request) },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { ready($0.localAddress?.port ?? port) },
            logger: Logger(label: "dovetail.studio") { _ in SwiftLogNoOpLogHandler() }
        )
        do {
            try await application.runService()
        } catch let error as IOError where error.errnoCode == StudioServer.addressInUse {
            throw .portTaken(port)
        } catch is CancellationError {
            return
        } catch {
            throw .failed("\(error)")
        }
    }

    /// `EADDRINUSE` of Linux.
    private static let addressInUse: CInt = 98

    private func respond(to request: Request) async -> Response {
        let path = request.uri.path.removingPercentEncoding ?? "?"
        let refusal = RequestGuard.refusal(
            method: request.method.rawValue,
            host: request.head.authority,
            site: HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] },
            isPublic: StudioRoutes.isPublic(path)
        )
        if let refusal { return response(to: request, .text(refusal.status, refusal.text)) }
        var query: [String: String] = [:]
        for (key, value) in request.uri.queryParameters { query[String(key)] = String(value) }
        return response(to: request, await routes.answer(path: path, query: query))
    }

    private func response(to request: Request, _ answer: Answer) -> Response {
        var fields = [
            "content-type": answer.type,
            "content-security-policy": StudioServer.pagePolicy,
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        ]
        if answer.status == 405 { fields["allow"] = "GET, HEAD" }
        fields.merge(answer.headers) { $1 }
        var headers = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let status = HTTPResponse.Status(code: answer.status)
        if request.method == .head {
            headers[.contentLength] = String(answer.bytes.count)
            return Response(status: status, headers: headers)
        }
        guard let changes = answer.changes else {
            return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: answer.bytes)))
        }
        let opening = ByteBuffer(bytes: answer.bytes)
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody { writer in
                try await writer.write(opening)
                for await change in changes.cancelOnGracefulShutdown() {
                    try await writer.write(ByteBuffer(bytes: StudioServer.event(change)))
                }
                try await writer.finish(nil)
            }
        )
    }

    /// A server-sent event; a comment where nothing was saved.
    static func event(_ change: StudioChange) -> [UInt8] {
        if change.files.isEmpty { return Array(":\n\n".utf8) }
        return Array("event: saved\ndata: ".utf8) + Answer.json(change).bytes + Array("\n\n".utf8)
    }
}
