/// One file of the starter shop.
public struct StarterFile: Hashable, Sendable {
    /// Relative to the shop's folder, with `/` between its parts.
    public var path: String
    public var bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
