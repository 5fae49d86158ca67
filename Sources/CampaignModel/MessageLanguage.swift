/// The language that a planned message is to be written in: the first member of its payload.
public enum MessageLanguage {
    public static let key = "language"
    private static let start = Array("{\"\(key)\":\"".utf8)

    /// - Parameter payload: As Planning writes it.
    /// - Returns: `nil` for the campaign's message as it is.
    public static func language(ofPayload payload: [UInt8]) -> String? {
        guard payload.starts(with: start) else { return nil }
        return String(decoding: payload[start.count...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
}
