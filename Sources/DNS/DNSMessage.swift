/// Questions and answers as they go over the wire. Source: RFC 1035 section 4.
enum DNSMessage {
    private static let headerLength = 12
    /// A compressed name may jump so often; more is a loop.
    private static let maximumJumps = 32

    /// What an answer says.
    enum Reading: Equatable {
        /// It did not fit: the same is to be asked over TCP.
        case truncated
        case records([DNSRecord])
        case refused(code: UInt8)
        /// An answer to something else, or nonsense.
        case other
    }

    /// - Returns: `nil` where the name is none.
    static func question(_ name: String, _ type: DNSRecordType, identifier: UInt16) -> [UInt8]? {
        var message = [UInt8]()
        message.append(identifier)
        // Recursion desired; one question.
        for word: UInt16 in [0x0100, 1, 0, 0, 0] { message.append(word) }
        var name = name[...]
        if name.hasSuffix(".") { name = name.dropLast() }
        for label in name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard (1...63).contains(label.count) else { return nil }
            message.append(UInt8(label.count))
            message += label
        }
        message.append(UInt8(0))
        guard message.count - headerLength <= 255 else { return nil }
        message.append(type.rawValue)
        message.append(UInt16(1))
        return message
    }

    static func read(_ message: [UInt8], answering question: [UInt8], _ type: DNSRecordType) -> Reading {
        guard message.count >= question.count, message[..<2] == question[..<2], message[2] & 0x80 != 0,
            echoes(message, question)
        else { return .other }
        if message[2] & 0x02 != 0 { return .truncated }
        let code = message[3] & 0x0f
        // 3: the name does not exist.
        if code == 3 { return .records([]) }
        if code != 0 { return .refused(code: code) }
        var position = question.count
        var records: [DNSRecord] = []
        for _ in 0..<message.word(at: 6) {
            guard let afterName = skipName(message, from: position), afterName + 10 <= message.count else {
                return .other
            }
            let length = Int(message.word(at: afterName + 8))
            let start = afterName + 10
            guard start + length <= message.count else { return .other }
            if message.word(at: afterName) == type.rawValue {
                guard let record = record(message, start..<(start + length), type) else { return .other }
                records.append(record)
            }
            position = start + length
        }
        return .records(records)
    }

    /// The answer repeats the question; servers may change the case of letters.
    private static func echoes(_ message: [UInt8], _ question: [UInt8]) -> Bool {
        guard message.word(at: 4) == 1 else { return false }
        return (headerLength..<question.count).allSatisfy { index in
            message[index] == question[index] || (message[index] | 0x20) == (question[index] | 0x20)
        }
    }

    private static func record(_ message: [UInt8], _ range: Range<Int>, _ type: DNSRecordType) -> DNSRecord? {
        switch type {
        case .address: range.count == 4 ? .address(IPAddress(bytes: Array(message[range]))) : nil
        case .longAddress: range.count == 16 ? .address(IPAddress(bytes: Array(message[range]))) : nil
        case .mailServer: range.count > 2 ? name(message, from: range.lowerBound + 2).map { .mailServer($0) } : nil
        case .text: text(message[range]).map { .text($0) }
        }
    }

    /// Pieces of at most 255 bytes, each behind its length.
    private static func text(_ data: ArraySlice<UInt8>) -> String? {
        var text: [UInt8] = []
        var index = data.startIndex
        while index < data.endIndex {
            let end = index + 1 + Int(data[index])
            guard end <= data.endIndex else { return nil }
            text += data[(index + 1)..<end]
            index = end
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func skipName(_ message: [UInt8], from start: Int) -> Int? {
        var position = start
        while position < message.count {
            let length = Int(message[position])
            if length == 0 { return position + 1 }
            if length >= 0xc0 { return position + 2 }
            position += 1 + length
        }
        return nil
    }

    private static func name(_ message: [UInt8], from start: Int) -> String? {
        var labels: [String] = []
        var position = start
        var jumps = 0
        while position < message.count {
            let length = Int(message[position])
            if length == 0 { return labels.joined(separator: ".").lowercased() }
            if length >= 0xc0 {
                jumps += 1
                guard position + 1 < message.count, jumps <= maximumJumps else { return nil }
                position = (length & 0x3f) << 8 | Int(message[position + 1])
            } else {
                let end = position + 1 + length
                guard end <= message.count, labels.count < 128 else { return nil }
                labels.append(String(decoding: message[(position + 1)..<end], as: UTF8.self))
                position = end
            }
        }
        return nil
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ word: UInt16) {
        append(UInt8(word >> 8))
        append(UInt8(word & 0xff))
    }

    fileprivate func word(at index: Int) -> UInt16 { UInt16(self[index]) << 8 | UInt16(self[index + 1]) }
}
