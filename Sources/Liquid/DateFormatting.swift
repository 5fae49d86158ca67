/// Appends a time by a pattern of Ruby's `strftime`: `%`, then flags `- 0 ^ # _ :`, a width and a directive. What is no
/// directive is copied.
/// - Parameter zone: What `%Z` prints; the offset without it.
func appendFormatted(_ time: LocalTime, zone: String?, pattern: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var at = pattern.startIndex
    while at < pattern.endIndex {
        guard pattern[at] == UInt8(ascii: "%") else {
            output.append(pattern[at])
            at += 1
            continue
        }
        let start = at
        at += 1
        var flags = DirectiveFlags()
        at = flags.read(pattern, from: at)
        guard at < pattern.endIndex, appendDirective(pattern[at], time, flags, zone, to: &output) else {
            let end = min(at + 1, pattern.endIndex)
            output += pattern[start..<end]
            at = end
            continue
        }
        at += 1
    }
}

private struct DirectiveFlags {
    /// What numbers and texts are padded with: `nil` for the directive's own, 0 for nothing.
    var padding: UInt8?
    var makesUpper = false
    var swapsCase = false
    var colons = 0
    var width: Int?

    mutating func read(_ pattern: ArraySlice<UInt8>, from start: Int) -> Int {
        var at = start
        while at < pattern.endIndex {
            switch pattern[at] {
            case UInt8(ascii: "-"): padding = 0
            case UInt8(ascii: "_"): padding = UInt8(ascii: " ")
            case UInt8(ascii: "0"): padding = UInt8(ascii: "0")
            case UInt8(ascii: "^"): makesUpper = true
            case UInt8(ascii: "#"): swapsCase = true
            case UInt8(ascii: ":"): colons += 1
            case UInt8(ascii: "1")...UInt8(ascii: "9"):
                var value = 0
                while at < pattern.endIndex, pattern[at].isDigit {
                    // More than any date needs; a pattern must not make text without end.
                    value = min(value * 10 + Int(pattern[at] - UInt8(ascii: "0")), 255)
                    at += 1
                }
                width = value
                continue
            default: return at
            }
            at += 1
        }
        return at
    }
}

