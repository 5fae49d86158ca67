public import JSON

/// What the filter `t` finds: a shop's texts by language.
public struct Translations: Sendable {
    /// Nested objects whose leaves are texts: `{"cart": {"title": "Your cart"}}`.
    private var documents: [String: JSONDocument]

    /// - Parameter documents: By BCP 47 tag, such as `de` or `de-AT`.
    public init(_ documents: [String: JSONDocument] = [:]) {
        self.documents = documents.reduce(into: [:]) { $0[Translations.plain($1.key)] = $1.value }
    }

    /// The documents to look into for a locale, the nearest first: `de-AT`, `de`, then the fallback's.
    func chain(for locale: String, fallback: String) -> [(language: String, document: JSONDocument)] {
        var tags: [String] = []
        for tag in [Translations.plain(locale), Translations.plain(fallback)] {
            for candidate in [tag, Translations.language(tag)] where !tags.contains(candidate) {
                tags.append(candidate)
            }
        }
        return tags.compactMap { tag in documents[tag].map { (Translations.language(tag), $0) } }
    }

    private static func plain(_ tag: String) -> String { tag.lowercased().replacing("_", with: "-") }

    private static func language(_ tag: String) -> String { tag.split(separator: "-").first.map(String.init) ?? tag }
}

extension JSONDocument {
    /// The node at a path of keys such as `cart.title`.
    func node(at path: ArraySlice<UInt8>) -> Int? {
        var node = JSONDocument.root
        for key in path.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard let next = member(Array(key).span, of: node) else { return nil }
            node = next
        }
        return node
    }

    /// Every path to a text, for suggestions.
    func paths() -> [String] {
        var paths: [String] = []
        func collect(_ object: Int, _ prefix: String) {
            guard kind(object) == .object else { return }
            var key = firstChild(object)
            for _ in 0..<count(object) {
                let value = next(key)
                let path = prefix + string(key)
                if kind(value) == .object, PluralForm(rawValue: firstKey(of: value) ?? "") == nil {
                    collect(value, path + ".")
                } else {
                    paths.append(path)
                }
                key = next(value)
            }
        }
        collect(JSONDocument.root, "")
        return paths
    }

    private func firstKey(of object: Int) -> String? { count(object) > 0 ? string(firstChild(object)) : nil }
}
