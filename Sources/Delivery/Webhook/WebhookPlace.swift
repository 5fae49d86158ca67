internal import Curl

/// A request that is made over and over, and the parts it carries now.
final class WebhookPlace {
    var request: CurlRequest
    var parts: [PushPart] = []
    var accessToken: String?
    var start = ContinuousClock.Instant.now

    init(_ options: CurlRequest.Options) throws(CurlError) { request = try CurlRequest(options) }

    var isBusy: Bool { !parts.isEmpty }

    func takeParts() -> [PushPart] {
        defer { parts = [] }
        return parts
    }
}
