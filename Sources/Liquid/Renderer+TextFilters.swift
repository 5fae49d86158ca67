internal import Diagnostics
internal import JSON

/// Filters from text to text.
///
/// The safe mark travels as Python's Markup does: what is made from safe text is safe, and unsafe text joined to it is
/// escaped on the way.
extension Renderer {
    mutating func textFilter(_ call: FilterCall, _ input: Value) throws(Stop) -> Value {
        if call.filter == .pluralize { return try pluralize(input, call) }
        switch call.filter {
        case .escape, .h, .urlEncode, .urlDecode, .truncate, .truncatewords, .squish: if input.isNil { return .null }
        default: break
        }
        let text = try text(of: input)
        try charge(bytes: Int(text.count))
        switch call.filter {
        case .strip, .lstrip, .rstrip: return .text(stripped(text, call.filter))
        case .escape, .h, .escapeOnce: return try escaped(text, once: call.filter == .escapeOnce)
        case .append, .prepend: return try joined(text, call)
        case .replace, .replaceFirst, .replaceLast, .remove, .removeFirst, .removeLast: return try replaced(text, call)
        case .truncate: return try truncated(text, call)
        case .truncatewords: return try truncatedWords(text, call)
        case .upcase: return try mapped(text) { appendCased($0, .upper, to: &$1) }
        case .downcase: return try mapped(text) { appendCased($0, .lower, to: &$1) }
        case .capitalize: return try mapped(text) { appendCased($0, .capital, to: &$1) }
        case .stripHTML: return try mapped(text) { appendWithoutTags($0, to: &$1) }
        case .stripNewlines: return try mapped(text) { appendWithoutNewlines($0, to: &$1) }
        case .squish: return try mapped(text) { appendSquished($0, to: &$1) }
        case .urlEncode: return try mapped(text) { appendURLEncoded($0, to: &$1) }
        case .urlDecode: return try urlDecoded(text)
        case .urlEscape: return try mapped(text) { appendPercentEncoded($0, keepsReserved: true, to: &$1) }
        case .urlParamEscape: return try mapped(text) { appendPercentEncoded($0, keepsReserved: false, to: &$1) }
        case .titlecase: return try mapped(text) { appendTitleCased($0, to: &$1) }
        case .base64Encode: return try mapped(text) { appendBase64($0, isURLSafe: false, to: &$1) }
        case .base64UrlSafeEncode: return try mapped(text) { appendBase64($0, isURLSafe: true, to: &$1) }
        case .base64Decode, .base64UrlSafeDecode: return try base64Decoded(text, call.filter)
        case .handle, .handleize: return try mapped(text) { appendHandle($0, to: &$1) }
        case .newlineToBr:
            // The text's own markup characters would become markup beside the breaks, so they are escaped first.
            let isUnsafe = escapesHTML && !text.isSafe
            memory.work.removeAll(keepingCapacity: true)
            appendWithBreaks(bytes(of: text), escaping: isUnsafe, to: &memory.work)
            return .text(try commit(isSafe: escapesHTML))
        default: preconditionFailure("\(call.filter) is no text filter")
        }
    }

    /// Runs text through `body`, which keeps what is safe safe.
    private mutating func mapped(
        _ text: Text,
        _ body: (ArraySlice<UInt8>, inout [UInt8]) -> Void
    ) throws(Stop) -> Value {
        memory.work.removeAll(keepingCapacity: true)
        body(bytes(of: text), &memory.work)
        return .text(try commit(isSafe: text.isSafe))
    }

    private mutating func stripped(_ text: Text, _ filter: Filter) -> Text {
        let content = bytes(of: text)
        var start = content.startIndex
        var end = content.endIndex
        if filter != .rstrip { while start < end, content[start].isSpace { start += 1 } }
        if filter != .lstrip { while end > start, content[end - 1].isSpace { end -= 1 } }
        return text.part(start - content.startIndex, end - start)
    }

    private mutating func escaped(_ text: Text, once: Bool) throws(Stop) -> Value {
        if text.isSafe { return .text(text) }
        memory.work.removeAll(keepingCapacity: true)
        if once {
            appendEscapedOnce(bytes(of: text), to: &memory.work)
        } else {
            appendEscaped(bytes(of: text), to: &memory.work)
        }
        return .text(try commit(isSafe: escapesHTML))
    }

    /// Writes to the text at work, escaped where it joins safe text and is not safe itself.
    private mutating func write(_ text: Text, intoSafe: Bool) {
        if intoSafe, !text.isSafe {
            appendEscaped(bytes(of: text), to: &memory.work)
        } else {
            memory.work.append(contentsOf: bytes(of: text))
        }
    }

    private mutating func joined(_ text: Text, _ call: FilterCall) throws(Stop) -> Value {
        let other = try self.text(of: argument(0, of: call))
        let isSafe = text.isSafe || other.isSafe
        memory.work.removeAll(keepingCapacity: true)
        write(call.filter == .append ? text : other, intoSafe: isSafe)
        write(call.filter == .append ? other : text, intoSafe: isSafe)
        return .text(try commit(isSafe: isSafe))
    }

