public import CampaignModel
internal import Curl

/// Posts push messages to a gateway, in its own words, over HTTP/1.1 connections that stay open.
public struct WebhookTransport: Transport {
    public let name: String
    let settings: PushSettings
    let secrets: PushSecrets
    let rateBook: (any RateBook)?
    let clock: @Sendable () -> Instant
    let timeout: Duration
    /// Shared by all deliveries, so that a token is asked for once.
    let login: GoogleLogin?

    /// Bytes of a response's body that are read: a hundred of Expo's tickets are 10 kB.
    static let responseLimit = 65_536

    /// - Parameter rateBook: Without one, the settings' rates do not hold.
    /// - Parameter clock: What attempts and their signatures are dated with.
    /// - Parameter timeout: For one request, connecting included.
    public init(
        settings: PushSettings,
        secrets: PushSecrets,
        rateBook: (any RateBook)? = nil,
        clock: @escaping @Sendable () -> Instant,
        timeout: Duration = .seconds(30)
    ) {
        self.settings = settings
        self.secrets = secrets
        self.rateBook = rateBook
        self.clock = clock
        self.timeout = timeout
        login = secrets.serviceAccount.flatMap { ServiceAccount($0) }.map { GoogleLogin($0) }
        let url = settings.url.isEmpty ? settings.preset.standardURL ?? settings.preset.name : settings.url
        // A query may hold keys.
        name = String(url.prefix { $0 != "?" && $0 != "#" })
    }

    public func deliver(
        from source: any MessageSource,
        journal: any Journal,
        stop: StopSignal
    ) throws(DeliveryError) -> DeliverySummary {
        let route = try WebhookRoute(self)
        let delivery: WebhookDelivery
        do throws(CurlError) {
            delivery = try WebhookDelivery(self, route, source: source, journal: journal, stop: stop)
        } catch {
            throw DeliveryError(.system(error.text), transport: name)
        }
        return try delivery.run()
    }
}

/// The keys of a gateway. They come from the environment, and are in no file and no log.
public struct PushSecrets: Sendable {
    /// `whsec_…`: requests are signed where there is one.
    public var signing: String?
    /// The value of the `Authorization` header: `Bearer …`, `Basic …`, `Key …`.
    public var authorization: String?
    /// The JSON of a Google service account's key, for FCM.
    public var serviceAccount: String?

    public init(signing: String? = nil, authorization: String? = nil, serviceAccount: String? = nil) {
        self.signing = signing
        self.authorization = authorization
        self.serviceAccount = serviceAccount
    }
}
