import Foundation
import StarterShop
import Testing

struct StarterShopTests {
    /// `Tests/StarterShopTests/` stands two folders below the repository.
    private static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let shop = repository.appending(path: "examples/demo-shop")

    @Test func itHoldsEveryFileOfTheDemoShopThatAShopNeeds() throws {
        let expected = try ["data", "images", "templates", "campaigns"].flatMap(Self.files(below:)) + ["dovetail.yaml"]
        #expect(Set(StarterShop.files.map(\.path)) == Set(expected))
        #expect(StarterShop.files.count == expected.count)
    }

    @Test func everyFileIsByteForByteTheRepositorys() throws {
        for file in StarterShop.files {
            let original = try Data(contentsOf: Self.shop.appending(path: file.path))
            #expect(file.bytes == [UInt8](original), "\(file.path)")
        }
    }

    @Test func noPathLeavesTheShopsFolder() {
        for path in StarterShop.files.map(\.path) {
            #expect(!path.hasPrefix("/"))
            #expect(!path.split(separator: "/").contains(".."))
        }
    }

    /// Paths relative to the demo shop; `templates` and `campaigns` are links to the repository's.
    private static func files(below folder: String) throws -> [String] {
        let root = shop.appending(path: folder).resolvingSymlinksInPath()
        return try FileManager.default.subpathsOfDirectory(atPath: root.path())
            .filter { name in
                try root.appending(path: name).resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
            }
            .map { "\(folder)/\($0)" }
    }
}
