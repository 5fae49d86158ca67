extension MarkedSources {
    /// Where a declaration or an attribute is written: in the start tag at `tag`, in the style sheet that follows it, or
    /// in the style sheets of all files, since a style in a page may have been copied from there.
    /// - Parameter spellings: The first that is found counts.
    func offset(of spellings: [String], file: Int, tag: Int) -> (file: Int, offset: Int)? {
        let text = files[file].text
        let end = StartTagScanner.end(ofTag: text, from: tag)
        let spellings = spellings.map { Array($0.utf8) }
        for spelling in spellings {
            if let offset = firstOffset(of: spelling, in: text[tag..<end]) { return (file, offset) }
        }
        for sheet in styleSheets {
            for spelling in spellings {
                let text = files[sheet.file].text[sheet.range]
                if let offset = firstOffset(of: spelling, in: text) { return (sheet.file, offset) }
            }
        }
        return nil
    }

    func offset(of text: [UInt8]) -> (file: Int, offset: Int)? {
        for (number, file) in files.enumerated() {
            if let offset = firstOffset(of: text, in: file.text[...]) { return (number, offset) }
        }
        return nil
    }

    /// What stands between `<style …>` and `</style`.
    static func styleSheets(in text: [UInt8]) -> [Range<Int>] {
        StartTagScanner.tags(in: text).compactMap { tag in
            let name = String(decoding: text[(tag.start + 1)..<tag.nameEnd], as: UTF8.self)
            guard name.lowercased() == "style" else { return nil }
            let start = StartTagScanner.end(ofTag: text, from: tag.start)
            let end = firstOffset(of: Array("</style".utf8), in: text[start...]) ?? text.count
            return start..<end
        }
    }
}

/// Where `needle` first stands in `text`, in any case of its ASCII letters, not as the end of a longer name.
private func firstOffset(of needle: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard let first = needle.first, text.count >= needle.count else { return nil }
    func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
    func joinsNames(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || (0x61...0x7a).contains(folded(byte)) }
    for start in text.startIndex...(text.endIndex - needle.count) where folded(text[start]) == folded(first) {
        if start > text.startIndex, joinsNames(first), joinsNames(text[start - 1]) { continue }
        if zip(text[start...], needle).allSatisfy({ folded($0) == folded($1) }) { return start }
    }
    return nil
}
