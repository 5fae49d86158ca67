internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import JSON

/// A Google service account's key, as Google's console hands it out.
struct ServiceAccount: Sendable {
    let email: String
    let keyID: String
    let project: String
    /// Where tokens are asked for.
    let tokenURL: String
    private let key: _RSA.Signing.PrivateKey

    /// The only thing that is asked for.
    static let scope = "https://www.googleapis.com/auth/firebase.messaging"

    /// - Parameter text: The JSON file's content.
    /// - Returns: `nil` where it is no such key.
    init?(_ text: String) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(text)
        } catch {
            return nil
        }
        guard document.kind(JSONDocument.root) == .object,
            let email = document.words(document.find("client_email")),
            let tokenURL = document.words(document.find("token_uri")),
            let pem = document.words(document.find("private_key"))
        else { return nil }
        do {
            key = try _RSA.Signing.PrivateKey(pemRepresentation: pem)
        } catch {
            return nil
        }
        self.email = email
        self.tokenURL = tokenURL
        keyID = document.words(document.find("private_key_id")) ?? ""
        project = document.words(document.find("project_id")) ?? ""
    }

    /// What is posted to ``tokenURL`` for a token.
    /// - Parameter seconds: Since 1970.
    func tokenRequest(at seconds: Int64) throws -> [UInt8] {
        let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
        return Array("grant_type=\(grant)&assertion=\(try assertion(at: seconds))".utf8)
    }

    /// A JWT, signed RS256, that is good for an hour.
    ///
    /// Source: RFC 7523; <https://developers.google.com/identity/protocols/oauth2/service-account#httprest>
    private func assertion(at seconds: Int64) throws -> String {
        var header = JSONWriter()
        header.beginObject()
        header.member("alg", "RS256")
        header.member("typ", "JWT")
        if !keyID.isEmpty { header.member("kid", keyID) }
        header.endObject()
        var claims = JSONWriter()
        claims.beginObject()
        claims.member("iss", email)
        claims.member("scope", ServiceAccount.scope)
        claims.member("aud", tokenURL)
        claims.key("iat")
        claims.integer(seconds)
        claims.key("exp")
        claims.integer(seconds + 3_600)
        claims.endObject()
        let signed = ServiceAccount.base64(header.bytes) + "." + ServiceAccount.base64(claims.bytes)
        let signature = try key.signature(for: SHA256.hash(data: Data(signed.utf8)), padding: .insecurePKCS1v1_5)
        return signed + "." + ServiceAccount.base64(Array(signature.rawRepresentation))
    }

    /// Base64url without padding, RFC 7515.
    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
