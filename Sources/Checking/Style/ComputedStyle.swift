/// What of an element's look the rules ask for, as a browser would compute it.
struct ComputedStyle {
    var color = Color.black
    /// What is behind the element's text, opaque; `nil` over a picture, where nobody can tell.
    var backdrop: Color? = .white
    /// Pixels
    var fontSize = 16.0
    /// 100 ... 900
    var fontWeight = 400
    /// Pixels; `nil` for `normal`.
    var lineHeight: Double?
    var textAlign = "left"
    /// Of its own, not inherited.
    var display = "inline"
    var isUnderlined = false
    /// Whether it has a background or a border of its own.
    var hasBox = false
    /// Not displayed, itself or something it stands in.
    var isHidden = false
    /// Top and bottom together, pixels.
    var verticalPadding = 0.0
}
