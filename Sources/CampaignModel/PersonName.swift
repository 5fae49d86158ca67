/// A person's name as it may be shown to others: in a greeting, and beside the address in the To header.
public enum PersonName {
    /// Unicode scalars of a name that are kept.
    public static let maximumLength = 60

    /// The name without addresses of web sites, control characters and needless spaces, cut to ``maximumLength``.
    ///
    /// Sign-up forms are used to send other people's links from a shop's good name: the "name" is the advertisement.
    /// A word is taken for such an address where it holds `://`, starts with `www.`, or reads as `example.com`.
    /// - Returns: An empty string where nothing is left.
    public static func cleaned(_ name: String) -> String {
        if isPlain(name) { return name }
        let words = name.unicodeScalars.split { $0.isControl || $0.properties.isWhitespace }
        let kept = words.lazy.map { String($0) }.filter { !isWebAddress($0) }.joined(separator: " ")
        var short = ""
        var length = 0
        for character in kept {
            length += character.unicodeScalars.count
            if length > maximumLength { break }
            short.append(character)
        }
        while short.last == " " { short.removeLast() }
        return short
    }

    /// Whether it is a short word of ASCII letters, as most names are, and needs no second look.
    private static func isPlain(_ name: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return name.utf8.count <= maximumLength && name.utf8.allSatisfy { letters ~= $0 | 0x20 }
    }

    private static func isWebAddress(_ word: String) -> Bool {
        let lower = word.lowercased()
        if lower.contains("://") || lower.hasPrefix("www.") { return true }
        let host = word.prefix { $0 != "/" && $0 != ":" && $0 != "?" }
        guard let dot = host.lastIndex(of: "."), dot != host.startIndex else { return false }
        let domain = host[host.index(after: dot)...]
        // A capital letter after the dot reads as `St.John`, not as `example.com`.
        return domain.count >= 2 && domain.allSatisfy { $0.isLetter && $0.isLowercase }
    }
}
