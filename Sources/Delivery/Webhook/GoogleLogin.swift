internal import CampaignModel
internal import JSON
internal import Synchronization

/// The access token of a service account, kept until a minute before it expires.
final class GoogleLogin: Sendable {
    private struct Token {
        var text: String
        var until: Instant
    }

    let account: ServiceAccount
    private let token = Mutex<Token?>(nil)

    /// A token is not used so shortly before its end.
    static let margin: Int64 = 60

    init(_ account: ServiceAccount) { self.account = account }

    /// - Returns: `nil` where one must be asked for.
    func token(at now: Instant) -> String? {
        token.withLock { token in
            guard let token, token.until > now else { return nil }
            return token.text
        }
    }

    func forget() { token.withLock { $0 = nil } }

    /// Takes what came for ``ServiceAccount/tokenRequest(at:)``.
    /// - Returns: Whether there was a token in it.
    func accept(_ answer: PushAnswer, at now: Instant) -> Bool {
        guard answer.isSuccess, let document = answer.document,
            let text = document.words(document.find("access_token")), !text.isEmpty, WebhookEnvelope.isPlain(text),
            let life = document.find("expires_in").flatMap({ document.integer($0) })
        else { return false }
        let until = now.advanced(bySeconds: min(max(life, 0), 86_400) - GoogleLogin.margin)
        token.withLock { $0 = Token(text: text, until: until) }
        return true
    }
}
