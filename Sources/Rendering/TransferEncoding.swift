/// How a text part travels through relays that know ASCII alone. Source: RFC 2045 section 6.
enum TransferEncoding {
    private static let quotedPrintable = "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    private static let base64 = "Content-Transfer-Encoding: base64\r\n\r\n"

    /// Appends header and body in the encoding that makes fewer bytes of `text`; in quoted-printable, which people can
    /// read, where it is as good. Nearly all texts are: it is written first, and taken back where it grows too long.
    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        let start = output.count
        Rendering.append(quotedPrintable, to: &output)
        if QuotedPrintable.append(text, limit: (text.count + 2) / 3 * 4, to: &output) { return }
        output.removeSubrange(start...)
        Rendering.append(base64, to: &output)
        Base64.appendBody(text, to: &output)
    }
}
