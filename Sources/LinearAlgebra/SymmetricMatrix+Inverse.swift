internal import COpenBLAS

extension SymmetricMatrix {
    /// Turns the matrix into its inverse by a Cholesky factorisation, in place.
    ///
    /// - Returns: `false` where the matrix is not positive definite; its values are of no use then.
    /// Related documentation: LAPACK `SPOTRF`, `SPOTRI`.
    public mutating func invert() -> Bool {
        if size == 0 { return true }
        _ = oneThread
        var order = Int32(size)
        var stride = Int32(size)
        var status: Int32 = 0
        // LAPACK counts by columns: what is its lower half is our upper one.
        var triangle = CChar(UInt8(ascii: "L"))
        unsafe values.withUnsafeMutableBufferPointer { buffer in
            unsafe spotrf_(&triangle, &order, buffer.baseAddress, &stride, &status)
            if status == 0 { unsafe spotri_(&triangle, &order, buffer.baseAddress, &stride, &status) }
        }
        precondition(status >= 0, "LAPACK takes the arguments it is given")
        guard status == 0 else { return false }
        mirror()
        return true
    }
}
