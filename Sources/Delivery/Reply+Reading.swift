internal import CampaignModel

extension Reply {
    static let textLimit = 500

    /// - Parameter text: As it came, possibly in several lines.
    init(code: Int, text: Span<UInt8>, stage: SMTPStage? = nil) {
        var cleaned: [UInt8] = []
        cleaned.reserveCapacity(min(text.count, Reply.textLimit))
        var enhanced: String?
        var at = 0
        while at < text.count {
            var end = at
            while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
            let line = text.extracting(at..<end)
            // Each line of a reply repeats the enhanced code.
            let prefix = Reply.enhancedCodeLength(line, class: code / 100)
            if prefix > 0, enhanced == nil { enhanced = String(decodingASCII: line.extracting(0..<prefix)) }
            if !cleaned.isEmpty { cleaned.append(UInt8(ascii: " ")) }
            var index = prefix
            while index < line.count, line[index] == UInt8(ascii: " ") { index += 1 }
            while index < line.count, cleaned.count < Reply.textLimit {
                cleaned.append(line[index])
                index += 1
            }
            if cleaned.count >= Reply.textLimit { break }
            at = end + 1
        }
        self.init(code: code, enhancedCode: enhanced, text: Reply.printable(cleaned), stage: stage)
    }

    /// Code, enhanced code and text on one line.
    var asSaid: String { "\(code) \(enhancedCode.map { $0 + " " } ?? "")\(text)" }

    /// - Returns: How many bytes at the line's start are an enhanced code (RFC 3463) of this class; 0 for none.
    private static func enhancedCodeLength(_ line: Span<UInt8>, class replyClass: Int) -> Int {
        guard line.count >= 5, Int(line[0]) == Int(UInt8(ascii: "0")) + replyClass else { return 0 }
        var at = 1
        for _ in 0..<2 {
            guard at < line.count, line[at] == UInt8(ascii: ".") else { return 0 }
            at += 1
            let start = at
            while at < line.count, at - start < 3, isDigit(line[at]) { at += 1 }
            if at == start { return 0 }
        }
        return at == line.count || line[at] == UInt8(ascii: " ") ? at : 0
    }

    /// At most ``textLimit`` bytes of text in which nothing can move a terminal's cursor or end a line.
    private static func printable(_ bytes: [UInt8]) -> String {
        if bytes.allSatisfy({ (0x20...0x7e).contains($0) }) { return String(decoding: bytes, as: UTF8.self) }
        var text = String.UnicodeScalarView()
        var count = 0
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let shown = scalar.isControl ? "?" : scalar
            count += UTF8.width(shown)
            if count > textLimit { break }
            text.append(shown)
        }
        return String(text)
    }
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

extension String {
    init(decodingASCII bytes: Span<UInt8>) {
        var text: [UInt8] = []
        for index in bytes.indices { text.append(bytes[index]) }
        self.init(decoding: text, as: UTF8.self)
    }
}
