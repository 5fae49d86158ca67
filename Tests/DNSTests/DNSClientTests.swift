import TestSupport
import Testing

@testable import DNS

struct DNSClientTests {
    private func client(_ port: Int) throws -> DNSClient {
        let server = try #require(DNSClient.Server("127.0.0.1:\(port)"))
        return DNSClient(server: server, timeoutMilliseconds: 500, makeIdentifier: { 0x1234 })
    }

    @Test func recordsOfEveryKindAreRead() throws {
        let server = FakeDNSServer([
            "TXT a.example": [FakeDNSServer.text("v=spf1 -all"), FakeDNSServer.text("other")],
            "A a.example": [[192, 0, 2, 1]],
            "AAAA a.example": [[0x20, 0x01, 0x0d, 0xb8] + Array(repeating: 0, count: 11) + [1]],
            // 10 mail.a.example, its end by a pointer to the question's name.
            "MX a.example": [[0, 10, 4] + Array("mail".utf8) + [0xc0, 12]],
        ])
        let client = try client(server.port)
        #expect(try client.texts(of: "a.example") == ["v=spf1 -all", "other"])
        #expect(try client.records(of: "a.example.", .address) == [.address(try #require(IPAddress("192.0.2.1")))])
        #expect(try client.records(of: "a.example", .longAddress) == [.address(try #require(IPAddress("2001:db8::1")))])
        #expect(try client.records(of: "a.example", .mailServer) == [.mailServer("mail.a.example")])
        #expect(try client.texts(of: "none.example") == [])
        server.stop()
    }

    @Test func longAnswersAreFetchedOverTCP() throws {
        let long = String(repeating: "0123456789", count: 90)
        let server = FakeDNSServer(["TXT a.example": [FakeDNSServer.text(long)]])
        #expect(try client(server.port).texts(of: "a.example") == [long])
        server.stop()
    }

    @Test func troubleIsAnErrorAndNoAnswer() throws {
        let server = FakeDNSServer([:], code: 2)
        let error = #expect(throws: DNSError.self) { try client(server.port).texts(of: "a.example") }
        #expect("\(try #require(error))".contains("SERVFAIL"))
        server.stop()
        #expect(throws: DNSError.badName("a..example")) { try client(server.port).texts(of: "a..example") }
    }

    @Test func noServerIsAnError() throws {
        #expect(throws: DNSError.self) { try client(1).texts(of: "a.example") }
    }

    @Test func garbledAnswersAreNotBelieved() throws {
        let question = try #require(DNSMessage.question("a.example", .text, identifier: 7))
        var right = question
        right[2] |= 0x80
        right[7] = 1
        right += [0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 3, 2] + Array("hi".utf8)
        #expect(DNSMessage.read(right, answering: question, .text) == .records([.text("hi")]))
        // Cut anywhere, or with any one byte another, it is read or refused, and nothing worse.
        for count in right.indices { _ = DNSMessage.read(Array(right[..<count]), answering: question, .text) }
        for index in right.indices {
            for value in [UInt8(0), 0x3f, 0xc0, 0xff] {
                var wrong = right
                wrong[index] = value
                _ = DNSMessage.read(wrong, answering: question, .text)
                _ = DNSMessage.read(wrong, answering: question, .mailServer)
            }
        }
        var foreign = right
        foreign[1] = 8
        #expect(DNSMessage.read(foreign, answering: question, .text) == .other)
    }

    @Test(arguments: [
        ("192.0.2.53", "192.0.2.53:53"), ("192.0.2.53:5353", "192.0.2.53:5353"), ("2001:db8::53", "[2001:db8::53]:53"),
        ("[2001:db8::53]:5353", "[2001:db8::53]:5353"), ("dns.example", nil), ("192.0.2.53:0", nil), ("", nil),
    ])
    func serversAreNumeric(text: String, expected: String?) {
        #expect(DNSClient.Server(text)?.description == expected)
    }

    @Test(arguments: [
        ("192.0.2.77", "192.0.2.0", 24, true), ("192.0.3.77", "192.0.2.0", 24, false),
        ("192.0.3.77", "192.0.2.0", 23, true),
        ("192.0.2.1", "0.0.0.0", 0, true), ("192.0.2.1", "192.0.2.1", 32, true), ("192.0.2.2", "192.0.2.1", 32, false),
        ("2001:db8::1", "2001:db8::", 33, true), ("2001:db8:8000::1", "2001:db8::", 33, false),
        ("::1", "0.0.0.0", 0, false),
    ])
    func networksHoldTheirAddresses(address: String, network: String, bits: Int, isIn: Bool) throws {
        let address = try #require(IPAddress(address))
        #expect(try address.matches(#require(IPAddress(network)), bits: bits) == isIn)
        #expect(IPAddress(address.description) == address)
    }
}
