internal import Checking
internal import Foundation

/// SpamAssassin, where this machine has it. It looks at the message alone, never at the network (`--local`).
struct SpamAssassin {
    /// A scan takes two or three seconds; one that hangs is ended.
    private static let limitSeconds = 60.0

    private let program: String

    /// `nil` where it is not installed.
    init?() {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let found = folders.map { "\($0)/spamassassin" }.first(where: FileManager.default.isExecutableFile)
        guard let found else { return nil }
        program = found
    }

    /// - Parameter message: With headers, as it would be sent.
    /// - Returns: `nil` where the program gives no answer.
    func report(on message: [UInt8]) -> SpamReport? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dovetail-spam-\(UUID().uuidString)")
        defer { remove(folder) }
        let process = Process()
        process.executableURL = URL(filePath: program)
        // Without what this machine has learned from other mail: the same message has the same score anywhere.
        process.arguments = ["--local", "--test-mode", "--nocreate-prefs", "--cf=use_bayes 0"]
        do {
            // Through files: no pipe can fill up, and neither side waits for the other.
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let (input, output) = (folder.appending(path: "in"), folder.appending(path: "out"))
            try Data(message).write(to: input)
            try Data().write(to: output)
            process.standardInput = try FileHandle(forReadingFrom: input)
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = FileHandle.nullDevice
            try process.run()
            let deadline = Date.now.addingTimeInterval(SpamAssassin.limitSeconds)
            while process.isRunning, Date.now < deadline { Thread.sleep(forTimeInterval: 0.02) }
            guard !process.isRunning else {
                process.terminate()
                return nil
            }
            return SpamReport(parsing: String(decoding: try Data(contentsOf: output), as: UTF8.self))
        } catch {
            return nil
        }
    }

    private func remove(_ folder: URL) {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            // The system clears its folder of temporary files by itself.
        }
    }
}
