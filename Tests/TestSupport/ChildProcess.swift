import Foundation
import Glibc

/// A program that runs beside a test and is ended with it; by itself it ends after two minutes.
///
/// Foundation's `Process` hands down the blocked signals of the thread it starts on, so its children cannot be ended.
public final class ChildProcess {
    private let identifier: pid_t
    private var status: Int32?

    /// - Parameter program: A path, or a name to look for; what it prints is thrown away.
    /// - Returns: `nil` where the program is not installed.
    public init?(_ program: String, _ arguments: [String]) {
        guard let path = ChildProcess.find(program), let limiter = ChildProcess.find("timeout") else { return nil }
        let words = [limiter, "120", path] + arguments
        var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        var files = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&files)
        defer { unsafe posix_spawn_file_actions_destroy(&files) }
        for descriptor: Int32 in 0...2 {
            unsafe posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0)
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var identifier: pid_t = 0
        let failure = unsafe posix_spawn(&identifier, limiter, &files, &attributes, &pointers, environ)
        precondition(failure == 0, "an installed program starts")
        self.identifier = identifier
    }

    deinit { stop() }

    public func stop() {
        if status == nil { kill(identifier, SIGTERM) }
        wait()
    }

    /// Waits for the program's own end.
    /// - Returns: Its exit status.
    @discardableResult
    public func wait() -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while unsafe waitpid(identifier, &raw, 0) < 0, errno == EINTR {}
        let status = raw & 0x7f == 0 ? raw >> 8 & 0xff : -1
        self.status = status
        return status
    }

    /// - Returns: `nil` where the program is not installed.
    public static func find(_ program: String) -> String? {
        if program.hasPrefix("/") { return FileManager.default.isExecutableFile(atPath: program) ? program : nil }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders: [String] = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"]
        return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

/// A port of 127.0.0.1 on which nobody listens at the moment.
public func freePort() -> Int {
    let server = LoopbackServer { _, _ in }
    defer { server.stop() }
    return server.port
}
