internal import Diagnostics

extension Renderer {
    mutating func apply(_ call: FilterCall, to input: Value) throws(Stop) -> Value {
        place = call.place
        if call.isMisfit {
            throw fail(
                "filter '\(call.filter.rawValue)' is given \(counted(Int(call.argumentCount), "argument"))",
                remedy: "it takes \(call.filter.argumentCountText)",
                shopify: call.filter.shopifyArgumentProblem(Int(call.argumentCount))
            )
        }
        switch call.filter {
        case .raw: return try markSafe(input)
        case .default: return try withDefault(input, call)
        case .json: return try json(input)
        case .date: return try date(input, call)
        case .dateAdd, .dateSubtract: return try shiftedDate(input, call)
        case .countdown: return try countdown(input, call)
        case .money, .moneyWithCurrency, .moneyWithoutCurrency, .moneyWithoutTrailingZeros:
            return try money(input, call.filter)
        case .formatNumber, .numberWithDelimiter: return try formatNumber(input, call)
        case .imageURL, .imgURL: return try imageAddress(input, call)
        case .imageTag: return try imageTag(input, call)
        case .linkTo: return try link(input, call)
        case .md5, .sha1, .sha256, .hmacSHA1, .hmacSHA256: return try digest(input, call)
        case .t, .translate: return try translate(input, call)
        case .plus, .minus, .times, .dividedBy, .modulo:
            return try arithmetic(call.filter, input, argument(0, of: call))
        case .abs, .ceil, .floor: return try rounding(call.filter, input)
        case .round: return try round(input, call)
        case .atLeast, .atMost: return try bounded(call.filter, input, argument(0, of: call))
        case .size: return .integer(Int64(try size(of: input) ?? 0))
        case .first: return try edge(input, isFirst: true)
        case .last: return try edge(input, isFirst: false)
        case .join: return try join(input, call)
        case .split: return try split(input, call)
        case .reverse, .compact, .uniq, .sort, .sortNatural, .map, .concat, .sum, .where, .reject, .find, .findIndex,
            .has:
            return try listFilter(call, input)
        case .slice: return try slice(input, call)
        default: return try textFilter(call, input)
        }
    }

    // MARK: - Arguments

    mutating func argument(_ index: Int32, of call: FilterCall) throws(Stop) -> Value {
        try evaluate(program.operands[Int(call.firstArgument + index)])
    }

    mutating func optionalArgument(_ index: Int32, of call: FilterCall) throws(Stop) -> Value? {
        index < call.argumentCount ? try argument(index, of: call) : nil
    }

    /// The named argument `name: value`.
    mutating func namedArgument(_ name: StaticString, of call: FilterCall) throws(Stop) -> Value? {
        for index in call.firstNamed..<call.firstNamed + call.namedCount {
            let argument = program.namedArguments[Int(index)]
            guard program.string(name: argument.name) == name.description else { continue }
            return try evaluate(argument.expression)
        }
        return nil
    }

    /// A whole number, or text that spells one as Ruby does: `12`, `-3`, `1_000`, `0x1f`.
    mutating func integer(_ value: Value, _ purpose: String) throws(Stop) -> Int64 {
        switch value {
        case .integer(let integer): return integer
        case .text(let text):
            if let integer = rubyInteger(bytes(of: text)) { return integer }
        default: break
        }
        throw fail("\(purpose) must be a whole number, not \(describe(value))", shopify: "invalid integer")
    }

    // MARK: - Any kind

    private mutating func markSafe(_ input: Value) throws(Stop) -> Value {
        var text = try text(of: input)
        text.isSafe = escapesHTML
        return .text(text)
    }

    private mutating func withDefault(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        let fallback = try optionalArgument(0, of: call) ?? .text(.empty)
        if case .boolean(false) = input {
            return try namedArgument("allow_false", of: call)?.isTruthy == true ? input : fallback
        }
        return input.isNil || isEmpty(input) ? fallback : input
    }

    private mutating func edge(_ input: Value, isFirst: Bool) throws(Stop) -> Value {
        let found = try end(of: input, isFirst: isFirst)
        if case .missing = found { return .null }
        return found
    }

    /// Unix seconds and, where the text names one, its own offset. `nil` where this is no time.
    mutating func time(of input: Value) throws(Stop) -> ParsedTime? {
        switch input {
        case .integer(let seconds): return ParsedTime(seconds: seconds)
        case .text(let text):
            let content = bytes(of: text)
            if content.count <= 5 {
                let word = String(decoding: content, as: UTF8.self).lowercased()
                if word == "now" || word == "today" { return ParsedTime(seconds: environment.now) }
            }
            return parseTime(content, now: environment.now, zone: environment.timeZone)
        default: return nil
        }
    }

    // MARK: - Numbers

    /// What a filter takes a value for: a number, or text that starts with one, or 0.
    enum Number {
        case integer(Int64)
        case exact(Decimal)
        case double(Double)
        case none

        var decimal: Decimal? {
            switch self {
            case .integer(let integer): Decimal(integer)
            case .exact(let decimal): decimal
            case .double, .none: nil
            }
        }

        var double: Double {
            switch self {
            case .integer(let integer): Double(integer)
            case .exact(let decimal): decimal.double
            case .double(let double): double
            case .none: 0
            }
        }

