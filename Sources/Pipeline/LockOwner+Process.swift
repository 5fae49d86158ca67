internal import Bookkeeping
internal import Foundation

extension LockOwner {
    /// This process, under a name that no other call gives.
    static func thisProcess() -> LockOwner {
        LockOwner(
            id: UUID().uuidString,
            host: ProcessInfo.processInfo.hostName,
            pid: ProcessInfo.processInfo.processIdentifier
        )
    }

    /// Whether a process may still run: of another host's nobody can say.
    static func isAlive(host: String, pid: Int32) -> Bool {
        host != ProcessInfo.processInfo.hostName || isRunning(pid)
    }

    /// Whether a process of this machine is still there, whoever it belongs to.
    static func isRunning(_ pid: Int32) -> Bool { kill(pid, 0) == 0 || errno == EPERM }
}
