/// How a text part travels through relays that know ASCII alone. Source: RFC 2045 section 6.
enum TransferEncoding: String {
    case quotedPrintable = "quoted-printable"
    case base64

    /// The one that makes fewer bytes of `text`; quoted-printable, which people can read, where it is as good.
    init(for text: Span<UInt8>) {
        let base64 = (text.count + 2) / 3 * 4
        self = QuotedPrintable.encodedLength(of: text) <= base64 ? .quotedPrintable : .base64
    }

    func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        switch self {
        case .quotedPrintable: QuotedPrintable.append(text, to: &output)
        case .base64: Base64.appendBody(text, to: &output)
        }
    }
}