    mutating func join(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        var separator = Text.empty
        if let given = try optionalArgument(0, of: call) {
            separator = try text(of: given)
        } else {
            memory.work.removeAll(keepingCapacity: true)
            memory.work.append(UInt8(ascii: " "))
            separator = try commit(isSafe: false)
        }
        let items = try flatItems(of: input)
        var isSafe = separator.isSafe
        for item in items { if case .text(let text) = memory.items[item], text.isSafe { isSafe = true } }
        memory.work.removeAll(keepingCapacity: true)
        for item in items {
            if item > items.lowerBound { write(separator, intoSafe: isSafe) }
            if case .text(let text) = memory.items[item] {
                write(text, intoSafe: isSafe)
            } else {
                try append(memory.items[item], escaping: isSafe, toWork: true)
            }
            try checkWork()
        }
        return .text(try commit(isSafe: isSafe))
    }

    private mutating func replaced(_ text: Text, _ call: FilterCall) throws(Stop) -> Value {
        let pattern = try self.text(of: argument(0, of: call))
        let isRemoval = [.remove, .removeFirst, .removeLast].contains(call.filter)
        let replacement = isRemoval ? Text.empty : try self.text(of: optionalArgument(1, of: call) ?? .null)
        let isSafe = text.isSafe || replacement.isSafe
        let isUnsafeInput = isSafe && !text.isSafe
        let hasReferences = bytes(of: replacement).contains(UInt8(ascii: "\\"))
        memory.work.removeAll(keepingCapacity: true)
        let content = bytes(of: text)
        let sought = bytes(of: pattern)
        var at = content.startIndex
        if call.filter == .replaceLast || call.filter == .removeLast {
            var last: Int?
            var next = content.startIndex
            while let found = find(sought, in: content, from: next), found <= content.endIndex, next <= content.endIndex
            {
                last = found
                next = found + 1
            }
            guard let last else { return .text(text) }
            copy(content[at..<last], escaping: isUnsafeInput)
            write(replacement, intoSafe: isSafe)
            copy(content[(last + sought.count)...], escaping: isUnsafeInput)
            return .text(try commit(isSafe: isSafe))
        }
        let isOnce = call.filter == .replaceFirst || call.filter == .removeFirst
        while let found = find(sought, in: content, from: at) {
            copy(content[at..<found], escaping: isUnsafeInput)
            if hasReferences {
                let match = found..<found + sought.count
                try writeReferences(in: replacement, match, of: content, intoSafe: isSafe, escaping: isUnsafeInput)
            } else {
                write(replacement, intoSafe: isSafe)
            }
            try checkWork()
            at = found + sought.count
            if sought.isEmpty {
                // As in Ruby, an empty pattern is found before every character and at the end.
                guard at < content.endIndex else { break }
                var next = at + 1
                while next < content.endIndex, content[next].isContinuation { next += 1 }
                if isOnce { break }
                copy(content[at..<next], escaping: isUnsafeInput)
                at = next
            }
            if isOnce { break }
        }
        copy(content[at...], escaping: isUnsafeInput)
        return .text(try commit(isSafe: isSafe))
    }

