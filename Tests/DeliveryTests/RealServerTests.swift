import CampaignModel
import Delivery
import Foundation
import TestSupport
import Testing

/// Against servers that others wrote; left out, and said so, where they are not installed.
struct RealServerTests {
    @Test(arguments: [1, 8])
    func postfixSinkTakesEverything(connections: Int) throws {
        try withTemporaryFolder { folder in
            let port = freePort()
            let user = getuid() == 0 ? ["-u", "root"] : []
            let arguments = user + ["-d", "\(folder.path)/mail.", "127.0.0.1:\(port)", "100"]
            guard let sink = ChildProcess("smtp-sink", arguments) else { return leaveOut("smtp-sink") }
            defer { sink.stop() }
            try awaitServer(port)
            let messages = (Int64(1)...100).map { email($0, bytes: 30_000) }
            let transport = smtpTransport(port: port, connections: connections)
            let summary = try transport.deliver(
                from: ListSource(messages),
                journal: MemoryJournal(),
                stop: StopSignal()
            )
            #expect(summary.accepted == 100)
            let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            let captured = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
            for id in 1...100 { #expect(captured.components(separatedBy: "Subject: message \(id)\n").count == 2) }
        }
    }

    @Test(arguments: ["starttls", "tls"])
    func aiosmtpdTakesMailOverTLSAfterLogin(mode: String) throws {
        try withAiosmtpd(mode) { port, certificate, folder in
            let messages = (Int64(1)...50).map {
                email($0, content: Array("Subject: \($0)\r\n\r\n.a\r\n..\r\n.\r\nb\r\n".utf8))
            }
            let summary = try tlsTransport(mode, port: port, certificate: certificate)
                .deliver(from: ListSource(messages), journal: MemoryJournal(), stop: StopSignal())
            #expect(summary.accepted == 50)
            for message in messages {
                guard case .email(_, let recipient, let bytes) = message.content else { continue }
                let received = try Data(contentsOf: folder.appending(path: recipient.text))
                #expect([UInt8](received) == bytes)
            }
        }
    }

    @Test func wrongPasswordStopsAtOnce() throws {
        try withAiosmtpd("starttls") { port, certificate, _ in
            let error = #expect(throws: DeliveryError.self) {
                try tlsTransport("starttls", port: port, certificate: certificate, password: "wrong")
                    .deliver(from: ListSource([email(1)]), journal: MemoryJournal(), stop: StopSignal())
            }
            guard case .authentication(let reason) = try #require(error).reason else { throw try #require(error) }
            #expect(reason.contains("535"))
        }
    }

    @Test(arguments: ["starttls", "tls"])
    func certificateNobodyVouchesForIsRefused(mode: String) throws {
        try withAiosmtpd(mode) { port, _, folder in
            let error = #expect(throws: DeliveryError.self) {
                try tlsTransport(mode, port: port, certificate: nil)
                    .deliver(from: ListSource([email(1)]), journal: MemoryJournal(), stop: StopSignal())
            }
            guard case .connection(let reason) = try #require(error).reason else { throw try #require(error) }
            #expect(reason.lowercased().contains("certificate"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    /// The certificate is for `localhost`, not for the address.
    @Test func certificateOfAnotherHostIsRefused() throws {
        try withAiosmtpd("starttls") { port, certificate, _ in
            let error = #expect(throws: DeliveryError.self) {
                try tlsTransport("starttls", port: port, certificate: certificate, host: "127.0.0.1")
                    .deliver(from: ListSource([email(1)]), journal: MemoryJournal(), stop: StopSignal())
            }
            #expect(error?.summary.notSent == 1)
        }
    }

    // MARK: The servers

    private func leaveOut(_ what: String) { print("left out: \(what) is not installed") }

    private func tlsTransport(
        _ mode: String,
        port: Int,
        certificate: URL?,
        host: String = "localhost",
        password: String = "correct"
    ) throws -> SMTPTransport {
        smtpTransport(
            port: port,
            host: host,
            security: try #require(SMTPRelay.Security(rawValue: mode)),
            username: "shop",
            password: password,
            connections: 3,
            caFile: certificate?.path
        )
    }

    /// Runs `body` with a port, the certificate's file and the folder in which messages appear under their recipients.
    private func withAiosmtpd(_ mode: String, _ body: (Int, URL, URL) throws -> Void) throws {
        let named = ProcessInfo.processInfo.environment["DOVETAIL_PYTHON"]
        let python = named ?? "/tmp/dovetail-python/bin/python3"
        guard ChildProcess(python, ["-c", "import aiosmtpd"])?.wait() == 0 else {
            return leaveOut("aiosmtpd (python3 -m venv /tmp/dovetail-python; pip install aiosmtpd)")
        }
        try withTemporaryFolder { folder in
            let certificate = folder.appending(path: "certificate.pem")
            let key = folder.appending(path: "key.pem")
            let request = [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", key.path, "-out", certificate.path,
            ]
            guard ChildProcess("openssl", request)?.wait() == 0 else { return leaveOut("openssl") }
            let script = try folder.write(aiosmtpdScript, to: "server.py")
            let mailbox = folder.appending(path: "mailbox")
            try FileManager.default.createDirectory(at: mailbox, withIntermediateDirectories: true)
            let port = freePort()
            let arguments = [script.path, "\(port)", mode, certificate.path, key.path, mailbox.path]
            let server = try #require(ChildProcess(python, arguments))
            defer { server.stop() }
            try awaitServer(port)
            try body(port, certificate, mailbox)
        }
    }

    private func awaitServer(_ port: Int) throws {
        for _ in 0..<200 {
            if isListening(port) { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        Issue.record("nobody listens on port \(port)")
    }
}

private let aiosmtpdScript = """
    import asyncio, os, ssl, sys
    from aiosmtpd.smtp import SMTP, AuthResult

    port, mode, certificate, key, mailbox = int(sys.argv[1]), *sys.argv[2:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    class Mailbox:
        async def handle_DATA(self, server, session, envelope):
            with open(os.path.join(mailbox, envelope.rcpt_tos[0]), 'xb') as file:
                file.write(envelope.original_content)
            return '250 2.0.0 kept'

    def login(server, session, envelope, mechanism, data):
        success = data.login == b'shop' and data.password == b'correct'
        return AuthResult(success=success, handled=success)

    def protocol():
        is_tls = mode == 'tls'
        return SMTP(Mailbox(), hostname='localhost', loop=loop, authenticator=login, auth_required=True,
                    auth_require_tls=not is_tls, require_starttls=not is_tls,
                    tls_context=None if is_tls else context)

    loop = asyncio.new_event_loop()
    tls = context if mode == 'tls' else None
    loop.run_until_complete(loop.create_server(protocol, '127.0.0.1', port, ssl=tls))
    loop.call_later(120, loop.stop)
    loop.run_forever()
    """
