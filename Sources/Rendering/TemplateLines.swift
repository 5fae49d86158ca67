public import Diagnostics

/// Says which line of a template a line of a rendered page came from.
///
/// A line's own words outlast rendering; what Liquid puts between them does not. So the line whose words are found best
/// in the rendered one is taken. That is a guess, and a good one: it is right where no two lines of the template and its
/// partials read alike.
public struct TemplateLines: Sendable {
    private struct Line: Sendable {
        var place: SourceLocation
        var text: String
        /// What is outside of `{{ }}` and `{% %}`.
        var words: [[UInt8]]
        var length: Int
    }

    /// With fewer bytes of its own a line says too little about where it is.
    private static let shortestLine = 8

    private let lines: [Line]

    /// - Parameters:
    ///   - path: The template in `folder`; the partials of its kind are looked through after it.
    public init(_ path: String, in folder: TemplateFolder) {
        let kind = path.split(separator: ".").last.map(String.init) ?? ""
        let partials = folder.files.keys.filter { $0.hasPrefix("partials/") && $0.hasSuffix(".\(kind)") }.sorted()
        lines = ([path] + partials).flatMap { path in
            TemplateLines.lines(of: folder.files[path] ?? [], file: "\(folder.name)/\(path)")
        }
    }

    /// - Parameters:
    ///   - number: Counted from 1.
    ///   - page: The rendered page.
    /// - Returns: The place in the template and the text of that line; `nil` where no line is like it.
    public func place(ofLine number: Int, in page: [UInt8]) -> (place: SourceLocation, text: String)? {
        let all = page.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard number >= 1, number <= all.count else { return nil }
        let rendered = Array(all[number - 1])
        var best: (line: Line, score: Int)?
        for line in lines {
            var found = 0
            for words in line.words where firstRange(of: words, in: rendered.span) != nil { found += words.count }
            // What is in the line and not on the page speaks against it.
            let score = 2 * found - line.length
            if found >= TemplateLines.shortestLine, score > best?.score ?? 0 { best = (line, score) }
        }
        return best.map { ($0.line.place, $0.line.text) }
    }

    private static func lines(of source: [UInt8], file: String) -> [Line] {
        source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().map { index, bytes in
            let indent = bytes.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
            let words = words(of: bytes)
            return Line(
                place: SourceLocation(file: file, line: index + 1, column: indent + 1),
                text: String(decoding: bytes, as: UTF8.self),
                words: words,
                length: words.reduce(0) { $0 + $1.count }
            )
        }
    }

    /// The stretches between the Liquid tokens of one line; a token that goes on beyond the line ends it.
    private static func words(of line: ArraySlice<UInt8>) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var rest = Array(line)
        while !rest.isEmpty {
            let openings = ["{{", "{%"].compactMap { firstRange(of: Array($0.utf8), in: rest.span) }
            let opening = openings.min { $0.lowerBound < $1.lowerBound }
            let stretch = rest[..<(opening?.lowerBound ?? rest.count)]
            let trimmed = stretch.drop { $0 <= UInt8(ascii: " ") }
            if trimmed.count > 2 { words.append(Array(trimmed)) }
            guard let opening else { break }
            let closing = Array((rest[opening.lowerBound + 1] == UInt8(ascii: "%") ? "%}" : "}}").utf8)
            guard let end = firstRange(of: closing, in: rest.span, from: opening.upperBound) else { break }
            rest = Array(rest[end.upperBound...])
        }
        return words
    }
}
