internal import Diagnostics

/// One of the five fields: what it may hold, and how it is read.
struct CronField {
    /// What a field says. Bit n stands for the number n.
    struct Value {
        var numbers: UInt64 = 0
        /// `5#3`: bit 8 * weekday + number.
        var numbered: UInt64 = 0
        /// `5L`: bit 5. Of the days of the month, `L`: bit 0.
        var last: UInt64 = 0
    }

    let name: String
    private let range: ClosedRange<Int>
    /// The first stands for the lowest number.
    private let words: [String]

    static let minute = CronField(name: "minute", range: 0...59, words: [])
    static let hour = CronField(name: "hour", range: 0...23, words: [])
    static let day = CronField(name: "day of the month", range: 1...31, words: [])
    static let month = CronField(
        name: "month",
        range: 1...12,
        words: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    )
    static let weekday = CronField(
        name: "weekday",
        range: 0...7,
        words: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
    )

    func parse(_ text: String) throws(Diagnostic) -> Value {
        try refuseForeignMarks(text)
        var value = Value()
        for term in text.split(separator: ",", omittingEmptySubsequences: false) { try add(String(term), to: &value) }
        return value
    }

    private func add(_ term: String, to value: inout Value) throws(Diagnostic) {
        let letters = term.uppercased()
        if name == CronField.day.name, letters == "L" {
            value.last |= 1
        } else if name == CronField.weekday.name, letters.hasSuffix("L"), letters.count > 1 {
            value.last |= 1 << UInt64(try number(String(letters.dropLast())) % 7)
        } else if name == CronField.weekday.name, let mark = letters.firstIndex(of: "#") {
            let weekday = try number(String(letters[..<mark])) % 7
            guard let which = digits(letters[letters.index(after: mark)...]), (1...5).contains(which) else {
                throw wrong(term, "after '#' stands which one of the month, 1 to 5")
            }
            value.numbered |= 1 << UInt64(8 * weekday + which)
        } else {
            value.numbers |= try span(letters, term)
        }
    }

    /// `*`, `5`, `1-5`, and each of them with `/n`.
    private func span(_ letters: String, _ term: String) throws(Diagnostic) -> UInt64 {
        let parts = letters.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw wrong(term, "write one '/' at most") }
        var step = 1
        if parts.count == 2 {
            guard let read = digits(parts[1]), read > 0 else {
                throw wrong(term, "after '/' stands a step of 1 or more")
            }
            step = read
        }
        let bounds = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        let first: Int
        let last: Int
        switch bounds.count {
        case 1 where bounds[0] == "*": (first, last) = (range.lowerBound, range.upperBound)
        case 1:
            first = try number(bounds[0])
            last = parts.count == 2 ? range.upperBound : first
        case 2:
            first = try number(bounds[0])
            last = try number(bounds[1])
            guard first <= last else { throw wrong(term, "a range goes upwards; write two, with a comma") }
        default: throw wrong(term, "a range has two ends")
        }
        return stride(from: first, through: last, by: step).reduce(0) { $0 | 1 << UInt64($1) }
    }

    private func number(_ text: String) throws(Diagnostic) -> Int {
        if let word = words.firstIndex(of: text) { return range.lowerBound + word }
        guard let number = digits(text[...]), range.contains(number) else {
            let orWords = words.isEmpty ? "" : " or \(words.prefix(2).joined(separator: ", ")) …"
            throw wrong(text, "it takes \(range.lowerBound) to \(range.upperBound)\(orWords)")
        }
        return number
    }

    private func digits(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// Letters that some programs give a meaning of their own.
    private func refuseForeignMarks(_ text: String) throws(Diagnostic) {
        let upper = text.uppercased()
        if upper.contains("?") { throw wrong(text, "'?' is not known here; write '*'") }
        if upper == "H" || upper.hasPrefix("H/") || upper.hasPrefix("H(") || upper == "R" || upper.hasPrefix("R/") {
            throw wrong(text, "times drawn by lot are not known here; write the number you want")
        }
        if name == CronField.day.name, upper.contains("W") {
            throw wrong(
                text,
                "'W', the nearest working day, means different days to different programs; write the days"
            )
        }
        if name == CronField.weekday.name, upper == "L" || upper.contains("L") && upper.hasPrefix("L") {
            throw wrong(text, "say which weekday is to be the last of its month: '5L' is the last Friday")
        }
    }

    private func wrong(_ text: String, _ remedy: String) -> Diagnostic {
        CronExpression.refusal("'\(text)' cannot be the \(name)", remedy)
    }
}
