internal import CampaignModel

/// What is around every body: the headers, the signature among them.
struct WebhookEnvelope {
    let scheme: String
    /// Lines, the same for all requests.
    let headers: [String]
    let signer: WebhookSigner?

    func headers(idempotencyKey: String, body: [UInt8], at time: Instant) -> [String] {
        var lines = headers
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
