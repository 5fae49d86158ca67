/// What a relay's EHLO reply offers, as far as it is of use here.
struct SMTPCapabilities: Equatable {
    /// RFC 2920
    var pipelining = false
    /// RFC 1870
    var size = false
    /// The largest message, in bytes; `nil` where none is named.
    var largestMessage: Int?
    /// RFC 6152
    var eightBitMIME = false
    /// RFC 6531
    var internationalHeaders = false

    init() {}

    /// - Parameter reply: The words of the reply; the first line is the relay's name.
    init(reply: [UInt8]) {
        for line in reply.split(separator: UInt8(ascii: "\n")).dropFirst() {
            let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "=") }
            switch words.first.map({ String(decoding: $0, as: UTF8.self).uppercased() }) {
            case "PIPELINING": pipelining = true
            case "SIZE":
                size = true
                // RFC 1870 section 4: 0 means no fixed limit.
                let named = words.dropFirst().first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
                largestMessage = named.flatMap { $0 > 0 ? $0 : nil }
            case "8BITMIME": eightBitMIME = true
            case "SMTPUTF8": internationalHeaders = true
            default: break
            }
        }
    }

    /// - Returns: Why the relay cannot take this message as it is; `nil` where it can.
    func objection(to message: SMTPContent) -> String? {
        if message.hasEightBitHeader, !internationalHeaders {
            return "the message's headers hold UTF-8, and the relay does not offer SMTPUTF8; it was not sent"
        }
        if message.hasEightBit, !eightBitMIME {
            return "the message holds 8-bit bytes, and the relay does not offer 8BITMIME; it was not sent"
        }
        if let largestMessage, message.size > largestMessage {
            return "the message has \(message.size) bytes, and the relay takes \(largestMessage); it was not sent"
        }
        return nil
    }
}
