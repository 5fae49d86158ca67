internal import CampaignModel
internal import Curl

/// Where and how a delivery's requests go, once the settings have been found usable.
struct WebhookRoute {
    let gateway: any PushGateway
    /// Empty where each part has its own.
    let url: String
    let envelope: WebhookEnvelope
    let connections: Int
    let login: GoogleLogin?

    init(_ transport: WebhookTransport) throws(DeliveryError) {
        let settings = transport.settings
        let name = transport.name
        func fault(_ what: String) -> DeliveryError { DeliveryError(.settings(what), transport: name) }
        guard (1...64).contains(settings.connections) else {
            throw fault("\(settings.connections) connections are too few or too many; use 1 to 64")
        }
        var url = settings.url.isEmpty ? settings.preset.standardURL ?? "" : settings.url
        var connections = settings.connections
        var login: GoogleLogin?
        switch settings.preset {
        case .generic: gateway = GenericGateway(tokensAreAddresses: settings.tokensAreAddresses)
        case .ntfy: gateway = NtfyGateway(tokensAreAddresses: settings.tokensAreAddresses)
        case .listmonk: gateway = ListmonkGateway()
        case .oneSignal(let appID):
            gateway = OneSignalGateway(appID: appID)
            if transport.secrets.authorization == nil {
                throw fault("OneSignal wants a key; set DOVETAIL_PUSH_AUTHORIZATION to 'Key os_v2_app_…'")
            }
        case .expo:
            gateway = ExpoGateway()
            // Expo asks for no more.
            connections = min(connections, 6)
        case .fcm(let project):
            gateway = FCMGateway()
            guard let found = transport.login else {
                throw fault("FCM wants a service account; set DOVETAIL_PUSH_SERVICE_ACCOUNT to its JSON key")
            }
            let project = project ?? found.account.project
            guard !project.isEmpty, project.utf8.allSatisfy(WebhookRoute.isPlainInPath) else {
                throw fault("'\(project)' is no project; set push.project")
            }
            _ = try WebhookRoute.scheme(of: found.account.tokenURL, named: "the service account's token_uri")
            url += "\(url.hasSuffix("/") ? "" : "/")v1/projects/\(project)/messages:send"
            login = found
        }
        self.url = settings.tokensAreAddresses ? "" : url
        self.connections = connections
        self.login = login
        let scheme = settings.tokensAreAddresses ? "https" : try WebhookRoute.scheme(of: url, named: name)
        envelope = try WebhookEnvelope(transport, scheme: scheme, isSigned: gateway.isSigned)
    }

    private static func isPlainInPath(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    /// - Returns: `https`, or `http` to this machine.
    private static func scheme(of text: String, named name: String) throws(DeliveryError) -> String {
        func fault(_ what: String) -> DeliveryError { DeliveryError(.settings(what), transport: name) }
        guard let url = CurlURL(text) else { throw fault("this is no URL; give https://host/path") }
        if url.hasCredentials {
            throw DeliveryError(
                .settings("the URL holds a user or password; use DOVETAIL_PUSH_AUTHORIZATION"),
                transport: "\(url.scheme)://\(url.host)"
            )
        }
        guard url.scheme == "https" || (url.scheme == "http" && url.isLoopback) else {
            throw fault("'\(url.scheme)' is not safe; use https (http is for this machine only)")
        }
        return url.scheme
    }
}
