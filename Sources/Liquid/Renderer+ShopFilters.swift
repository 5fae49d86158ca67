internal import Crypto
internal import Diagnostics

/// What shops and emails need beyond Shopify's open filters: amounts, numbers, images, links, digests.
extension Renderer {
    // MARK: - Amounts and numbers

    mutating func money(_ input: Value, _ filter: Filter) throws(Stop) -> Value {
        if input.isNil { return .null }
        guard let amount = number(input).decimal else {
            throw fail("money takes a number, not \(describe(input))")
        }
        guard let minor = environment.money.minorUnits(of: amount, inMinorUnits: program.options.minorUnitMoney) else {
            throw fail("the amount does not fit 64 bits")
        }
        memory.work.removeAll(keepingCapacity: true)
        environment.money.append(
            minor,
            trimsZeros: filter == .moneyWithoutTrailingZeros,
            showsSymbol: filter != .moneyWithoutCurrency,
            to: &memory.work
        )
        if filter == .moneyWithCurrency {
            memory.work.append(UInt8(ascii: " "))
            memory.work += environment.money.code
        }
        return .text(try commit(isSafe: false))
    }

    /// `1234.5 | format_number`, or with a number of digits after the point.
    mutating func formatNumber(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        if input.isNil { return .null }
        guard let amount = number(input).decimal else {
            throw fail("\(call.filter.rawValue) takes a number, not \(describe(input))")
        }
        var digits: Int?
        if let given = try optionalArgument(0, of: call) {
            digits = Int(max(0, min(6, try integer(given, "the number of digits"))))
        }
        memory.work.removeAll(keepingCapacity: true)
        guard environment.money.append(number: amount, digits: digits, to: &memory.work) else {
            throw fail("the number does not fit 64 bits")
        }
        return .text(try commit(isSafe: false))
    }

    // MARK: - Images and links

    /// `image_url: width: 300, height: 200, crop: 'center'`, and the older `img_url: '300x200'`.
    mutating func imageAddress(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        if input.isNil { return .null }
        var width = try optionText("width", of: call)
        var height = try optionText("height", of: call)
        if let size = try optionalArgument(0, of: call) {
            let parts = try string(of: size).split(separator: "x", omittingEmptySubsequences: false)
            if let first = parts.first, !first.isEmpty { width = String(first) }
            if parts.count > 1, !parts[1].isEmpty { height = String(parts[1]) }
        }
        let crop = try optionText("crop", of: call)
        for (name, value) in [("width", width), ("height", height)] {
            if let value, Int(value).map({ $0 < 1 || $0 > 10_000 }) ?? true {
                throw fail("\(name) must be a number of pixels, not '\(value)'")
            }
        }
        let image = try string(of: input)
        guard let pattern = environment.imageURLPattern else { return try text(image) }
        return try text(pattern.address(of: image, width: width, height: height, crop: crop))
    }

    /// `<img src="…">`; every named argument is an attribute.
    mutating func imageTag(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        if input.isNil { return .null }
        var html = "<img src=\"\(try linkText(input))\""
        var hasAlt = false
        for index in call.firstNamed..<call.firstNamed + call.namedCount {
            let argument = program.namedArguments[Int(index)]
            let name = program.string(name: argument.name)
            hasAlt = hasAlt || name == "alt"
            html += " \(name)=\"\(escapedString(try string(of: evaluate(argument.expression))))\""
        }
        return try markup(html + (hasAlt ? ">" : " alt=\"\">"))
    }

    /// `'Title' | link_to: url, 'tooltip'`
    mutating func link(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        var html = "<a href=\"\(try linkText(argument(0, of: call)))\""
        if let title = try optionalArgument(1, of: call) {
            html += " title=\"\(escapedString(try string(of: title)))\""
        }
        for index in call.firstNamed..<call.firstNamed + call.namedCount {
            let argument = program.namedArguments[Int(index)]
            let value = escapedString(try string(of: evaluate(argument.expression)))
            html += " \(program.string(name: argument.name))=\"\(value)\""
        }
        var label = try string(of: input)
        if case .text(let text) = input, text.isSafe {} else { label = escapedString(label) }
        return try markup(html + ">\(label)</a>")
    }

    /// An address for `href` or `src`, escaped; http, https, mailto, tel or relative.
    private mutating func linkText(_ value: Value) throws(Stop) -> String {
        let address = try string(of: value)
        let bytes = Array(address.utf8)
        if case .forbidden(let scheme) = judgeLink(bytes.span), !scheme.hasPrefix("&") {
            throw fail(
                "this link would start with '\(scheme)'",
                remedy: "data may begin a link with http, https, mailto or tel only, or be relative"
            )
        }
        return escapedString(address)
    }

    private func escapedString(_ text: String) -> String {
        var escaped: [UInt8] = []
        appendEscaped(Array(text.utf8)[...], to: &escaped)
        return String(decoding: escaped, as: UTF8.self)
    }

    private mutating func optionText(_ name: StaticString, of call: FilterCall) throws(Stop) -> String? {
        guard let value = try namedArgument(name, of: call), !value.isNil else { return nil }
        return try string(of: value)
    }

    // MARK: - Digests

    /// In hexadecimal digits.
    mutating func digest(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        let data = Array(try string(of: input).utf8)
        try charge(bytes: data.count)
        var digest: [UInt8] = []
        switch call.filter {
        case .md5: digest += Insecure.MD5.hash(data: data)
        case .sha1: digest += Insecure.SHA1.hash(data: data)
        case .sha256: digest += SHA256.hash(data: data)
        default:
            let key = SymmetricKey(data: Array(try string(of: argument(0, of: call)).utf8))
            if call.filter == .hmacSHA1 {
                digest += HMAC<Insecure.SHA1>.authenticationCode(for: data, using: key)
            } else {
                digest += HMAC<SHA256>.authenticationCode(for: data, using: key)
            }
        }
        memory.work.removeAll(keepingCapacity: true)
        for byte in digest {
            for digit in [byte >> 4, byte & 15] {
                memory.work.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return .text(try commit(isSafe: false))
    }

    // MARK: - Strings

    mutating func string(of value: Value) throws(Stop) -> String {
        let text = try text(of: value)
        return String(decoding: bytes(of: text), as: UTF8.self)
    }

    mutating func text(_ string: String) throws(Stop) -> Value {
        memory.work.removeAll(keepingCapacity: true)
        memory.work.append(contentsOf: string.utf8)
        return .text(try commit(isSafe: false))
    }

    /// HTML that is not escaped again.
    mutating func markup(_ html: String) throws(Stop) -> Value {
        memory.work.removeAll(keepingCapacity: true)
        memory.work.append(contentsOf: html.utf8)
        return .text(try commit(isSafe: escapesHTML))
    }
}
