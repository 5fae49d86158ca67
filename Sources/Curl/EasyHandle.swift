internal import CCurl
internal import Glibc

/// The owner of one libcurl easy handle and of all that libcurl keeps pointers to: the error buffer, the list of
/// headers, and the bytes its callbacks read and write.
@safe
struct EasyHandle: ~Copyable {
    private let handle: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private let exchange: UnsafeMutablePointer<Exchange>
    private var headers: UnsafeMutablePointer<curl_slist>?
    /// The multi this handle is in, kept alive as long as it is.
    private var multi: CurlMulti?
    let url: String

    static func open(url: String) throws(CurlError) -> EasyHandle {
        guard CurlLibrary.isReady, let handle = unsafe curl_easy_init() else {
            throw CurlError(CURLE_FAILED_INIT, url: url)
        }
        let easy = unsafe EasyHandle(owning: handle, url: url)
        try easy.setUp()
        return easy
    }

    private init(owning handle: UnsafeMutableRawPointer, url: String) {
        unsafe self.handle = handle
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe exchange = .allocate(capacity: 1)
        unsafe exchange.initialize(to: Exchange())
        unsafe headers = nil
        self.url = url
    }

    private func setUp() throws(CurlError) {
        try unsafe check(ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try set(CURLOPT_URL, url)
        try set(CURLOPT_NOSIGNAL, 1)
        // What the settings do not say is not done: no proxy from the environment.
        try set(CURLOPT_PROXY, "")
    }

    deinit {
        if let multi { unsafe multi.remove(handle) }
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headers)
        unsafe exchange.deinitialize(count: 1)
        unsafe exchange.deallocate()
        unsafe errorText.deallocate()
    }

    // MARK: Options

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try unsafe check(ccurl_set_long(handle, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try unsafe check(ccurl_set_string(handle, option, value))
    }

    /// Takes a response's body, up to the exchange's limit.
    func collectBody() throws(CurlError) {
        try unsafe check(ccurl_set_callback(handle, CURLOPT_WRITEFUNCTION, collectBytes))
        try unsafe check(ccurl_set_pointer(handle, CURLOPT_WRITEDATA, exchange))
    }

    /// Notes where a response's headers end.
    func watchHeaders() throws(CurlError) {
        try unsafe check(ccurl_set_callback(handle, CURLOPT_HEADERFUNCTION, noteHeader))
        try unsafe check(ccurl_set_pointer(handle, CURLOPT_HEADERDATA, exchange))
    }

    /// Takes the lines of a mail server's replies, up to the exchange's limit.
    func collectReplies() throws(CurlError) {
        try unsafe check(ccurl_set_callback(handle, CURLOPT_HEADERFUNCTION, collectBytes))
        try unsafe check(ccurl_set_pointer(handle, CURLOPT_HEADERDATA, exchange))
    }

    /// Opens connections to public addresses only, judged by the address that is connected to, whatever name led there.
    func connectToPublicPeersOnly() throws(CurlError) {
        try unsafe check(ccurl_set_open_socket(handle, openSocketToPublicPeer, exchange))
    }

    /// Sends `exchange`'s request, once: there is no way back to its start, so libcurl cannot repeat it by itself.
    func supply() throws(CurlError) {
        try unsafe check(ccurl_set_callback(handle, CURLOPT_READFUNCTION, supplyBytes))
        try unsafe check(ccurl_set_pointer(handle, CURLOPT_READDATA, exchange))
    }

    mutating func setHeaders(_ lines: [String]) throws(CurlError) {
        unsafe curl_slist_free_all(headers)
        unsafe headers = nil
        for line in lines {
            guard let longer = unsafe curl_slist_append(headers, line) else {
                throw CurlError(CURLE_OUT_OF_MEMORY, url: url)
            }
            unsafe headers = longer
        }
        try unsafe check(ccurl_set_list(handle, CURLOPT_HTTPHEADER, headers))
    }

    func start(sending request: [UInt8] = [], responseLimit: Int) {
        unsafe exchange.pointee.start(sending: request, responseLimit: responseLimit)
        unsafe errorText.pointee = 0
    }

    // MARK: In a multi

    mutating func join(_ multi: CurlMulti, token: Int) throws(CurlError) {
        try unsafe check(ccurl_set_token(handle, token))
        try unsafe multi.add(handle)
        self.multi = multi
    }

    mutating func leave() {
        if let multi { unsafe multi.remove(handle) }
        multi = nil
    }

    // MARK: Results

    var response: [UInt8] { unsafe exchange.pointee.response }
    var responseIsCut: Bool { unsafe exchange.pointee.responseIsCut }
    var headersAreWhole: Bool { unsafe exchange.pointee.headersAreWhole }
    /// The last SMTP reply's or HTTP response's code; 0 before there is one.
    var responseCode: Int { unsafe ccurl_get_response_code(handle) }
    /// The lines `Name:value` of the server's own certificate; empty without TLS, or where they were not asked for.
    var certificateLines: [String] {
        guard let certificates = unsafe ccurl_get_certificates(handle), unsafe certificates.pointee.num_of_certs > 0
        else { return [] }
        var lines: [String] = []
        var entry = unsafe certificates.pointee.certinfo?[0]
        while let current = unsafe entry {
            if let text = unsafe current.pointee.data { lines.append(unsafe String(cString: text)) }
            unsafe entry = current.pointee.next
        }
        return lines
    }
    var activeSocket: Int32 { unsafe ccurl_get_active_socket(handle) }
    /// What the response's Retry-After asks for, counted from now; `nil` where it has none.
    var retryAfterSeconds: Int64? {
        let seconds = unsafe Int64(ccurl_get_retry_after(handle))
        return seconds > 0 ? seconds : nil
    }
    /// Whether a peer was turned away because its address is not public.
    var peerWasRefused: Bool { unsafe exchange.pointee.peerWasRefused }
    /// Bytes of the request's body that libcurl took: no more than these can have left. Its own count of what it sent
    /// (`CURLINFO_SIZE_UPLOAD_T`) is too low where a request fails.
    var requestBytesTaken: Int { unsafe exchange.pointee.requestTaken }

    func error(_ code: CURLcode) -> CurlError {
        CurlError(code, detail: unsafe String(cString: errorText), url: url)
    }

    private func check(_ code: CURLcode) throws(CurlError) {
        if code != CURLE_OK { throw error(code) }
    }

    // MARK: Raw bytes, once connected

    func send(_ bytes: Span<UInt8>) throws(CurlError) -> Int {
        var sent = 0
        let code = unsafe bytes.withUnsafeBufferPointer {
            unsafe curl_easy_send(handle, $0.baseAddress, $0.count, &sent)
        }
        if code == CURLE_AGAIN { return 0 }
        try check(code)
        return sent
    }

    /// - Returns: `nil` while there is nothing to read, 0 at the end of the stream.
    func receive(into buffer: inout [UInt8]) throws(CurlError) -> Int? {
        var received = 0
        let code = unsafe buffer.withUnsafeMutableBytes {
            unsafe curl_easy_recv(handle, $0.baseAddress, $0.count, &received)
        }
        if code == CURLE_AGAIN { return nil }
        try check(code)
        return received
    }
}

/// What libcurl's callbacks read and write.
private struct Exchange {
    var request: [UInt8] = []
    var requestTaken = 0
    var response: [UInt8] = []
    var responseLimit = 0
    var responseIsCut = false
    var headersAreWhole = false
    var peerWasRefused = false

