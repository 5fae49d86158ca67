internal import Foundation
internal import Glibc

/// A file's bytes, mapped into memory: read from disk, or the page cache, where they are looked at.
///
/// The file must not shrink while it is mapped. `.mappedIfSafe` would copy it into memory on Linux.
public struct MappedFile: Sendable {
    private let data: Data

    /// Maps nothing.
    public init() { data = Data() }

    /// - Throws: What Foundation says where the file cannot be read.
    public init(contentsOf path: String) throws {
        data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    }

    public var count: Int { data.count }

    public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get { data.span }
    }

    /// Takes the whole pages of a range out of this process's memory. Whoever looks at them again gets them back.
    public func forget(_ range: Range<Int>) {
        let pageBytes = sysconf(Int32(_SC_PAGESIZE))
        let start = (range.lowerBound + pageBytes - 1) / pageBytes * pageBytes
        let end = range.upperBound / pageBytes * pageBytes
        guard start < end else { return }
        unsafe data.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            // What is mapped is never written, so nothing is lost; where the kernel declines, only memory is.
            _ = unsafe madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
        }
    }
}
