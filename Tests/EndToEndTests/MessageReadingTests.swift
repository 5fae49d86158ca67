import Foundation
import Testing
import TestSupport

/// What `preview` writes is mail that others read as we meant it.
@Suite struct MessageReadingTests {
    @Test func everyStarterCampaignsMessagesAreSoundMail() throws {
        guard let checker = Conformance.cases("../tools/check_eml.py") else { return }
        try withTemporaryFolder { folder in
            let shop = folder.appending(path: "shop").path
            try DovetailCommand.run("init", shop)
            let campaigns = try FileManager.default.contentsOfDirectory(atPath: "\(shop)/campaigns")
                .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
            #expect(campaigns.count >= 5)
            for campaign in campaigns {
                let preview = try DovetailCommand.run(
                    "preview",
                    campaign,
                    "--shop",
                    shop,
                    "--at",
                    StarterTests.time,
                    "--limit",
                    "100"
                )
                #expect(preview.status == 0, "\(campaign): \(preview.errors)")
            }
            let folders = campaigns.map { "\(shop)/preview/\($0)" }
            let script = try folder.write(Self.script, to: "read.py").path
            let read = try DovetailCommand.Running(
                binary: URL(filePath: "/usr/bin/env"),
                arguments: ["python3", script, checker.deletingLastPathComponent().path] + folders,
                environment: [:]
            ).wait()
            #expect(read.status == 0, "\(read.errors)")
            let lines = read.output.split(separator: "\n")
            let count = lines.last.flatMap { Int($0) } ?? 0
            #expect(count >= 100)
            #expect(lines.count == 1, "\(read.output)")
            Conformance.report("previews read by check_eml.py", passed: count, failed: lines.count - 1)
        }
    }

    private static let script = """
        import glob, json, os, sys
        sys.path.insert(0, sys.argv[1])
        sys.dont_write_bytecode = True
        from check_eml import check
        count = 0
        for folder in sys.argv[2:]:
            for file in glob.glob(f'{folder}/*.eml'):
                count += 1
                text = open(file[:-4] + '.txt', newline='').read()
                want = {'marketing': True, 'html': True, 'text': text}
                for complaint in check(open(file, 'rb').read(), want):
                    print(os.path.basename(file), complaint)
        print(count)
        """
}
