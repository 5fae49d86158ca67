internal import CCurl

/// An HTTP POST to one URL, made over and over: HTTP/1.1, no redirects, no cookies, no proxy.
///
/// HTTP/2 in libcurl 7.88.1 reports failures for requests that succeeded, so it is not used.
public struct CurlRequest: ~Copyable {
    public struct Options: Sendable {
        public var url: String
        /// The only scheme that will do: `https` or `http`.
        public var scheme: String
        public var timeoutMilliseconds: Int
        /// Bytes of the response's body that are kept; the rest is not read.
        public var responseLimit: Int
        /// File of certificate authorities in place of the system's, PEM.
        public var caFile: String?
        /// Whether only public addresses are connected to: for URLs that come from data. All requests of a multi must
        /// agree on it, as they share connections.
        public var isForPublicPeersOnly: Bool

        public init(
            url: String,
            scheme: String,
            timeoutMilliseconds: Int,
            responseLimit: Int,
            caFile: String? = nil,
            isForPublicPeersOnly: Bool = false
        ) {
            self.url = url
            self.scheme = scheme
            self.timeoutMilliseconds = timeoutMilliseconds
            self.responseLimit = responseLimit
            self.caFile = caFile
            self.isForPublicPeersOnly = isForPublicPeersOnly
        }
    }

    public enum Ending: Sendable {
        /// A whole response, or as much of it as is kept.
        /// - Parameter retryAfterSeconds: What `Retry-After` asks for, counted from now.
        case response(status: Int, body: [UInt8], retryAfterSeconds: Int64?)
        /// - Parameter requestWasSent: Whether all of the request may have left.
        case failure(CurlError, requestWasSent: Bool)
    }

    private var easy: EasyHandle
    private let responseLimit: Int
    private var bodyCount = 0

    public init(_ options: Options) throws(CurlError) {
        let easy = try EasyHandle.open(url: options.url)
        try easy.set(CURLOPT_POST, 1)
        try easy.set(CURLOPT_PROTOCOLS_STR, options.scheme)
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try easy.set(CURLOPT_FOLLOWLOCATION, 0)
        try easy.set(CURLOPT_TIMEOUT_MS, options.timeoutMilliseconds)
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let caFile = options.caFile { try easy.set(CURLOPT_CAINFO, caFile) }
        if options.isForPublicPeersOnly { try easy.connectToPublicPeersOnly() }
        try easy.supply()
        try easy.collectBody()
        try easy.watchHeaders()
        self.easy = easy
        responseLimit = options.responseLimit
    }

    /// Starts the request; `multi` tells the end of it by `token`.
    /// - Parameter body: Not empty: by it the request is known to have left.
    /// - Parameter headers: Lines `Name: value`; `Name:` takes a header of libcurl's away.
    public mutating func begin(
        headers: [String],
        body: [UInt8],
        token: Int,
        in multi: CurlMulti
    ) throws(CurlError) {
        precondition(!body.isEmpty, "a request has a body")
        bodyCount = body.count
        try easy.setHeaders(headers)
        try easy.set(CURLOPT_POSTFIELDSIZE, body.count)
        easy.start(sending: body, responseLimit: responseLimit)
        try easy.join(multi, token: token)
    }

    public mutating func end(_ finished: CurlMulti.Finished) -> Ending {
        defer { easy.leave() }
        if finished.code == CURLE_OK || (easy.responseIsCut && finished.code == CURLE_WRITE_ERROR) {
            if easy.headersAreWhole {
                return .response(
                    status: easy.responseCode,
                    body: easy.response,
                    retryAfterSeconds: easy.retryAfterSeconds
                )
            }
            // libcurl takes headers that break off for whole ones.
            return .failure(easy.error(CURLE_PARTIAL_FILE), requestWasSent: isSent)
        }
        var error = easy.error(finished.code)
        if easy.peerWasRefused, finished.code == CURLE_COULDNT_CONNECT {
            error.kind = .forbidden
            error.text = "its address is not public"
        }
        return .failure(error, requestWasSent: isSent)
    }

    /// Gives up at once.
    /// - Returns: Whether all of the request may have left.
    public mutating func cancel() -> Bool {
        defer { easy.leave() }
        return isSent
    }

    private var isSent: Bool { easy.requestBytesTaken == bodyCount }
}
