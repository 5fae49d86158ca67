/// The language that a message is written in. Planning chooses it and freezes it as the first member of the payload.
public enum MessageLanguage {
    public static let key = "language"
    private static let start = Array("{\"\(key)\":\"".utf8)

    /// - Parameter payload: As Planning writes it.
    /// - Returns: `nil` for the campaign's message as it is.
    public static func language(ofPayload payload: [UInt8]) -> String? {
        guard payload.starts(with: start) else { return nil }
        return String(decoding: payload[start.count...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }

    /// The language that suits a customer's locale: the locale itself, else its language.
    /// - Parameters:
    ///   - locale: BCP 47 in any case, also with an underscore.
    ///   - languages: In lower case.
    /// - Returns: `nil` for the message as it is.
    public static func best(for locale: String, among languages: some Collection<String>) -> String? {
        let wanted = locale.lowercased().replacing("_", with: "-")
        if languages.contains(wanted) { return wanted }
        let primary = String(wanted.prefix { $0 != "-" })
        return languages.contains(primary) ? primary : nil
    }
}
