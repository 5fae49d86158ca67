internal import Curl

/// The address of a customer's own endpoint: it came with the data, so it may be anybody's idea.
///
/// What is judged here is the text. The IP address behind it is judged when it is connected to
/// (``Curl/CurlRequest/Options/isForPublicPeersOnly``), as a name may lead elsewhere every time it is asked for.
enum CustomerAddress {
    /// - Returns: What is wrong with it; `nil` where nothing is.
    static func objection(to text: String) -> String? {
        let prefix = "https://"
        guard text.hasPrefix(prefix) else { return "it does not start with https://" }
        // Readers of URLs differ about these.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), !text.utf8.contains(UInt8(ascii: "\\")),
            !text.hasPrefix(prefix + "/")
        else { return "it holds what no address has" }
        guard let url = CurlURL(text), url.scheme == "https" else { return "it is no URL" }
        if url.hasCredentials || text.dropFirst(prefix.count).prefix(while: { $0 != "/" }).contains("@") {
            return "it holds a user or password"
        }
        guard url.port == 443 else { return "its port is not 443" }
        let host = url.host.lowercased().drop { $0 == "." }
        let name = host.hasSuffix(".") ? String(host.dropLast()) : String(host)
        if name.isEmpty || name == "localhost" || name.hasSuffix(".localhost") { return "its host is this machine" }
        if let address = IPAddress.bytes(name) {
            return PublicAddress.isPublic(address) ? nil : "its host is not public"
        }
        // Nobody's name ends in a number: what does was meant to pass as one.
        let last = name.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
        let isNumber = last.allSatisfy(\.isNumber) || last.hasPrefix("0x")
        return isNumber ? "its host is a number in disguise" : nil
    }
}
