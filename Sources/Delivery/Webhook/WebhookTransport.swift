public import CampaignModel
internal import Curl

/// Posts push messages to a gateway, one signed JSON request each, over HTTP/1.1 connections that stay open.
public struct WebhookTransport: Transport {
    public let name: String
    let settings: PushSettings
    let secret: String?
    let authorization: String?
    let clock: @Sendable () -> Instant
    let timeout: Duration

    /// Bytes of a response's body that are read.
    static let responseLimit = 65_536

    /// - Parameter secret: `whsec_…`; requests are signed where there is one.
    /// - Parameter authorization: The value of the `Authorization` header: `Bearer …`.
    /// - Parameter clock: What attempts and their signatures are dated with.
    /// - Parameter timeout: For one request, connecting included.
    public init(
        settings: PushSettings,
        secret: String?,
        authorization: String?,
        clock: @escaping @Sendable () -> Instant,
        timeout: Duration = .seconds(30)
    ) {
        self.settings = settings
        self.secret = secret
        self.authorization = authorization
        self.clock = clock
        self.timeout = timeout
        // A query may hold keys.
        name = String(settings.url.prefix { $0 != "?" && $0 != "#" })
    }

    public func deliver(
        from source: any MessageSource,
        journal: any Journal,
        stop: StopSignal
    ) throws(DeliveryError) -> DeliverySummary {
        let envelope = try envelope()
        let delivery: WebhookDelivery
        do throws(CurlError) {
            delivery = try WebhookDelivery(self, envelope, source: source, journal: journal, stop: stop)
        } catch {
            throw DeliveryError(.system(error.text), transport: name)
        }
        return try delivery.run()
    }

    /// What all requests share.
    private func envelope() throws(DeliveryError) -> WebhookEnvelope {
        func fault(_ what: String) -> DeliveryError { DeliveryError(.settings(what), transport: name) }
        guard let url = CurlURL(settings.url) else { throw fault("this is no URL; give https://host/path") }
        if url.hasCredentials {
            throw DeliveryError(
                .settings("the URL holds a user or password; use DOVETAIL_PUSH_AUTHORIZATION"),
                transport: "\(url.scheme)://\(url.host)"
            )
        }
        guard url.scheme == "https" || (url.scheme == "http" && url.isLoopback) else {
            throw fault("'\(url.scheme)' is not safe; use https (http is for this machine only)")
        }
        guard (1...64).contains(settings.connections) else {
            throw fault("\(settings.connections) connections are too few or too many; use 1 to 64")
        }
        var signer: WebhookSigner?
        if let secret {
            signer = WebhookSigner(secret: secret)
            if signer == nil { throw fault("DOVETAIL_PUSH_SECRET is no key; it reads whsec_ and Base64") }
        }
        var headers = ["Content-Type: application/json", "Expect:", "User-Agent: Dovetail"]
        for (name, value) in settings.headers.sorted(by: { $0.key < $1.key }) {
            guard WebhookEnvelope.isOpenToSettings(name), WebhookEnvelope.isPlain(value) else {
                throw fault("the header '\(name)' cannot be set; take it out of the settings")
            }
            headers.append("\(name): \(value)")
        }
        if let authorization {
            guard WebhookEnvelope.isPlain(authorization), !authorization.isEmpty else {
                throw fault("DOVETAIL_PUSH_AUTHORIZATION is empty, or holds a line end or another control character")
            }
            headers.append("Authorization: \(authorization)")
        }
        return WebhookEnvelope(scheme: url.scheme, headers: headers, signer: signer)
    }
}
