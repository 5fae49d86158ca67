import Testing

@testable import Web

@Suite struct RequestGuardTests {
    @Test(arguments: ["127.0.0.1", "127.0.0.1:8026", "localhost:8026", "LOCALHOST", "[::1]:8026"])
    func aBrowserOnThisMachineMayLook(host: String) {
        #expect(status(host: host) == nil)
    }

    /// The last ones read like ours to a check that compares the beginning alone.
    @Test(arguments: [
        nil, "", "evil.example", "evil.example:8026", "192.168.1.7:8026", "127.0.0.1.evil.example",
        "localhost.evil.example",
        "127.0.0.1:8026.evil.example", "127.0.0.1@evil.example",
    ])
    func aNameThatWasPointedHereMayNot(host: String?) {
        #expect(status(host: host) == 403)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT"])
    func nothingButLookingIsAllowed(method: String) {
        #expect(status(method: method) == 405)
    }

    @Test func anotherPageMayNotAsk() {
        #expect(status(site: "same-origin") == nil)
        #expect(status(site: "none") == nil)
        #expect(status(site: "cross-site") == 403)
        #expect(status(site: "same-site") == 403)
        // A message in its sandbox is another page, and shows pictures.
        #expect(status(site: "cross-site", isPublic: true) == nil)
    }

    private func status(
        method: String = "GET",
        host: String? = "localhost",
        site: String? = nil,
        isPublic: Bool = false
    ) -> Int? {
        RequestGuard.refusal(method: method, host: host, site: site, isPublic: isPublic)?.status
    }
}
