public import CampaignModel
internal import Crypto
internal import Foundation

/// Signs and verifies requests as Standard Webhooks 1.0.0 says, with HMAC-SHA256 (`v1`).
public struct WebhookSigner: Sendable {
    private let key: SymmetricKey

    /// How far the two clocks may differ.
    public static let tolerance: Int64 = 300

    /// - Parameter secret: The key in Base64, with or without `whsec_`.
    /// - Returns: `nil` where `secret` is no such key.
    public init?(secret: String) {
        let text = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
        guard let bytes = Data(base64Encoded: text), !bytes.isEmpty else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// - Parameter id: The message's, the same for every attempt.
    /// - Parameter timestamp: The attempt's.
    /// - Returns: What `webhook-signature` holds.
    public func sign(id: String, timestamp: Instant, body: [UInt8]) -> String {
        "v1," + Data(code(id: id, timestamp: String(timestamp.seconds), body: body)).base64EncodedString()
    }

    /// - Parameters: The values of the headers of that name; `nil` where a header is absent.
    /// - Returns: Whether one of the signatures is right and the request is from now.
    public func verify(
        id: String?,
        timestamp: String?,
        signatures: String?,
        body: [UInt8],
        now: Instant,
        tolerance: Int64 = WebhookSigner.tolerance
    ) -> Bool {
        guard let id, let timestamp, let signatures, let seconds = Int64(timestamp) else { return false }
        let (difference, isFar) = now.seconds.subtractingReportingOverflow(seconds)
        guard !isFar, difference.magnitude <= tolerance.magnitude else { return false }
        let signed = text(id: id, timestamp: timestamp, body: body)
        return signatures.split(separator: " ").contains { signature in
            guard signature.hasPrefix("v1,"), let code = Data(base64Encoded: String(signature.dropFirst(3))) else {
                return false
            }
            return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: key)
        }
    }

    private func code(id: String, timestamp: String, body: [UInt8]) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: text(id: id, timestamp: timestamp, body: body), using: key)
    }

    private func text(id: String, timestamp: String, body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }
}
