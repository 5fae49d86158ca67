internal import CampaignModel

/// Text that can stand in a message header: UTF-8 on one line, without control characters other than the tab.
///
/// The only way into a header for what people typed. It cannot hold CR, LF, NUL, any other C0 or C1 control, DEL,
/// U+2028 or U+2029, so nobody can start a header of their own. Source: RFC 5322 section 2.2; CWE-93.
struct HeaderText: Hashable, Sendable {
    let text: String
    /// Whether there was something to take out.
    let wasChanged: Bool

    /// Every character that may not be there becomes a space.
    init(_ text: String) {
        guard text.unicodeScalars.contains(where: HeaderText.isForbidden) else {
            self.text = text
            wasChanged = false
            return
        }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { clean.append(HeaderText.isForbidden(scalar) ? " " : scalar) }
        self.text = String(clean)
        wasChanged = true
    }

    /// - Returns: `nil` where a character may not be there.
    init?(exactly text: String) {
        self.init(text)
        if wasChanged { return nil }
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool { scalar.isControl && scalar != "\t" }
}

extension HeaderText {
    /// Text that a template made, without white space around it: line ends inside become spaces.
    init(oneLine text: String) {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar.isControl }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else {
            self.init("")
            return
        }
        self.init(String(scalars[first...last]))
    }
}
