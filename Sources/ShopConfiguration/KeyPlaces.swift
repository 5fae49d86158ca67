public import Diagnostics
internal import Yams

/// Where the keys of a YAML file stand, for findings about what they say.
public struct KeyPlaces {
    private let file: String
    private let lines: [String]
    private let root: Node?

    /// - Parameter text: UTF-8; of what is no YAML every key stands at the top.
    public init(file: String, text: [UInt8]) {
        self.file = file
        let text = String(decoding: text, as: UTF8.self)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            root = nil
        }
    }

    /// The key that `path` leads to, or the last on the way to it that is there, with its line.
    public func place(_ path: [String]) -> (location: SourceLocation, sourceLine: String?) {
        var mark: Mark?
        var node = root
        for name in path {
            guard let pair = node?.mapping?.first(where: { $0.key.scalar?.string == name }) else { break }
            mark = pair.key.mark ?? mark
            node = pair.value
        }
        guard let mark else { return (SourceLocation(file: file, line: 1, column: 1), nil) }
        let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : nil
        return (SourceLocation(file: file, line: mark.line, column: mark.column), line)
    }
}
