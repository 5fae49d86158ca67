internal import Diagnostics

/// The files that a page is rendered from, and copies of them in which each start tag carries its own place.
///
/// A page rendered from the marked copies says of each element where its tag stands in a template or a partial, through
/// loops and conditions. Whoever uses such a page takes the marks off and compares: only if what is left is the page
/// that people get, the places are those of that page (see ``removingMarks(_:)``).
public struct MarkedSources: Sendable {
    /// What findings call the files, and their bytes.
    let files: [(name: String, text: [UInt8])]
    /// Where style sheets stand in the files.
    let styleSheets: [(file: Int, range: Range<Int>)]
    /// The copies, by the names of the files.
    public let marked: [String: [UInt8]]

    /// - Parameter files: HTML templates and partials, by the names that findings use.
    public init(_ files: [String: [UInt8]]) {
        let files = files.sorted { $0.key < $1.key }.map { (name: $0.key, text: $0.value) }
        var marked: [String: [UInt8]] = [:]
        for (number, file) in files.enumerated() {
            marked[file.name] = MarkedSources.marked(file.text, number: number)
        }
        styleSheets = files.enumerated().flatMap { number, file in
            MarkedSources.styleSheets(in: file.text).map { (file: number, range: $0) }
        }
        self.files = files
        self.marked = marked
    }

    static let attribute = "data-dovetail-place"
    private static let opening = Array(" \(attribute)=\"".utf8)

    /// A page rendered from marked files, without the marks.
    public static func removingMarks(_ page: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(page.count)
        var at = 0
        while at < page.count {
            if page[at] == opening[0], page[at...].starts(with: opening),
                let end = page[(at + opening.count)...].firstIndex(of: UInt8(ascii: "\""))
            {
                at = end + 1
            } else {
                plain.append(page[at])
                at += 1
            }
        }
        return plain
    }

    /// The file and the byte that a mark names.
    func place(_ mark: String) -> (file: Int, offset: Int)? {
        let numbers = mark.split(separator: ".").compactMap { Int($0) }
        guard numbers.count == 2, files.indices.contains(numbers[0]) else { return nil }
        return (numbers[0], numbers[1])
    }

    private static func marked(_ text: [UInt8], number: Int) -> [UInt8] {
        var marked: [UInt8] = []
        marked.reserveCapacity(text.count * 2)
        var copied = 0
        for tag in StartTagScanner.tags(in: text) {
            marked += text[copied..<tag.nameEnd]
            marked += opening
            marked += Array("\(number).\(tag.start)\"".utf8)
            copied = tag.nameEnd
        }
        marked += text[copied...]
        return marked
    }
}

/// Finds the start tags of an HTML template, whatever Liquid stands in and between them.
enum StartTagScanner {
    struct Tag {
        /// Of its `<`.
        var start: Int
        var nameEnd: Int
    }

    /// Comments, and what is in `style`, `script`, `title` and `textarea`, are passed over: no parser sees tags there.
    static func tags(in text: [UInt8]) -> [Tag] {
        var tags: [Tag] = []
        var at = 0
        while at < text.count {
            if let end = endOfLiquid(text, at) {
                at = end
            } else if text[at] != UInt8(ascii: "<") {
                at += 1
            } else if starts(text, at, "<!--") {
                at = index(after: "-->", in: text, from: at + 4)
            } else if let name = name(text, at + 1) {
                // A name that Liquid goes on writing is left alone.
                if name.upperBound < text.count, text[name.upperBound] != UInt8(ascii: "{") {
                    tags.append(Tag(start: at, nameEnd: name.upperBound))
                }
                at = end(ofTag: text, from: name.upperBound)
                let word = String(decoding: text[name], as: UTF8.self).lowercased()
                if ["style", "script", "title", "textarea"].contains(word) {
                    at = index(after: "</\(word)", in: text, from: at)
                }
            } else {
                at += 1
            }
        }
        return tags
    }

    /// Behind the `>` of the tag that `at` stands in.
    static func end(ofTag text: [UInt8], from start: Int) -> Int {
        var at = start
        var quote: UInt8?
        while at < text.count {
            if let end = endOfLiquid(text, at) {
                at = end
                continue
            }
            let byte = text[at]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return at + 1
            }
            at += 1
        }
        return text.count
    }

    /// Behind the Liquid tag or output that starts at `at`, if one does.
    private static func endOfLiquid(_ text: [UInt8], _ at: Int) -> Int? {
        guard text[at] == UInt8(ascii: "{"), at + 1 < text.count else { return nil }
        switch text[at + 1] {
        case UInt8(ascii: "{"): return index(after: "}}", in: text, from: at + 2)
        case UInt8(ascii: "%"): return index(after: "%}", in: text, from: at + 2)
        default: return nil
        }
    }

    private static func name(_ text: [UInt8], _ start: Int) -> Range<Int>? {
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        guard start < text.count, isLetter(text[start]) else { return nil }
        let end = text[start...].firstIndex { byte in
            !isLetter(byte) && !(UInt8(ascii: "0")...UInt8(ascii: ":")).contains(byte) && byte != UInt8(ascii: "-")
        }
        return start..<(end ?? text.count)
    }

    private static func starts(_ text: [UInt8], _ at: Int, _ word: String) -> Bool {
        text[at...].starts(with: word.utf8)
    }

    /// Behind the next `word`, in any case; the end of the text where there is none.
    private static func index(after word: String, in text: [UInt8], from start: Int) -> Int {
        let word = Array(word.utf8)
        var at = start
        while at + word.count <= text.count {
            if zip(text[at...], word).allSatisfy({ $0 == $1 || ($0 | 0x20 == $1 && $1 > 0x40) }) {
                return at + word.count
            }
            at += 1
        }
        return text.count
    }
}
