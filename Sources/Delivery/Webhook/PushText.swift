internal import JSON

/// What a push template made for one person, read so that a gateway's JSON can be made of it.
struct PushText {
    let document: JSONDocument
    /// Of the person's devices.
    let tokens: [String]

    /// - Parameter body: The document as Rendering writes it: an object with `tokens`.
    /// - Returns: `nil` where it is none.
    init?(_ body: [UInt8]) {
        do throws(JSONError) {
            document = try JSONDocument(body)
        } catch {
            return nil
        }
        guard document.kind(JSONDocument.root) == .object else { return nil }
        let document = document
        tokens = document.children(document.find("tokens")).compactMap { document.words($0) }
    }

    var title: String? { text("title") }
    var body: String? { text("body") ?? text("text") ?? text("message") }
    var url: String? { text("url") }
    var image: String? { text("image") }

    /// - Returns: `nil` where there is none, or an empty one.
    private func text(_ name: String) -> String? {
        document.words(document.find(name)).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Each member of `data` and its node.
    var data: [(name: String, node: Int)] { members(document.find("data")) }

    private func members(_ node: Int?) -> [(name: String, node: Int)] {
        guard let node, document.kind(node) == .object else { return [] }
        return document.children(node).map { (document.string($0 - 1), $0) }
    }

    /// Writes the members that the template has under the preset's name, so that it can say what only one gateway knows.
    /// - Parameter taken: Names that the preset writes itself.
    func writeExtras(of preset: String, taken: Set<String>, to writer: inout JSONWriter) {
        for (name, node) in members(document.find(preset)) where !taken.contains(name) {
            writer.key(name)
            writer.value(node, of: document)
        }
    }

    /// `data` as it is, and with `url` in it, where apps look for it.
    func writeData(to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, node) in data where name != "url" {
            writer.key(name)
            writer.value(node, of: document)
        }
        if let url = dataURL {
            writer.key("url")
            writer.string(url)
        }
        writer.endObject()
    }

    var hasData: Bool { !data.isEmpty || url != nil }

    var dataURL: String? { document.words(document.find("data", "url")) ?? url }
}

extension JSONWriter {
    /// Writes nothing for `nil`.
    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    mutating func strings(_ values: [String]) {
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
