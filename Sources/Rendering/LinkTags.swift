internal import CampaignModel

/// Adds `utm_source` and its like to links that lead to the shop. Where a page's links end is marked when its template is
/// compiled; for each message only the marks are looked for.
struct LinkTags: Sendable {
    /// Stands behind the address of each link until the tags are added; in no text that people write.
    static let mark: UInt8 = 0x01

    /// Further back no link begins.
    private static let maximumLinkLength = 4_096

    private let shop: [UInt8]
    /// Links that act for a person stay as they are signed.
    private let linkBase: [UInt8]
    private let parameters: [UInt8]

    /// - Returns: `nil` where the settings ask for none.
    init?(_ settings: Settings, campaign: String) {
        guard let utm = settings.email?.utm else { return nil }
        let values = [("source", utm.source), ("medium", utm.medium), ("campaign", utm.campaign ?? campaign)]
        parameters = Array(values.map { "utm_\($0)=\(LinkTags.percentEncoded($1))" }.joined(separator: "&amp;").utf8)
        let url = settings.shop.url
        shop = Array((url.hasSuffix("/") ? String(url.dropLast()) : url).utf8)
        linkBase = Array(settings.shop.linkBaseURL.utf8)
    }

    /// Source: RFC 3986, 2.3 "Unreserved Characters".
    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte in
            let isPlain = "-._~".utf8.contains(byte) || byte < 0x80 && Character(Unicode.Scalar(byte)).isLetterOrDigit
            return isPlain ? String(Unicode.Scalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
        .joined()
    }

    /// The page without marks, its links to the shop with tags.
    func applied(to html: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(html.count + 4_096)
        var at = 0
        while let mark = html[at...].firstIndex(of: LinkTags.mark) {
            result += html[at..<mark]
            at = mark + 1
            if let start = linkStart(in: result) { tag(&result, from: start) }
        }
        return result + html[at...]
    }

    private func linkStart(in output: [UInt8]) -> Int? {
        let floor = max(0, output.count - LinkTags.maximumLinkLength)
        let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
        guard let quote = output[floor...].lastIndex(where: quotes.contains) else { return nil }
        let link = output[(quote + 1)...]
        guard link.starts(with: shop), !link.starts(with: linkBase), quote > 0, output[quote - 1] == UInt8(ascii: "=")
        else { return nil }
        // `https://shop.example.evil` is another shop.
        let next = link.dropFirst(shop.count).first
        return next == nil || "/?#".utf8.contains(next ?? 0) ? quote + 1 : nil
    }

    private func tag(_ output: inout [UInt8], from start: Int) {
        if firstRange(of: Array("utm_".utf8), in: output.span, from: start) != nil { return }
        let end = output[start...].firstIndex(of: UInt8(ascii: "#")).flatMap { isEntity(output, $0) ? nil : $0 }
        let place = end ?? output.count
        let hasQuery = output[start..<place].contains(UInt8(ascii: "?"))
        output.insert(contentsOf: Array((hasQuery ? "&amp;" : "?").utf8) + parameters, at: place)
    }

    /// Whether a `#` belongs to `&#39;` and its like.
    private func isEntity(_ output: [UInt8], _ index: Int) -> Bool { output[index - 1] == UInt8(ascii: "&") }
}

extension Character {
    fileprivate var isLetterOrDigit: Bool { isLetter || isNumber }
}
