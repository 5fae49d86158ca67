/// A place in a file that a person wrote: a template, a campaign, a CSV, a segment's SQL.
public struct SourceLocation: Hashable, Codable, Sendable {
    /// Path as the person would type it, relative to the shop's folder where possible.
    public var file: String
    /// Line, counted from 1.
    public var line: Int
    /// Column, counted from 1 in Unicode scalars, as editors show it.
    public var column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The place of a byte in a source text.
    /// - Parameters:
    ///   - offset: Byte offset, `0 ... source.count`; larger values mean the end.
    ///   - source: The whole text, UTF-8.
    public init(file: String, offset: Int, in source: [UInt8]) {
        var line = 1
        var column = 1
        for byte in source.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                column += 1
            }
        }
        self.init(file: file, line: line, column: column)
    }
}

extension SourceLocation: CustomStringConvertible {
    public var description: String { "\(file):\(line):\(column)" }
}