    /// A replacement with Ruby's references: `\\0` and `\\&` are what matched, `` \\` `` and `\\'` what is before and behind it.
    private mutating func writeReferences(
        in replacement: Text,
        _ match: Range<Int>,
        of content: ArraySlice<UInt8>,
        intoSafe: Bool,
        escaping: Bool
    ) throws(Stop) {
        let pattern = bytes(of: replacement)
        let escapesPattern = intoSafe && !replacement.isSafe
        var at = pattern.startIndex
        while at < pattern.endIndex {
            let escape = pattern[at...].firstIndex(of: UInt8(ascii: "\\")) ?? pattern.endIndex
            copy(pattern[at..<escape], escaping: escapesPattern)
            guard escape + 1 < pattern.endIndex else {
                copy(pattern[escape...], escaping: escapesPattern)
                return
            }
            at = escape + 2
            switch pattern[escape + 1] {
            case UInt8(ascii: "0"), UInt8(ascii: "&"): copy(content[match], escaping: escaping)
            case UInt8(ascii: "`"): copy(content[..<match.lowerBound], escaping: escaping)
            case UInt8(ascii: "'"): copy(content[match.upperBound...], escaping: escaping)
            case UInt8(ascii: "1")...UInt8(ascii: "9"), UInt8(ascii: "+"): break
            case UInt8(ascii: "\\"): memory.work.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "k") where at < pattern.endIndex && pattern[at] == UInt8(ascii: "<"):
                throw fail("the replacement names a group, '\\k<…>'", shopify: "internal")
            default: copy(pattern[escape..<at], escaping: escapesPattern)
            }
        }
    }

    private mutating func copy(_ content: ArraySlice<UInt8>, escaping: Bool) {
        if escaping { appendEscaped(content, to: &memory.work) } else { memory.work.append(contentsOf: content) }
    }

    private mutating func truncated(_ text: Text, _ call: FilterCall) throws(Stop) -> Value {
        let length = try integer(optionalArgument(0, of: call) ?? .integer(50), "truncate's length")
        let ending = try ellipsis(call)
        guard Int64(characterCount(span(of: text))) > length else { return .text(text) }
        let kept = max(0, Int(max(length, 0)) - characterCount(span(of: ending)))
        let isSafe = text.isSafe || ending.isSafe
        let end = offset(ofCharacter: kept, in: span(of: text))
        memory.work.removeAll(keepingCapacity: true)
        write(text.part(0, end), intoSafe: isSafe)
        write(ending, intoSafe: isSafe)
        return .text(try commit(isSafe: isSafe))
    }

    private mutating func truncatedWords(_ text: Text, _ call: FilterCall) throws(Stop) -> Value {
        let words = max(1, try integer(optionalArgument(0, of: call) ?? .integer(15), "truncatewords' length"))
        let ending = try ellipsis(call)
        let isSafe = text.isSafe || ending.isSafe
        let content = bytes(of: text)
        memory.work.removeAll(keepingCapacity: true)
        var count: Int64 = 0
        for word in content.split(whereSeparator: \.isSpace) {
            if count == words {
                write(ending, intoSafe: isSafe)
                return .text(try commit(isSafe: isSafe))
            }
            if count > 0 { memory.work.append(UInt8(ascii: " ")) }
            copy(word, escaping: isSafe && !text.isSafe)
            count += 1
        }
        // White space behind the last word counts as more, as in Ruby.
        if count == words, content.last?.isSpace == true {
            write(ending, intoSafe: isSafe)
            return .text(try commit(isSafe: isSafe))
        }
        return .text(text)
    }

    private mutating func ellipsis(_ call: FilterCall) throws(Stop) -> Text {
        if let given = try optionalArgument(1, of: call) { return try text(of: given) }
        memory.work.removeAll(keepingCapacity: true)
        memory.work.append(ascii: "...")
        return try commit(isSafe: false)
    }

    private mutating func urlDecoded(_ text: Text) throws(Stop) -> Value {
        memory.work.removeAll(keepingCapacity: true)
        appendURLDecoded(bytes(of: text), to: &memory.work)
        guard isUTF8(memory.work) else {
            throw fail("this decodes to what is no text", shopify: "invalid byte sequence in UTF-8")
        }
        // Decoding may spell markup that was never escaped.
        return .text(try commit(isSafe: false))
    }

    private mutating func base64Decoded(_ text: Text, _ filter: Filter) throws(Stop) -> Value {
        memory.work.removeAll(keepingCapacity: true)
        guard appendBase64Decoded(bytes(of: text), isURLSafe: filter == .base64UrlSafeDecode, to: &memory.work) else {
            throw fail("this is not in Base64", shopify: "invalid base64 provided to \(filter.rawValue)")
        }
        return .text(try commit(isSafe: false))
    }

    /// `{{ count | pluralize: 'item', 'items' }}`
    private mutating func pluralize(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        let isOne = number(input).double == 1
        return try argument(isOne ? 0 : 1, of: call)
    }

    /// JSON with `< > &` written as `\u003c` and so on, so that it can stand in a script element.
    mutating func json(_ input: Value) throws(Stop) -> Value {
        var writer = JSONWriter()
        try write(input, to: &writer)
        memory.work.removeAll(keepingCapacity: true)
        for byte in writer.bytes {
            switch byte {
            case UInt8(ascii: "<"): memory.work.append(contentsOf: "\\u003c".utf8)
            case UInt8(ascii: ">"): memory.work.append(contentsOf: "\\u003e".utf8)
            case UInt8(ascii: "&"): memory.work.append(contentsOf: "\\u0026".utf8)
            default: memory.work.append(byte)
            }
        }
        return .text(try commit(isSafe: false))
    }

    private mutating func write(_ value: Value, to writer: inout JSONWriter) throws(Stop) {
        switch value {
        case .missing, .null, .empty, .blank, .loop, .scope: writer.null()
        case .boolean(let boolean): writer.boolean(boolean)
        case .integer(let integer): writer.integer(integer)
        case .decimal(let decimal): writer.decimal(decimal)
        case .text(let text): writer.string(Array(bytes(of: text)).span)
        case .node(let document, let node): writer.value(Int(node), of: scopes[Int(document)])
        case .range, .list:
            writer.beginArray()
            for item in try directItems(of: value) {
                try write(memory.items[item], to: &writer)
                if writer.bytes.count > limits.assignedBytes { throw tooMuchAssigned() }
            }
            writer.endArray()
        }
    }
}
