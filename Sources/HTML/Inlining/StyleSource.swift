/// A style sheet of a page: a `style` element, or a file that a `link` names.
struct StyleSource {
    enum Place {
        /// Its content stands in the page; start tag, and behind the end tag.
        case element(tag: Int, whole: Range<Int>)
        case link(tag: Int, file: String)
    }

    var place: Place
    /// The page, or the file.
    var text: [UInt8]
    /// The same with holes masked.
    var masked: [UInt8]
    /// Where in `text` it stands.
    var range: Range<Int>
    var sheet: CSSStylesheet
    /// `data-css-inline="keep"`: its rules are inlined and stay.
    var isKept: Bool

    init(_ place: Place, text: [UInt8], masked: [UInt8], range: Range<Int>, isKept: Bool) {
        self.place = place
        self.text = text
        self.masked = masked
        self.range = range
        self.isKept = isKept
        sheet = CSSStylesheet(parsing: masked, in: range)
    }

    var file: String? {
        if case .link(_, let file) = place { return file }
        return nil
    }
}
