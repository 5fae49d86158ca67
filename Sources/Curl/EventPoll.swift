internal import CCurl
internal import Glibc

/// Tells which sockets can be read or written, edge-triggered: each change is told once (Linux `epoll`).
@safe
public struct EventPoll: ~Copyable {
    public struct Event: Sendable {
        public let token: Int
        public let isReadable: Bool
        public let isWritable: Bool
        /// The peer closed its side, or the connection broke.
        public let isClosed: Bool
    }

    let descriptor: Int32
    private let raw: UnsafeMutablePointer<epoll_event>
    private static let capacity = 256

    /// What the last ``wait(milliseconds:)`` found.
    public private(set) var events: [Event] = []

    public init() throws(CurlError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        unsafe raw = .allocate(capacity: EventPoll.capacity)
        guard descriptor >= 0 else {
            let number = errno
            throw CurlError(systemError: number, action: "to open an epoll")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        unsafe raw.deallocate()
    }

    /// Watches a socket for reading and writing until it is closed.
    public func watch(_ socket: Int32, token: Int) throws(CurlError) {
        try add(socket, events: EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue, token: token)
    }

    public func watch(_ wakeup: Wakeup, token: Int) throws(CurlError) {
        try add(wakeup.descriptor, events: EPOLLIN.rawValue, token: token)
    }

    private func add(_ descriptor: Int32, events: UInt32, token: Int) throws(CurlError) {
        var event = unsafe epoll_event(events: events | EPOLLET.rawValue, data: epoll_data_t(u64: UInt64(token)))
        guard unsafe epoll_ctl(self.descriptor, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            let number = errno
            throw CurlError(systemError: number, action: "to watch a socket")
        }
    }

    /// Drops what the last ``wait(milliseconds:)`` found.
    public mutating func forget() { events.removeAll(keepingCapacity: true) }

    /// Sleeps until something happens or the time is over; 0 only looks.
    public mutating func wait(milliseconds: Int) throws(CurlError) {
        events.removeAll(keepingCapacity: true)
        let count = unsafe epoll_wait(descriptor, raw, Int32(EventPoll.capacity), Int32(clamping: milliseconds))
        guard count >= 0 else {
            let number = errno
            if number == EINTR { return }
            throw CurlError(systemError: number, action: "to wait for sockets")
        }
        for index in 0..<Int(count) {
            let event = unsafe raw[index]
            let flags = unsafe event.events
            events.append(
                Event(
                    token: unsafe Int(event.data.u64),
                    isReadable: flags & EPOLLIN.rawValue != 0,
                    isWritable: flags & EPOLLOUT.rawValue != 0,
                    isClosed: flags & (EPOLLHUP.rawValue | EPOLLERR.rawValue | EPOLLRDHUP.rawValue) != 0
                )
            )
        }
    }
}
