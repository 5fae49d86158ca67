import Foundation
import Testing
import TestSupport

/// The studio in a real browser: `Browser/studio.py` starts the binary and looks at it with headless Chromium.
@Suite struct StudioTests {
    @Test func theStudioWorksInARealBrowser() throws {
        guard ChildProcess.find("chromium") != nil else {
            print("not tested: chromium is not installed, so nobody has looked at the studio")
            return
        }
        try withTemporaryFolder { folder in
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Browser/studio.py").path
            let python = Process()
            let output = Pipe()
            python.executableURL = URL(filePath: "/usr/bin/env")
            python.arguments = ["python3", "-B", script, DovetailCommand.binary.path, folder.path]
            python.standardOutput = output
            python.standardError = output
            try python.run()
            let told = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            python.waitUntilExit()
            #expect(told.hasSuffix("all well\n"), "\(told)")
        }
    }

    @Test func theStudioSaysWhatIsWrongAtTheStart() throws {
        let missing = try DovetailCommand.run("studio", "--shop", "/nowhere", "--port", "0")
        #expect(missing.status == 64 && missing.errors.contains("no dovetail.yaml"))
        let port = try DovetailCommand.run("studio", "--port", "70000")
        #expect(port.status == 64 && port.errors.contains("--port"))
    }
}
