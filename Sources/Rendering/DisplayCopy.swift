/// A page for a browser on this machine: pictures come from a local folder, and links that act for a person are dead.
///
/// The message itself stays as it is; only what people click around in is changed.
/// - Parameters:
///   - imageBase: What the addresses of the shop's pictures start with.
///   - localImages: What stands there instead; nothing is replaced where either is `nil`.
///   - disarm: Links that become `#`.
public func displayCopy(_ html: [UInt8], imageBase: String?, localImages: String?, disarm: [String]) -> [UInt8] {
    var replacements: [(old: [UInt8], new: [UInt8])] = []
    for link in disarm where !link.isEmpty {
        // In an attribute the link may stand as it is or escaped.
        for spelling in Set([link, escaped(link)]) { replacements.append((Array(spelling.utf8), [UInt8(ascii: "#")])) }
    }
    if let imageBase, let localImages, !imageBase.isEmpty {
        replacements.append((Array(imageBase.utf8), Array(localImages.utf8)))
    }
    return replacements.reduce(html) { replacing($1.old, in: $0, by: $1.new) }
}

private func replacing(_ old: [UInt8], in bytes: [UInt8], by new: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var start = 0
    while let found = firstRange(of: old, in: bytes.span, from: start) {
        result.append(contentsOf: bytes[start..<found.lowerBound])
        result.append(contentsOf: new)
        start = found.upperBound
    }
    result.append(contentsOf: bytes[start...])
    return result
}
