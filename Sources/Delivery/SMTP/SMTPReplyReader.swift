/// Puts SMTP replies together from bytes that come in any pieces (RFC 5321 section 4.2).
struct SMTPReplyReader {
    enum Progress: Equatable {
        case unfinished
        /// A reply is whole: its code; its words are in `text` until the next byte.
        case reply(Int)
        /// This is no SMTP.
        case garbage
    }

    /// Bytes of one reply, all its lines together; an EHLO reply has a few hundred.
    static let limit = 65_536

    /// The reply without its codes, lines separated by a line feed.
    private(set) var text: [UInt8] = []
    private var code = 0
    private var lineCode = 0
    private var column = 0
    private var count = 0
    private var isLastLine = false
    private var isComplete = false

    /// Whether a reply has begun that is not whole.
    var isAmidReply: Bool { count > 0 && !isComplete }

    mutating func read(_ byte: UInt8) -> Progress {
        if isComplete { startReply() }
        count += 1
        if count > SMTPReplyReader.limit { return .garbage }
        if byte == UInt8(ascii: "\n") { return endLine() }
        defer { column += 1 }
        switch column {
        case 0...2:
            guard isDigit(byte) else { return .garbage }
            lineCode = lineCode * 10 + Int(byte - UInt8(ascii: "0"))
            if column == 0, !(2...5).contains(lineCode) { return .garbage }
        case 3:
            switch byte {
            case UInt8(ascii: "-"): isLastLine = false
            case UInt8(ascii: " "), UInt8(ascii: "\r"): isLastLine = true
            default: return .garbage
            }
            if code != 0, code != lineCode { return .garbage }
            code = lineCode
        default:
            text.append(byte)
        }
        return .unfinished
    }

    private mutating func endLine() -> Progress {
        // A line may be the bare code.
        if column == 3 {
            if code != 0, code != lineCode { return .garbage }
            code = lineCode
            isLastLine = true
        }
        guard column >= 3 else { return .garbage }
        if text.last == UInt8(ascii: "\r") { text.removeLast() }
        lineCode = 0
        column = 0
        if isLastLine {
            isComplete = true
            return .reply(code)
        }
        text.append(UInt8(ascii: "\n"))
        return .unfinished
    }

    private mutating func startReply() {
        text.removeAll(keepingCapacity: true)
        code = 0
        count = 0
        isComplete = false
    }
}
