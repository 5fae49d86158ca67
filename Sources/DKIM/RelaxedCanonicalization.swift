/// Text as both ends of a signature see it, whatever was done to its white space on the way. Source: RFC 6376
/// sections 3.4.2 (headers) and 3.4.4 (body).
enum RelaxedCanonicalization {
    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    /// Runs of white space are one space, none stands at the end of a line, and no empty line at the end of it all.
    static func body(_ body: Span<UInt8>) -> [UInt8] {
        // A last line without an end gets one.
        var result = [UInt8](repeating: 0, count: body.count + 2)
        var target = result.mutableSpan
        var count = 0
        var hasSpace = false
        var lineEnds = 0
        var index = 0
        while index < body.count {
            let byte = body[index]
            index += 1
            if byte == space || byte == tab {
                hasSpace = true
            } else if byte == carriageReturn, index < body.count, body[index] == lineFeed {
                index += 1
                hasSpace = false
                lineEnds += 1
            } else {
                while lineEnds > 0 {
                    target[count] = carriageReturn
                    target[count + 1] = lineFeed
                    count += 2
                    lineEnds -= 1
                }
                if hasSpace {
                    target[count] = space
                    count += 1
                    hasSpace = false
                }
                target[count] = byte
                count += 1
            }
        }
        if count > 0 {
            target[count] = carriageReturn
            target[count + 1] = lineFeed
            count += 2
        }
        result.removeLast(result.count - count)
        return result
    }

    /// `name:value` on one line, the name in lower case; without the line's end.
    static func appendField(_ field: Span<UInt8>, nameLength: Int, to output: inout [UInt8]) {
        for index in 0..<nameLength where !isWhite(field[index]) { output.append(lowercased(field[index])) }
        output.append(UInt8(ascii: ":"))
        var hasSpace = false
        let start = output.count
        for index in (nameLength + 1)..<field.count {
            let byte = field[index]
            if isWhite(byte) {
                hasSpace = output.count > start
            } else {
                if hasSpace { output.append(space) }
                hasSpace = false
                output.append(byte)
            }
        }
    }

    private static func isWhite(_ byte: UInt8) -> Bool {
        byte == space || byte == tab || byte == carriageReturn || byte == lineFeed
    }
}

func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
