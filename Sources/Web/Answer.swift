internal import Foundation

/// What the studio answers, before it is HTTP.
struct Answer: Sendable {
    var status = 200
    var type: String
    var bytes: [UInt8]
    /// Beside those that every answer has.
    var headers: [String: String] = [:]
    /// What follows `bytes` until the listener goes; `nil` ends the answer there.
    var changes: AsyncStream<StudioChange>?

    init(type: String, bytes: [UInt8], headers: [String: String] = [:]) {
        self.type = type
        self.bytes = bytes
        self.headers = headers
    }

    static func text(_ status: Int, _ text: String) -> Answer {
        var answer = Answer(type: "text/plain; charset=utf-8", bytes: Array((text + "\n").utf8))
        answer.status = status
        return answer
    }

    static func json(_ value: some Encodable, status: Int = 200) -> Answer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            var answer = Answer(type: "application/json", bytes: [UInt8](try encoder.encode(value)))
            answer.status = status
            return answer
        } catch {
            preconditionFailure("what the studio tells has only texts, whole numbers and finite ones: \(error)")
        }
    }

    /// A file to be saved. Of the name only what is safe in a header is left.
    static func download(_ bytes: [UInt8], type: String, name: String) -> Answer {
        let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" }
        return Answer(
            type: type,
            bytes: bytes,
            headers: ["content-disposition": "attachment; filename=\"\(String(safe))\""]
        )
    }
}
