internal import Crypto
internal import CryptoExtras
internal import Foundation

/// Why a text is no key that can sign.
public enum DKIMKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable
    case tooShort

    public var description: String {
        switch self {
        case .unreadable: "is no RSA private key in PEM (PKCS#1 or PKCS#8, without a passphrase)"
        case .tooShort: "has fewer than \(DKIMKey.minimumBits) bits, which receivers refuse"
        }
    }
}

/// An RSA key that signs for a domain.
public struct DKIMKey: Sendable {
    /// Receivers take shorter keys for none. Source: RFC 8301 section 3.2.
    public static let minimumBits = 1_024
    /// What a signer should use. Source: RFC 8301 section 3.2.
    public static let advisedBits = 2_048

    private let secret: _RSA.Signing.PrivateKey

    /// - Parameter pem: PKCS#1 or PKCS#8.
    public init(pem: String) throws(DKIMKeyError) {
        do {
            secret = try _RSA.Signing.PrivateKey(unsafePEMRepresentation: pem)
        } catch CryptoKitError.incorrectParameterSize {
            throw .tooShort
        } catch {
            throw .unreadable
        }
    }

    public var bits: Int { secret.keySizeInBits }

    /// What stands behind `p=` in DNS: the SubjectPublicKeyInfo in base64. Source: RFC 6376 section 3.6.1.
    public var publicKey: String { secret.publicKey.derRepresentation.base64EncodedString() }

    /// RSASSA-PKCS1-v1_5: the same bytes have the same signature.
    func signature(for digest: SHA256.Digest) -> [UInt8] {
        do {
            return Array(try secret.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        } catch {
            preconditionFailure("a key that could be read signs any digest: \(error)")
        }
    }
}
