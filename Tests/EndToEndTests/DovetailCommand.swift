import Foundation
import Synchronization

/// The binary, run as a person runs it.
struct DovetailCommand {
    struct Result {
        var output: String
        var errors: String
        var status: Int32
    }

    /// Beside the test bundle, where the build puts both.
    static let binary = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "dovetail")

    /// Runs it to the end.
    @discardableResult
    static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
        try start(arguments, environment: environment).wait()
    }

    /// Starts it; the caller waits for it or kills it.
    static func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
        try Running(binary: binary, arguments: arguments, environment: environment)
    }

    /// A process, whose output is read while it runs.
    final class Running: Sendable {
        private let process: Mutex<Process>
        private let output = Mutex(Data())
        private let errors = Mutex(Data())
        private let readers = DispatchGroup()

        init(binary: URL, arguments: [String], environment: [String: String]) throws {
            let process = Process()
            process.executableURL = binary
            process.arguments = arguments
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            let out = Pipe()
            let err = Pipe()
            process.standardOutput = out
            process.standardError = err
            try process.run()
            self.process = Mutex(process)
            read(out.fileHandleForReading) { [self] data in output.withLock { $0.append(data) } }
            read(err.fileHandleForReading) { [self] data in errors.withLock { $0.append(data) } }
        }

        private func read(_ handle: FileHandle, _ take: @escaping @Sendable (Data) -> Void) {
            readers.enter()
            let thread = Thread { [readers] in
                while case let data = handle.availableData, !data.isEmpty { take(data) }
                readers.leave()
            }
            thread.start()
        }

        var pid: Int32 { process.withLock { $0.processIdentifier } }

        func signal(_ number: Int32) { kill(pid, number) }

        func wait() -> Result {
            readers.wait()
            let status = process.withLock { process in
                process.waitUntilExit()
                return process.terminationStatus
            }
            return Result(
                output: String(decoding: output.withLock { $0 }, as: UTF8.self),
                errors: String(decoding: errors.withLock { $0 }, as: UTF8.self),
                status: status
            )
        }
    }
}
