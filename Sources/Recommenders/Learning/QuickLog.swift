/// The natural logarithm to about 3e-7, and the same on every machine; of a positive, finite number.
///
/// The exponent is read from the bits; the mantissa goes through a polynomial fitted to log(1 + x) on 0 ... 1.
@inline(__always)
func quickLog(_ value: Float) -> Float {
    let bits = value.bitPattern
    let exponent = Float(Int32(bits >> 23) - 127)
    let centred = Float(bitPattern: bits & 0x007f_ffff | 0x3f80_0000) - 1
    var series: Float = 0.010_303_96
    series = series * centred - 0.053_590_42
    series = series * centred + 0.132_620_26
    series = series * centred - 0.224_560_27
    series = series * centred + 0.327_800_14
    series = series * centred - 0.499_404_11
    series = series * centred + 0.999_977_63
    return exponent * 0.693_147_2 + series * centred
}

/// Puts the logarithm of each value in its place; the same bits as one by one, several at once.
func takeQuickLogs(_ values: inout MutableSpan<Float>) {
    for index in values.indices { values[index] = quickLog(values[index]) }
}
