import Foundation
import TestSupport

/// The public hostile strings.
enum Hostile {
    /// The Big List of Naughty Strings; empty where it is absent.
    static let strings: [String] = {
        guard let file = Conformance.cases("hostile-input/blns.json"), let data = try? Data(contentsOf: file) else {
            return []
        }
        return (try? JSONDecoder().decode([String].self, from: data)) ?? []
    }()

    struct HeaderCase: Decodable {
        var field: String
        var value: String
        var expect: String
    }

    static let headerCases: [HeaderCase] = {
        guard let file = Conformance.cases("hostile-input/header-cases.jsonl"), let data = try? Data(contentsOf: file)
        else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            try? JSONDecoder().decode(HeaderCase.self, from: line)
        }
    }()

    /// Byte strings with all that a body can be broken by, the same every time.
    static func bodies(count: Int) -> [[UInt8]] {
        var generator = SeededGenerator(seed: 20_261_122)
        let texts = [
            "\r", "\n", "\r\n", ".", "..", "\n.\n", "\r\n.\r\n", "From ", "\nFrom x", "=", "=\n", " ", " \n", "\t\n",
            "é😀漢", "word", "--=_x",
        ]
        let pieces = texts.map { Array($0.utf8) } + [[0], [0xff, 0xfe]]
        return (0..<count).map { _ in
            var body: [UInt8] = []
            for _ in 0..<Int.random(in: 0...120, using: &generator) {
                body += pieces[Int.random(in: 0..<pieces.count, using: &generator)]
                if Int.random(in: 0..<8, using: &generator) == 0 {
                    body += [UInt8](repeating: UInt8(ascii: "x"), count: Int.random(in: 70...80, using: &generator))
                }
            }
            return body
        }
    }
}