    mutating func start(sending request: [UInt8], responseLimit: Int) {
        self.request = request
        requestTaken = 0
        response.removeAll(keepingCapacity: true)
        self.responseLimit = responseLimit
        responseIsCut = false
        headersAreWhole = false
        peerWasRefused = false
    }
}

/// Gets each address that a connection is about to be made to, after its name was looked up.
private func openSocketToPublicPeer(
    _ context: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ peer: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let peer = unsafe peer, let exchange = unsafe context?.assumingMemoryBound(to: Exchange.self),
        let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr)
    else { return CURL_SOCKET_BAD }
    let family = unsafe peer.pointee.family
    // A sockaddr_in has its address behind family and port, a sockaddr_in6 behind a flow label, too.
    let (start, count) = family == AF_INET ? (4, 4) : family == AF_INET6 ? (8, 16) : (0, 0)
    let length = unsafe Int(peer.pointee.addrlen)
    guard count > 0, start + count <= length else {
        unsafe exchange.pointee.peerWasRefused = true
        return CURL_SOCKET_BAD
    }
    let address = unsafe Array(
        UnsafeRawBufferPointer(start: UnsafeRawPointer(peer) + offset + start, count: count)
    )
    guard PublicAddress.isPublic(address) else {
        unsafe exchange.pointee.peerWasRefused = true
        return CURL_SOCKET_BAD
    }
    return unsafe socket(family, peer.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), peer.pointee.protocol)
}

private func collectBytes(
    _ bytes: UnsafeMutablePointer<CChar>,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let exchange = unsafe context?.assumingMemoryBound(to: Exchange.self) else { return 0 }
    let incoming = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    let room = unsafe exchange.pointee.responseLimit - exchange.pointee.response.count
    unsafe exchange.pointee.response.append(contentsOf: incoming.prefix(room))
    if incoming.count <= room { return incoming.count }
    // Fewer than came: libcurl ends the transfer.
    unsafe exchange.pointee.responseIsCut = true
    return 0
}

/// Gets one header line a call; an empty one ends the headers of a response, of which interim ones (1xx) may come first.
private func noteHeader(
    _ bytes: UnsafeMutablePointer<CChar>,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let exchange = unsafe context?.assumingMemoryBound(to: Exchange.self) else { return 0 }
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    if unsafe line.starts(with: "HTTP/".utf8) { unsafe exchange.pointee.headersAreWhole = false }
    if unsafe line.elementsEqual("\r\n".utf8) || line.elementsEqual("\n".utf8) {
        unsafe exchange.pointee.headersAreWhole = true
    }
    return line.count
}

private func supplyBytes(
    _ bytes: UnsafeMutablePointer<CChar>,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let exchange = unsafe context?.assumingMemoryBound(to: Exchange.self) else { return 0 }
    let outgoing = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
    let rest = unsafe exchange.pointee.request[exchange.pointee.requestTaken...].prefix(outgoing.count)
    unsafe outgoing.copyBytes(from: rest)
    unsafe exchange.pointee.requestTaken += rest.count
    return rest.count
}
