import CampaignModel
import Delivery
import TestSupport
import Testing

struct ProbeTests {
    @Test func relayIsAskedAndLeftWithoutAMessage() throws {
        let server = MisbehavingSMTPServer()
        defer { server.stop() }
        let report = try #require(try smtpTransport(port: server.port).probe().first)
        #expect(report.failure == nil)
        #expect(report.certificate == nil)
        #expect(!report.isLoggedIn)
        #expect(report.roundTripMilliseconds > 0)
        #expect(server.commands.last == "QUIT")
        #expect(!server.commands.contains { $0.hasPrefix("MAIL") })
    }

    @Test func relayThatSaysNoIsQuoted() throws {
        let server = MisbehavingSMTPServer { $0.stage == .banner ? .reply("554 5.7.1 go away") : .normal }
        defer { server.stop() }
        let report = try #require(try smtpTransport(port: server.port).probe().first)
        #expect(try #require(report.failure).contains("go away"))
    }

    @Test func relayThatIsNotThereIsAFailure() throws {
        let report = try #require(try smtpTransport(port: 1).probe().first)
        #expect(report.failure != nil)
    }
}
