import Curl
import Testing

struct CurlURLTests {
    @Test(arguments: [
        ("http://localhost:8080/x", true), ("http://127.9.9.9", true), ("http://[::1]:80/", true),
        ("http://127.0.0.1.example.com", false), ("http://128.0.0.1", false), ("http://localhost.example", false),
        ("http://[::2]/", false),
    ])
    func onlyThisMachineIsLoopback(text: String, isLoopback: Bool) throws {
        #expect(try #require(CurlURL(text)).isLoopback == isLoopback)
    }

    @Test func credentialsAreSeen() throws {
        #expect(try #require(CurlURL("https://user@host.example/")).hasCredentials)
        #expect(try #require(CurlURL("https://:secret@host.example/")).hasCredentials)
        #expect(try !#require(CurlURL("https://host.example/a@b")).hasCredentials)
    }

    @Test(arguments: ["", "no scheme", "http://", "https://host:99999/", "https://ho st/"])
    func nonsenseIsNoURL(text: String) {
        #expect(CurlURL(text) == nil)
    }

    @Test func schemeIsInLowerCase() throws {
        #expect(try #require(CurlURL("HTTPS://Host.Example/")).scheme == "https")
    }
}
