/// A message's page as a mail program would show it: with pictures or without, by day or by night.
///
/// A browser has one setting for all that it shows; so it is set in the copy that is looked at. The bytes that are sent
/// stay as they are.
public struct DisplayView: Hashable, Sendable {
    /// Mail programs that load no pictures show their alt texts.
    public var showsImages: Bool
    /// `nil` leaves it to the browser.
    public var isDark: Bool?
    /// Whether links open in a window of their own instead of in the frame.
    public var opensWindows: Bool

    public init(showsImages: Bool = true, isDark: Bool? = nil, opensWindows: Bool = false) {
        self.showsImages = showsImages
        self.isDark = isDark
        self.opensWindows = opensWindows
    }

    /// The page as this view has it.
    public func show(_ page: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(page.count + 64)
        let bytes = page.span
        var index = 0
        while index < bytes.count {
            if let edit = edit(at: index, in: bytes) {
                output.append(contentsOf: edit.new.utf8)
                index += edit.length
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return output
    }

    /// What stands in the copy instead of the next bytes.
    private struct Edit {
        var length: Int
        var new: String
    }

    private func edit(at index: Int, in page: Span<UInt8>) -> Edit? {
        switch page[index] {
        case UInt8(ascii: "<"):
            if opensWindows, let length = length(of: "<head>", at: index, in: page) {
                return Edit(length: length, new: "<head><base target=\"_blank\">")
            }
            return showsImages ? nil : withoutPicture(at: index, in: page)
        case UInt8(ascii: "p"), UInt8(ascii: "P"):
            return isDark.flatMap { preference(isDark: $0, at: index, in: page) }
        case UInt8(ascii: "l"), UInt8(ascii: "L"):
            // What a page declares of itself, in a meta element or in CSS.
            guard let isDark, let length = length(of: "light dark", at: index, in: page) else { return nil }
            return Edit(length: length, new: isDark ? "dark" : "light")
        default: return nil
        }
    }

    /// `prefers-color-scheme: dark` becomes a question that is answered yes or no, whatever the system prefers.
    private func preference(isDark: Bool, at index: Int, in page: Span<UInt8>) -> Edit? {
        guard let name = length(of: "prefers-color-scheme", at: index, in: page) else { return nil }
        var end = index + name
        while end < page.count, page[end] == UInt8(ascii: " ") || page[end] == UInt8(ascii: ":") { end += 1 }
        for (scheme, holds) in [("dark", isDark), ("light", !isDark)] {
            guard let length = length(of: scheme, at: end, in: page) else { continue }
            return Edit(length: end - index + length, new: holds ? "min-width: 0" : "max-width: 0")
        }
        return nil
    }

    /// An `<img …>` up to the end of its address, which leads nowhere: its place and its alt text stay.
    private func withoutPicture(at index: Int, in page: Span<UInt8>) -> Edit? {
        guard length(of: "<img ", at: index, in: page) != nil else { return nil }
        var place = index + 4
        while place < page.count, page[place] != UInt8(ascii: ">") {
            if let name = length(of: " src=\"", at: place, in: page) {
                var end = place + name
                while end < page.count, page[end] != UInt8(ascii: "\"") { end += 1 }
                let kept = (index..<place + name).map { page[$0] }
                return Edit(length: end - index, new: String(decoding: kept, as: UTF8.self) + "data:,")
            }
            place += 1
        }
        return nil
    }

    /// The length of a word where it stands, ASCII letters in either case; `nil` where it does not.
    private func length(of word: String, at index: Int, in page: Span<UInt8>) -> Int? {
        guard word.utf8.count <= page.count - index else { return nil }
        for (offset, byte) in word.utf8.enumerated() {
            let other = page[index + offset]
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(other)
            guard byte == (isUpper ? other + 32 : other) else { return nil }
        }
        return word.utf8.count
    }
}
