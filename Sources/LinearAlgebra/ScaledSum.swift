internal import COpenBLAS

/// Adds `factor · row` to `sums`, entry by entry, with the widest instructions that the processor has.
///
/// Related documentation: BLAS `SAXPY`.
public func add(_ row: Span<Float>, times factor: Float, to sums: inout MutableSpan<Float>) {
    precondition(row.count == sums.count, "both have as many entries")
    _ = oneThread
    unsafe row.withUnsafeBufferPointer { source in
        unsafe sums.withUnsafeMutableBufferPointer { target in
            unsafe cblas_saxpy(Int32(source.count), factor, source.baseAddress, 1, target.baseAddress, 1)
        }
    }
}