        var isZero: Bool {
            switch self {
            case .integer(let integer): integer == 0
            case .exact(let decimal): decimal.mantissa == 0
            case .double(let double): double == 0
            case .none: true
            }
        }
    }

    mutating func number(_ value: Value) -> Number {
        switch value {
        case .integer(let integer): return .integer(integer)
        case .decimal(let double): return Decimal(double).map { .exact($0) } ?? .double(double)
        case .text(let text):
            let content = bytes(of: text).trimmed
            let digits = content.first == UInt8(ascii: "-") ? content.dropFirst() : content
            let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            let isDecimal = parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isDigit) }
            if isDecimal, let decimal = Decimal(parsing: content) { return .exact(decimal) }
            guard digits.first?.isDigit == true else { return .none }
            return .integer(leadingInteger(content))
        default: return .none
        }
    }

    private mutating func arithmetic(_ filter: Filter, _ input: Value, _ argument: Value) throws(Stop) -> Value {
        var left = number(input)
        var right = number(argument)
        if case .none = left { left = .integer(0) }
        if case .none = right { right = .integer(0) }
        if filter == .dividedBy || filter == .modulo, right.isZero {
            throw fail("this divides by zero", remedy: "test the divisor with if first", shopify: "divided by 0")
        }
        if case .integer(let left) = left, case .integer(let right) = right {
            let (value, overflow): (Int64, Bool) =
                switch filter {
                case .plus: left.addingReportingOverflow(right)
                case .minus: left.subtractingReportingOverflow(right)
                case .times: left.multipliedReportingOverflow(by: right)
                case .dividedBy: floorDivided(left, right)
                default: (right == -1 ? 0 : floorRemainder(left, right), false)
                }
            if overflow { throw fail("the result does not fit 64 bits") }
            return .integer(value)
        }
        if let left = left.decimal, let right = right.decimal {
            let exact: Decimal? =
                switch filter {
                case .plus: left.adding(right)
                case .minus: left.adding(Decimal(mantissa: -right.mantissa, exponent: right.exponent))
                case .times: left.multiplied(by: right)
                case .modulo: left.modulo(right)
                default: nil
                }
            if let exact { return .decimal(exact.double) }
        }
        let (a, b) = (left.double, right.double)
        return switch filter {
        case .plus: .decimal(a + b)
        case .minus: .decimal(a - b)
        case .times: .decimal(a * b)
        case .dividedBy: .decimal(a / b)
        default: .decimal(a - b * (a / b).rounded(.down))
        }
    }

    private mutating func rounding(_ filter: Filter, _ input: Value) throws(Stop) -> Value {
        switch number(input) {
        case .none: return .integer(0)
        case .integer(let integer):
            guard filter == .abs else { return .integer(integer) }
            guard integer != .min else { throw fail("the result does not fit 64 bits") }
            return .integer(Swift.abs(integer))
        case let other:
            let double = other.double
            if filter == .abs { return .decimal(Swift.abs(double)) }
            return try integer(rounded: double.rounded(filter == .ceil ? .up : .down))
        }
    }

    mutating func integer(rounded double: Double) throws(Stop) -> Value {
        guard let integer = Int64(exactly: double) else { throw fail("the result does not fit 64 bits") }
        return .integer(integer)
    }

    private mutating func round(_ input: Value, _ call: FilterCall) throws(Stop) -> Value {
        var digits = 0
        if let argument = try optionalArgument(0, of: call) {
            digits = Int(max(-30, min(30, number(argument).double.rounded(.towardZero))))
        }
        switch number(input) {
        case .none: return .integer(0)
        case .integer(let integer) where digits >= 0: return .integer(integer)
        case .integer(let integer): return try self.integer(rounded: Decimal(integer).rounded(to: digits).double)
        case .exact(let decimal):
            let rounded = decimal.rounded(to: digits).double
            return digits > 0 ? .decimal(rounded) : try integer(rounded: rounded)
        case .double(let double): return digits > 0 ? .decimal(double) : try integer(rounded: double.rounded())
        }
    }

    private mutating func bounded(_ filter: Filter, _ input: Value, _ argument: Value) throws(Stop) -> Value {
        let left = number(input)
        let right = number(argument)
        let takesRight = filter == .atLeast ? right.double > left.double : right.double < left.double
        return switch takesRight ? right : left {
        case .integer(let integer): .integer(integer)
        case .none: .integer(0)
        case let other: .decimal(other.double)
        }
    }
}

private func floorDivided(_ left: Int64, _ right: Int64) -> (Int64, Bool) {
    let (quotient, overflow) = left.dividedReportingOverflow(by: right)
    if overflow { return (0, true) }
    return (left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient, false)
}

private func floorRemainder(_ left: Int64, _ right: Int64) -> Int64 {
    let rest = left % right
    return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest
}

extension ArraySlice<UInt8> {
    /// Without the white space at both ends.
    var trimmed: ArraySlice<UInt8> {
        var start = startIndex
        var end = endIndex
        while start < end, self[start].isSpace { start += 1 }
        while end > start, self[end - 1].isSpace { end -= 1 }
        return self[start..<end]
    }
}
