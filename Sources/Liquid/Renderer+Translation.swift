internal import Diagnostics
internal import JSON

extension Renderer {
    /// `'cart.items' | t: count: 3, name: 'Ada'`: the text of that path in the shop's locale file, with `{{ name }}` in it
    /// filled in. A text with plural forms is an object of `one`, `other` and so on, chosen by `count`. As in Shopify, a
    /// path that ends with `_html` is HTML and not escaped; what is filled in always is.
    mutating func translate(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        let path = try text(of: input)
        for (language, document) in environment.translationChain {
            guard let found = document.node(at: bytes(of: path)) else { continue }
            var node = found
            if document.kind(found) == .object { node = try pluralForm(of: found, in: document, language, call) }
            guard document.kind(node) == .string else { break }
            let isHTML = escapesHTML && bytes(of: path).suffix(5).elementsEqual("_html".utf8)
            return try fill(Array(document.bytes[document.range(node)]), isHTML: isHTML, call)
        }
        let name = String(decoding: bytes(of: path), as: UTF8.self)
        if program.options.undefined == .empty { return try text("translation missing: \(name)") }
        throw fail(
            "there is no translation '\(name)'",
            remedy: suggestion(for: name, among: environment.translationChain.first?.document.paths() ?? [])
        )
    }

    private mutating func pluralForm(
        of object: Int,
        in document: JSONDocument,
        _ language: String,
        _ call: FilterCall
    ) throws(Stop) -> Int {
        guard let count = try namedArgument("count", of: call) else {
            throw fail("this translation needs a count", remedy: "write | t: count: 3")
        }
        let number = number(count)
        let whole = Int64(exactly: number.double.rounded(.towardZero)) ?? .max
        let form = PluralForm(whole, fraction: Double(whole) != number.double, language: language)
        // As in Rails, `zero` is taken for 0 in every language that gives it.
        let wanted = whole == 0 && number.double == 0 ? ["zero", form.rawValue, "other"] : [form.rawValue, "other"]
        for name in wanted { if let node = document.member(name, of: object) { return node } }
        throw fail("this translation has no form '\(form.rawValue)'", remedy: "add it, or 'other'")
    }

    private mutating func fill(_ translation: [UInt8], isHTML: Bool, _ call: FilterCall) throws(Stop) -> Value {
        var filled: [UInt8] = []
        var at = 0
        while let open = find(Array("{{".utf8)[...], in: translation[...], from: at),
            let close = find(Array("}}".utf8)[...], in: translation[...], from: open)
        {
            filled += translation[at..<open]
            let name = translation[open + 2..<close].trimmed
            at = close + 2
            var isKnown = false
            for index in call.firstNamed..<call.firstNamed + call.namedCount {
                let argument = program.namedArguments[Int(index)]
                guard Liquid.equal(program.bytes.extracting(program.names[Int(argument.name)].range), name.span) else {
                    continue
                }
                isKnown = true
                let value = try text(of: evaluate(argument.expression))
                if isHTML, !value.isSafe {
                    appendEscaped(bytes(of: value), to: &filled)
                } else {
                    filled += bytes(of: value)
                }
            }
            guard isKnown else {
                throw fail("the translation needs '\(excerpt(name))'", remedy: "write | t: \(excerpt(name)): value")
            }
        }
        filled += translation[at...]
        memory.work = filled
        return .text(try commit(isSafe: isHTML))
    }
}
