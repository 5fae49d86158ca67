/// What a relay's EHLO reply offers, as far as it is of use here.
struct SMTPCapabilities: Equatable {
    /// RFC 2920
    var pipelining = false
    /// RFC 1870
    var size = false
    /// RFC 6152
    var eightBitMIME = false

    init() {}

    /// - Parameter reply: The words of the reply; the first line is the relay's name.
    init(reply: [UInt8]) {
        for line in reply.split(separator: UInt8(ascii: "\n")).dropFirst() {
            let keyword = line.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "=") }
            switch String(decoding: keyword, as: UTF8.self).uppercased() {
            case "PIPELINING": pipelining = true
            case "SIZE": size = true
            case "8BITMIME": eightBitMIME = true
            default: break
            }
        }
    }
}
