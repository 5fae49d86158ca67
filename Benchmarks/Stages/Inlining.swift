internal import Foundation
internal import HTML

/// Puts the styles of plain pages into their elements, which is done once for a template: those of `Benchmarks/pages`.
func measureInlining(runs: Int) throws -> [Measurement] {
    let folder = "Benchmarks/pages"
    let pages = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
        [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\($0)")))
    }
    // Each page so often in one run, which would else be too short to be measured.
    let repetitions = 20
    let (_, seconds) = try timed(runs: runs) {
        for page in pages {
            for _ in 0..<repetitions { _ = try Inlining(page: page).applied(to: page) }
        }
    }
    return [
        try Measurement(
            "inlining",
            "Dovetail",
            "pages",
            count: pages.count,
            bytes: pages.reduce(0) { $0 + $1.count },
            seconds: seconds.map { $0 / Double(repetitions) }
        )
    ]
}
