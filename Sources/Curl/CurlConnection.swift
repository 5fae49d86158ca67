internal import CCurl

/// A connection that libcurl makes — name, TCP, greeting, EHLO, TLS, login — and then hands over as a plain byte stream.
///
/// Related libcurl documentation: <https://curl.se/libcurl/c/CURLOPT_CONNECT_ONLY.html>
public struct CurlConnection: ~Copyable {
    public struct Options: Sendable {
        /// `smtp://host:port/helo-name` or `smtps://…`
        public var url: String
        /// Over `smtp:` STARTTLS is demanded; no mail goes without it.
        public var requiresTLS: Bool
        public var username: String?
        public var password: String?
        /// File of certificate authorities in place of the system's, PEM.
        public var caFile: String?
        /// Whether ``CurlConnection/certificate`` is wanted.
        public var keepsCertificate = false
        /// For all of it, from the name to the login.
        public var connectTimeoutMilliseconds: Int

        public init(
            url: String,
            requiresTLS: Bool,
            username: String? = nil,
            password: String? = nil,
            caFile: String? = nil,
            connectTimeoutMilliseconds: Int
        ) {
            self.url = url
            self.requiresTLS = requiresTLS
            self.username = username
            self.password = password
            self.caFile = caFile
            self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        }
    }

    private var easy: EasyHandle

    /// Bytes of the server's replies that are kept until the connection is made.
    private static let replyLimit = 65_536

    /// Starts to connect; `multi` tells the end of it by `token`.
    public init(_ options: Options, token: Int, in multi: CurlMulti) throws(CurlError) {
        var easy = try EasyHandle.open(url: options.url)
        try easy.set(CURLOPT_CONNECT_ONLY, 1)
        try easy.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try easy.set(CURLOPT_FRESH_CONNECT, 1)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, options.connectTimeoutMilliseconds)
        try easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        try easy.set(
            CURLOPT_USE_SSL,
            options.requiresTLS ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_NONE.rawValue)
        )
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if options.keepsCertificate { try easy.set(CURLOPT_CERTINFO, 1) }
        if let caFile = options.caFile { try easy.set(CURLOPT_CAINFO, caFile) }
        if let username = options.username {
            try easy.set(CURLOPT_USERNAME, username)
            try easy.set(CURLOPT_PASSWORD, options.password ?? "")
            try easy.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
            // Without it AUTH PLAIN costs one more round trip.
            try easy.set(CURLOPT_SASL_IR, 1)
        }
        try easy.collectReplies()
        easy.start(responseLimit: CurlConnection.replyLimit)
        try easy.join(multi, token: token)
        self.easy = easy
    }

    /// - Returns: `nil` where the connection stands.
    public func failure(_ finished: CurlMulti.Finished) -> CurlError? {
        finished.code == CURLE_OK ? nil : easy.error(finished.code)
    }

    /// To be watched by an ``EventPoll``; -1 before the connection is made.
    public var socket: Int32 { easy.activeSocket }

    /// All that the server said while connecting, in lines.
    public var transcript: [UInt8] { easy.response }

    /// What the server's certificate says, by OpenSSL's names: `Subject`, `Issuer`, `Expire date` and more. Empty without TLS.
    public var certificate: [String: String] {
        let pairs = easy.certificateLines.compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[line.index(after: colon)...]))
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// - Returns: How many bytes went; 0 where the socket is full. Then the same bytes must be offered again.
    public func send(_ bytes: Span<UInt8>) throws(CurlError) -> Int { try easy.send(bytes) }

    /// - Returns: How many bytes came; `nil` while there are none, 0 at the end of the stream.
    public func receive(into buffer: inout [UInt8]) throws(CurlError) -> Int? { try easy.receive(into: &buffer) }
}
