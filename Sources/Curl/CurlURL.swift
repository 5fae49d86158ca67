internal import CCurl

/// The parts of a URL as libcurl itself will read them.
public struct CurlURL: Hashable, Sendable {
    /// In lower case.
    public let scheme: String
    /// Without the brackets of an IPv6 address.
    public let host: String
    /// The scheme's own where the URL names none.
    public let port: Int
    /// Whether there is a user or password in it.
    public let hasCredentials: Bool

    /// - Returns: `nil` where libcurl refuses the URL.
    public init?(_ text: String) {
        guard let parts = unsafe curl_url() else { return nil }
        defer { unsafe curl_url_cleanup(parts) }
        func part(_ which: CURLUPart, flags: Int32 = 0) -> String? {
            var value: UnsafeMutablePointer<CChar>?
            guard unsafe curl_url_get(parts, which, &value, UInt32(flags)) == CURLUE_OK, let value = unsafe value else {
                return nil
            }
            defer { unsafe curl_free(value) }
            return unsafe String(cString: value)
        }
        guard unsafe curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME), let host = part(CURLUPART_HOST),
            let port = part(CURLUPART_PORT, flags: CURLU_DEFAULT_PORT).flatMap({ Int($0) })
        else { return nil }
        self.scheme = scheme.lowercased()
        self.host = String(host.drop { $0 == "[" }.prefix { $0 != "]" })
        self.port = port
        hasCredentials = part(CURLUPART_USER) != nil || part(CURLUPART_PASSWORD) != nil
    }

    /// Whether the host can only be this machine.
    public var isLoopback: Bool {
        let name = host.lowercased()
        if name == "localhost" || name == "::1" { return true }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers.allSatisfy { $0 != nil } && numbers[0] == 127
    }
}
