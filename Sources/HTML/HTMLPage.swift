internal import CLibxml2

/// A parsed HTML page: the rules of the pre-launch check ask it what is on it.
///
/// It reads pages as browsers do, whatever is broken in them, and never goes to the network. A parse costs about as much
/// as a whole message, so it is for checks and for compiling templates, never for each recipient. It owns the libxml2
/// document; everything it answers is a copy, and no pointer leaves this module.
@safe
public struct HTMLPage: ~Copyable {
    /// Longer pages are refused; mail clients cut them at 102 kB.
    public static let maximumByteCount = 4_000_000

    private let document: htmlDocPtr
    let root: HTMLNode

    /// - Parameter bytes: UTF-8; what is not becomes U+FFFD, a NUL a space.
    public init(parsing bytes: [UInt8]) throws(HTMLError) {
        guard bytes.count <= HTMLPage.maximumByteCount else {
            throw .tooLarge(byteCount: bytes.count, limit: HTMLPage.maximumByteCount)
        }
        HTMLPage.libraryIsReady
        let options = [
            HTML_PARSE_RECOVER, HTML_PARSE_NOERROR, HTML_PARSE_NOWARNING, HTML_PARSE_NONET, HTML_PARSE_NODEFDTD,
        ].reduce(0) { $0 | $1.rawValue }
        let text = HTMLPage.readable(bytes)
        guard let context = unsafe htmlNewParserCtxt() else { preconditionFailure("libxml2 is out of memory") }
        defer { unsafe htmlFreeParserCtxt(context) }
        let parsed = unsafe text.withUnsafeBytes { buffer in
            unsafe htmlCtxtReadMemory(
                context,
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(buffer.count),
                nil,
                "UTF-8",
                Int32(options)
            )
        }
        guard let parsed = unsafe parsed else { throw .empty }
        guard let top = unsafe xmlDocGetRootElement(parsed) else {
            unsafe xmlFreeDoc(parsed)
            throw .empty
        }
        // Of all that can be wrong with a page, only its depth makes libxml2 stop before the end.
        guard unsafe context.pointee.disableSAX == 0 else {
            let line = Int(unsafe context.pointee.input?.pointee.line ?? 0)
            unsafe xmlFreeDoc(parsed)
            throw .tooDeep(line: line)
        }
        unsafe document = parsed
        unsafe root = HTMLNode(top)
    }

    deinit { unsafe xmlFreeDoc(document) }

    /// libxml2 takes another character set as soon as it sees bytes that are not UTF-8, and stops at a NUL.
    private static func readable(_ bytes: [UInt8]) -> [UInt8] {
        Array(String(decoding: bytes, as: UTF8.self).utf8).map { $0 == 0 ? UInt8(ascii: " ") : $0 }
    }

    private static let libraryIsReady: Void = xmlInitParser()
}

/// Why a page was not read. Broken markup is no reason.
public enum HTMLError: Error, Hashable, Sendable {
    case tooLarge(byteCount: Int, limit: Int)
    /// More than 256 elements stand in each other.
    case tooDeep(line: Int)
    /// There is neither an element nor text.
    case empty
}

extension HTMLError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLarge(let byteCount, let limit): "the page has \(byteCount) bytes, over the limit of \(limit)"
        case .tooDeep(let line): "over 256 elements stand in each other at line \(line)"
        case .empty: "the page is empty"
        }
    }
}
