/// How push messages leave: to which gateway, in whose words, how fast. Its keys come from the environment.
public struct PushSettings: Hashable, Codable, Sendable {
    public var preset: PushPreset
    /// https, or http to this machine; empty where the preset knows it, or where each token is an address.
    public var url: String
    /// Requests under way at once, 1 ... 64.
    public var connections: Int
    /// Sent with every request; for keys, use `DOVETAIL_PUSH_AUTHORIZATION`.
    public var headers: [String: String]
    /// All hold at once, over all campaigns and processes together.
    public var rates: [SendingRate]
    /// Whether a push token is the https address of the customer's own endpoint. Such addresses must be public.
    public var tokensAreAddresses: Bool

    public init(
        preset: PushPreset = .generic,
        url: String = "",
        connections: Int = 16,
        headers: [String: String] = [:],
        rates: [SendingRate] = [],
        tokensAreAddresses: Bool = false
    ) {
        self.preset = preset
        self.url = url
        self.connections = connections
        self.headers = headers
        self.rates = rates
        self.tokensAreAddresses = tokensAreAddresses
    }
}

/// Whose words a gateway understands.
public enum PushPreset: Hashable, Codable, Sendable {
    /// The template's document as it is, signed as Standard Webhooks says.
    case generic
    /// Firebase Cloud Messaging, HTTP v1.
    /// - Parameter project: `nil` is the service account's.
    case fcm(project: String?)
    case oneSignal(appID: String)
    case ntfy
    case expo
    /// The JSON of listmonk's messengers.
    case listmonk

    /// As `push.preset` names it.
    public var name: String {
        switch self {
        case .generic: "generic"
        case .fcm: "fcm"
        case .oneSignal: "onesignal"
        case .ntfy: "ntfy"
        case .expo: "expo"
        case .listmonk: "listmonk"
        }
    }

    /// Where its gateway is; `nil` where only the shop knows.
    public var standardURL: String? {
        switch self {
        case .generic, .listmonk, .ntfy: nil
        case .fcm: "https://fcm.googleapis.com"
        case .oneSignal: "https://api.onesignal.com/notifications?c=push"
        case .expo: "https://exp.host/--/api/v2/push/send"
        }
    }
}
