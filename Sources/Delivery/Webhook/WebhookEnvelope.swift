internal import CampaignModel

/// What is around every body: the headers, the signature among them.
struct WebhookEnvelope {
    let scheme: String
    /// Lines, the same for all requests.
    private let lines: [String]
    /// Whether requests bear the headers of Standard Webhooks.
    private let isSigned: Bool
    private let signer: WebhookSigner?

    init(_ transport: WebhookTransport, scheme: String, isSigned: Bool) throws(DeliveryError) {
        func fault(_ what: String) -> DeliveryError { DeliveryError(.settings(what), transport: transport.name) }
        self.scheme = scheme
        self.isSigned = isSigned
        var signer: WebhookSigner?
        if let secret = transport.secrets.signing {
            signer = WebhookSigner(secret: secret)
            if signer == nil { throw fault("DOVETAIL_PUSH_SECRET is no key; it reads whsec_ and Base64") }
        }
        self.signer = signer
        var lines = ["Content-Type: application/json", "Expect:", "User-Agent: Dovetail"]
        for (name, value) in transport.settings.headers.sorted(by: { $0.key < $1.key }) {
            guard WebhookEnvelope.isOpenToSettings(name), WebhookEnvelope.isPlain(value) else {
                throw fault("the header '\(name)' cannot be set; take it out of the settings")
            }
            lines.append("\(name): \(value)")
        }
        if let authorization = transport.secrets.authorization {
            guard WebhookEnvelope.isPlain(authorization), !authorization.isEmpty else {
                throw fault("DOVETAIL_PUSH_AUTHORIZATION is empty, or holds a line end or another control character")
            }
            // A customer's endpoint must not see our key; with a service account the key is another.
            if !transport.settings.tokensAreAddresses, transport.login == nil {
                lines.append("Authorization: \(authorization)")
            }
        }
        self.lines = lines
    }

    /// - Parameter accessToken: For gateways that are logged in to.
    func headers(idempotencyKey: String, accessToken: String?, body: [UInt8], at time: Instant) -> [String] {
        var lines = lines
        if let accessToken { lines.append("Authorization: Bearer \(accessToken)") }
        guard isSigned else { return lines }
        lines.append("webhook-id: \(idempotencyKey)")
        lines.append("webhook-timestamp: \(time.seconds)")
        if let signer {
            lines.append("webhook-signature: \(signer.sign(id: idempotencyKey, timestamp: time, body: body))")
        }
        return lines
    }

    /// Whether `key` can be a `webhook-id`: visible ASCII, and no dot, which separates what is signed.
    static func isKey(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ".") }
    }

    /// Whether `value` can stand in a header.
    static func isPlain(_ value: String) -> Bool { value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } }

    /// Whether `name` is a header's name, and not one of those that are ours or HTTP's to set.
    static func isOpenToSettings(_ name: String) -> Bool {
        let isToken = !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7e).contains($0) && !separators.contains($0) }
        let lowered = name.lowercased()
        return isToken && !lowered.hasPrefix("webhook-")
            && ![
                "authorization", "connection", "content-length", "content-type", "expect", "host", "transfer-encoding",
            ]
            .contains(lowered)
    }

    /// RFC 9110 section 5.6.2
    private static let separators = Array("\"(),/:;<=>?@[\\]{}".utf8)
}
