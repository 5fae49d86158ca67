internal import Foundation

/// How a shop's image service is asked for a size: `https://img.example/{path}?w={width}&h={height}&fit={crop}`.
///
/// `{url}` is the image's address as it is, `{path}` the same without scheme and host, `{encoded_url}` percent-encoded.
/// A query parameter whose value is not given is left out: without `height:` there is no `h=`.
public struct ImageURLPattern: Sendable {
    private let pattern: String

    public init(_ pattern: String) { self.pattern = pattern }

    /// - Parameters:
    ///   - width: In pixels; so is `height`.
    ///   - crop: What the service understands, such as `center`.
    func address(of image: String, width: String?, height: String?, crop: String?) -> String {
        var path = image[...]
        if let host = image.range(of: "://") {
            path = image[host.upperBound...].drop { $0 != "/" }
        }
        var encoded: [UInt8] = []
        appendPercentEncoded(Array(image.utf8)[...], keepsReserved: false, to: &encoded)
        let parts = pattern.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let values = [
            "{url}": image, "{path}": String(path.drop { $0 == "/" }),
            "{encoded_url}": String(decoding: encoded, as: UTF8.self),
            "{width}": width, "{height}": height, "{crop}": crop,
        ]
        func filled(_ text: Substring) -> String? {
            var result = String(text)
            for (name, value) in values where result.contains(name) {
                guard let value else { return nil }
                result = result.replacing(name, with: value)
            }
            return result
        }
        let base = filled(parts[0]) ?? String(parts[0])
        guard parts.count > 1 else { return base }
        let query = parts[1].split(separator: "&").compactMap { filled($0) }
        return query.isEmpty ? base : base + (base.contains("?") ? "&" : "?") + query.joined(separator: "&")
    }
}
