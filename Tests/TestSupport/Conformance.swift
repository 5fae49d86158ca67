public import Foundation

/// Public test cases, read from `../shared/conformance` or the folder named by `DOVETAIL_CONFORMANCE`; they are not in
/// this repository. What ran, or was left out because they are absent, is told at the end of `make test`.
public enum Conformance {
    /// The top of this repository.
    public static let repository = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

    private static let folder: URL = {
        if let named = ProcessInfo.processInfo.environment["DOVETAIL_CONFORMANCE"] { return URL(filePath: named) }
        return repository.appending(path: "../shared/conformance").standardizedFileURL
    }()

    /// A file or folder of the cases; `nil`, and reported as left out, where it is absent.
    public static func cases(_ path: String) -> URL? {
        let file = folder.appending(path: path)
        if FileManager.default.fileExists(atPath: file.path) { return file }
        tell("\(path): left out, not at \(file.path)")
        return nil
    }

    /// Tells how a suite went.
    public static func report(_ suite: String, passed: Int, failed: Int, skipped: Int = 0) {
        tell("\(suite): \(passed) passed, \(failed) failed, \(skipped) skipped")
    }

    /// Appends a line to the report that `make test` prints last.
    private static func tell(_ line: String) {
        print("conformance \(line)")
        let report = repository.appending(path: ".build/conformance-report.txt")
        guard let handle = FileHandle(forWritingAtPath: report.path) else {
            try? Data((line + "\n").utf8).write(to: report)
            return
        }
        handle.seekToEndOfFile()
        handle.write(Data((line + "\n").utf8))
        try? handle.close()
    }
}
