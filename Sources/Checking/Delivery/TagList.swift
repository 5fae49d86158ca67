/// `v=DKIM1; k=rsa; p=…`, as DKIM and DMARC write their records. Source: RFC 6376 section 3.2.
struct TagList {
    private var tags: [(name: String, value: String)] = []

    init(_ text: String) {
        for part in text.split(separator: ";") {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let name = part[..<equals].filter { !$0.isWhitespace }.lowercased()
            tags.append((name, String(part[part.index(after: equals)...].filter { !$0.isWhitespace })))
        }
    }

    var first: (name: String, value: String)? { tags.first }

    subscript(name: String) -> String? { tags.first { $0.name == name }?.value }
}