/// - Returns: False for an unknown directive.
private func appendDirective(
    _ directive: UInt8,
    _ time: LocalTime,
    _ flags: DirectiveFlags,
    _ zone: String?,
    to output: inout [UInt8]
) -> Bool {
    func number(_ value: Int, _ width: Int, _ padding: UInt8 = UInt8(ascii: "0")) {
        appendPadded(value, width: flags.width ?? width, padding: flags.padding ?? padding, to: &output)
    }
    func text(_ text: String, swapped: String? = nil) {
        let shown = flags.swapsCase ? swapped ?? text.uppercased() : flags.makesUpper ? text.uppercased() : text
        let filler = flags.padding == UInt8(ascii: "0") ? UInt8(ascii: "0") : UInt8(ascii: " ")
        if flags.padding != 0 {
            for _ in 0..<max(0, (flags.width ?? 0) - shown.utf8.count) { output.append(filler) }
        }
        output.append(contentsOf: shown.utf8)
    }
    func composed(_ pattern: String) {
        var inner: [UInt8] = []
        appendFormatted(time, zone: zone, pattern: Array(pattern.utf8)[...], to: &inner)
        text(String(decoding: inner, as: UTF8.self))
    }
    let space = UInt8(ascii: " ")
    let twelve = time.hour % 12 == 0 ? 12 : time.hour % 12
    switch directive {
    case UInt8(ascii: "Y"): number(time.year, time.year < 0 ? 5 : 4)
    case UInt8(ascii: "C"): number(floorDivided(time.year, by: 100), 2)
    case UInt8(ascii: "y"): number(floorModulo(time.year, by: 100), 2)
    case UInt8(ascii: "m"): number(time.month, 2)
    case UInt8(ascii: "B"): text(monthNames[time.month - 1])
    case UInt8(ascii: "b"), UInt8(ascii: "h"): text(String(monthNames[time.month - 1].prefix(3)))
    case UInt8(ascii: "d"): number(time.day, 2)
    case UInt8(ascii: "e"): number(time.day, 2, space)
    case UInt8(ascii: "j"): number(time.dayOfYear, 3)
    case UInt8(ascii: "H"): number(time.hour, 2)
    case UInt8(ascii: "k"): number(time.hour, 2, space)
    case UInt8(ascii: "I"): number(twelve, 2)
    case UInt8(ascii: "l"): number(twelve, 2, space)
    case UInt8(ascii: "M"): number(time.minute, 2)
    case UInt8(ascii: "S"): number(time.second, 2)
    case UInt8(ascii: "L"): output += [UInt8](repeating: UInt8(ascii: "0"), count: flags.width ?? 3)
    case UInt8(ascii: "N"): output += [UInt8](repeating: UInt8(ascii: "0"), count: flags.width ?? 9)
    case UInt8(ascii: "p"): text(time.hour < 12 ? "AM" : "PM", swapped: time.hour < 12 ? "am" : "pm")
    case UInt8(ascii: "P"): text(time.hour < 12 ? "am" : "pm")
    case UInt8(ascii: "A"): text(weekdayNames[time.weekday])
    case UInt8(ascii: "a"): text(String(weekdayNames[time.weekday].prefix(3)))
    case UInt8(ascii: "u"): number(time.weekday == 0 ? 7 : time.weekday, 1)
    case UInt8(ascii: "w"): number(time.weekday, 1)
    case UInt8(ascii: "U"): number((time.dayOfYear + 6 - time.weekday) / 7, 2)
    case UInt8(ascii: "W"): number((time.dayOfYear + 6 - (time.weekday + 6) % 7) / 7, 2)
    case UInt8(ascii: "V"): number(time.isoWeek.week, 2)
    case UInt8(ascii: "G"): number(time.isoWeek.year, 4)
    case UInt8(ascii: "g"): number(floorModulo(time.isoWeek.year, by: 100), 2)
    case UInt8(ascii: "s"): number(Int(time.seconds), 1)
    case UInt8(ascii: "Q"): number(Int(time.seconds) * 1000, 1)
    case UInt8(ascii: "z"): appendOffset(time.offset, colons: flags.colons, to: &output)
    case UInt8(ascii: "Z"): if let zone { text(zone, swapped: zone.lowercased()) }
    case UInt8(ascii: "D"), UInt8(ascii: "x"): composed("%m/%d/%y")
    case UInt8(ascii: "F"): composed("%Y-%m-%d")
    case UInt8(ascii: "T"), UInt8(ascii: "X"): composed("%H:%M:%S")
    case UInt8(ascii: "R"): composed("%H:%M")
    case UInt8(ascii: "r"): composed("%I:%M:%S %p")
    case UInt8(ascii: "c"): composed("%a %b %e %H:%M:%S %Y")
    case UInt8(ascii: "v"): composed("%e-%^b-%Y")
    case UInt8(ascii: "n"): text("\n")
    case UInt8(ascii: "t"): text("\t")
    case UInt8(ascii: "%"): text("%")
    default: return false
    }
    return true
}

private func appendPadded(_ value: Int, width: Int, padding: UInt8, to output: inout [UInt8]) {
    var length = value < 0 ? 2 : 1
    var rest = value.magnitude / 10
    while rest > 0 {
        length += 1
        rest /= 10
    }
    let missing = padding == 0 ? 0 : max(0, width - length)
    if padding == UInt8(ascii: " ") { for _ in 0..<missing { output.append(padding) } }
    if value < 0 { output.append(UInt8(ascii: "-")) }
    if padding != UInt8(ascii: " ") { for _ in 0..<missing { output.append(padding) } }
    output.append(integer: Int64(clamping: value.magnitude))
}

/// `+0200`, or with colons `+02:00` and `+02:00:00`.
private func appendOffset(_ offset: Int, colons: Int, to output: inout [UInt8]) {
    output.append(UInt8(ascii: offset < 0 ? "-" : "+"))
    let seconds = abs(offset)
    appendPadded(seconds / 3600, width: 2, padding: UInt8(ascii: "0"), to: &output)
    if colons > 0 { output.append(UInt8(ascii: ":")) }
    appendPadded(seconds / 60 % 60, width: 2, padding: UInt8(ascii: "0"), to: &output)
    if colons > 1 {
        output.append(UInt8(ascii: ":"))
        appendPadded(seconds % 60, width: 2, padding: UInt8(ascii: "0"), to: &output)
    }
}
