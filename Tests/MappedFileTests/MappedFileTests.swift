import Foundation
import MappedFile
import Testing

@Suite struct MappedFileTests {
    @Test func whatIsForgottenIsThereAgainWhenLookedAt() throws {
        let path = NSTemporaryDirectory() + "mapped-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try Data(content).write(to: URL(filePath: path))
        let file = try MappedFile(contentsOf: path)
        for range in [0..<100_000, 5_000..<5_001, 4_095..<12_289, 99_999..<100_000, 0..<0] {
            file.forget(range)
            #expect(file.count == content.count)
            #expect(content.indices.allSatisfy { file.bytes[$0] == content[$0] })
        }
    }

    @Test func aFileThatIsNotThereIsAnError() {
        #expect(throws: (any Error).self) { try MappedFile(contentsOf: "/nowhere/at-all") }
    }
}
