internal import CCurl
internal import Glibc

enum CurlLibrary {
    /// Makes libcurl ready, once for the process.
    ///
    /// A peer that is gone must be an error, not a signal: libcurl leaves SIGPIPE to us (`CURLOPT_NOSIGNAL`), and OpenSSL
    /// writes without `MSG_NOSIGNAL`, so the process ignores it from here on.
    static let isReady: Bool = {
        _ = signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()
}
