internal import CCurl

/// The connections and requests that libcurl moves forward together, on one thread.
@safe
public final class CurlMulti {
    /// A transfer that came to its end; ask the connection or request that bears the token how.
    public struct Finished: Sendable {
        public let token: Int
        let code: CURLcode
    }

    private let handle: UnsafeMutableRawPointer

    /// - Parameter maximumConnections: How many stay open; must be as many as are used at once, or libcurl closes some.
    public init(maximumConnections: Int) throws(CurlError) {
        guard CurlLibrary.isReady, let handle = unsafe curl_multi_init() else { throw CurlError(CURLE_FAILED_INIT) }
        unsafe self.handle = handle
        let code = unsafe ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, maximumConnections)
        if code != CURLM_OK { throw CurlError(code) }
    }

    deinit { unsafe curl_multi_cleanup(handle) }

    func add(_ easy: UnsafeMutableRawPointer) throws(CurlError) {
        let code = unsafe curl_multi_add_handle(handle, easy)
        if code != CURLM_OK { throw CurlError(code) }
    }

    func remove(_ easy: UnsafeMutableRawPointer) {
        let code = unsafe curl_multi_remove_handle(handle, easy)
        precondition(code == CURLM_OK, "a handle leaves the multi it is in, outside of callbacks")
    }

    /// Does what can be done without waiting.
    public func perform() throws(CurlError) {
        var running: Int32 = 0
        let code = unsafe curl_multi_perform(handle, &running)
        if code != CURLM_OK { throw CurlError(code) }
    }

    public func nextFinished() -> Finished? {
        var remaining: Int32 = 0
        while let message = unsafe curl_multi_info_read(handle, &remaining) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle else {
                continue
            }
            return unsafe Finished(token: ccurl_get_token(easy), code: message.pointee.data.result)
        }
        return nil
    }

    /// Sleeps until a transfer can go on, `events` has something to tell, or the time is over.
    public func wait(or events: borrowing EventPoll, milliseconds: Int) throws(CurlError) {
        var extra = curl_waitfd(fd: events.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        let code = unsafe curl_multi_poll(handle, &extra, 1, Int32(clamping: milliseconds), nil)
        if code != CURLM_OK { throw CurlError(code) }
    }
}
