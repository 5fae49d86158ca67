internal import CCurl
internal import Glibc

/// Wakes a thread that sleeps in ``EventPoll`` or ``CurlMulti``, from any other thread (Linux `eventfd`).
public final class Wakeup: Sendable {
    let descriptor: Int32

    public init() throws(CurlError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else {
            let number = errno
            throw CurlError(systemError: number, action: "to open an eventfd")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    public func wake() {
        // Never read: the poll is told of each write, and the counter does not fill in this machine's life.
        eventfd_write(descriptor, 1)
    }
}
