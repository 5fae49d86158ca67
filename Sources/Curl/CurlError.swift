internal import CCurl
internal import Glibc

/// Why a transfer or a connection failed.
public struct CurlError: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The name has no address, or nobody listens there.
        case unreachable
        /// TLS was refused, or the certificate is not to be trusted.
        case insecure
        case loginDenied
        /// The address is one that must not be connected to.
        case forbidden
        case timedOut
        /// The settings make no sense to libcurl.
        case unusable
        /// The connection broke, or what came over it made no sense.
        case broken
    }

    public var kind: Kind
    /// A `CURLcode`, a `CURLMcode` or an `errno`; `text` says what it means.
    public var code: Int
    public var text: String
    /// Never holds credentials.
    public var url: String

    init(kind: Kind, code: Int, text: String, url: String) {
        self.kind = kind
        self.code = code
        self.text = text
        self.url = url
    }
}

extension CurlError: CustomStringConvertible {
    public var description: String { url.isEmpty ? text : "\(url): \(text)" }
}

extension CurlError {
    /// - Parameter detail: What libcurl wrote into the error buffer; its general words are used where it is empty.
    init(_ code: CURLcode, detail: String = "", url: String = "") {
        let general = unsafe String(cString: curl_easy_strerror(code))
        let kind: Kind =
            switch code {
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: .unreachable
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED,
                CURLE_SSL_CACERT_BADFILE,
                CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
                .insecure
            case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: .loginDenied
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_UNKNOWN_OPTION, CURLE_BAD_FUNCTION_ARGUMENT,
                CURLE_NOT_BUILT_IN, CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY:
                .unusable
            default: .broken
            }
        self.init(kind: kind, code: Int(code.rawValue), text: detail.isEmpty ? general : detail, url: url)
    }

    init(_ code: CURLMcode) {
        let text = unsafe String(cString: curl_multi_strerror(code))
        self.init(kind: .unusable, code: Int(code.rawValue), text: text, url: "")
    }

    /// - Parameter action: What was tried: `to open an epoll`.
    init(systemError number: Int32, action: String) {
        let reason = unsafe String(cString: strerror(number))
        self.init(kind: .unusable, code: Int(number), text: "the system refused \(action): \(reason)", url: "")
    }
}
