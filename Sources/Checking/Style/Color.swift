internal import Foundation

/// A colour of sRGB. Channels are 0 ... 1.
struct Color: Hashable {
    var red: Double
    var green: Double
    var blue: Double
    var alpha = 1.0

    static let black = Color(red: 0, green: 0, blue: 0)
    static let white = Color(red: 1, green: 1, blue: 1)
    static let clear = Color(red: 0, green: 0, blue: 0, alpha: 0)

    init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
        self.red = red
        self.green = green
        self.blue = blue
        self.alpha = alpha
    }

    init(rgb: UInt32) {
        self.init(
            red: Double(rgb >> 16 & 255) / 255,
            green: Double(rgb >> 8 & 255) / 255,
            blue: Double(rgb & 255) / 255
        )
    }

    /// This colour painted over another that is opaque.
    func over(_ below: Color) -> Color {
        func mixed(_ above: Double, _ below: Double) -> Double { above * alpha + below * (1 - alpha) }
        return Color(red: mixed(red, below.red), green: mixed(green, below.green), blue: mixed(blue, below.blue))
    }

    /// 1 ... 21, both opaque. Source: WCAG 2.2, "contrast ratio".
    func contrast(with other: Color) -> Double {
        let (a, b) = (luminance, other.luminance)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    /// Source: WCAG 2.2, "relative luminance".
    private var luminance: Double {
        func linear(_ channel: Double) -> Double {
            channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// `#1f4d46`
    var hexadecimal: String {
        let digits = [red, green, blue].map { channel in
            let text = String(Int((channel * 255).rounded()), radix: 16)
            return text.count < 2 ? "0" + text : text
        }
        return "#" + digits.joined()
    }
}

extension Color {
    /// A colour as CSS Color 3 writes it: `#fff`, `#1f4d46`, `rgb(…)`, `rgba(…)`, `hsl(…)`, `tomato`, `transparent`.
    /// - Parameter isAttribute: Whether it stands in `bgcolor` or `color`, where the `#` may be missing.
    init?(css text: String, isAttribute: Bool = false) {
        let text = text.lowercased().filter { !$0.isWhitespace || $0 == " " }
        if text == "transparent" {
            self = .clear
        } else if let rgb = Color.names[text] {
            self.init(rgb: rgb)
        } else if text.hasPrefix("#") {
            guard let color = Color(hexadecimal: text.dropFirst()) else { return nil }
            self = color
        } else if text.hasSuffix(")"), let open = text.firstIndex(of: "(") {
            let arguments = text[text.index(after: open)...].dropLast()
                .split { $0 == "," || $0 == " " || $0 == "/" }
            guard let color = Color(function: text[..<open], arguments) else { return nil }
            self = color
        } else if isAttribute, let color = Color(hexadecimal: text[...]) {
            self = color
        } else {
            return nil
        }
    }

    private init?(hexadecimal digits: Substring) {
        guard [3, 4, 6, 8].contains(digits.count), digits.allSatisfy(\.isHexDigit) else { return nil }
        let wide = digits.count < 6 ? digits.flatMap { [$0, $0] } : Array(digits)
        guard let value = UInt32(String(wide.prefix(6)), radix: 16) else { return nil }
        self.init(rgb: value)
        if wide.count == 8, let alpha = UInt8(String(wide.suffix(2)), radix: 16) { self.alpha = Double(alpha) / 255 }
    }

    private init?(function name: Substring, _ arguments: [Substring]) {
        func number(_ text: Substring, whole: Double) -> Double? {
            if text.hasSuffix("%") { return Double(text.dropLast()).map { min(max($0 / 100, 0), 1) } }
            return Double(text).map { min(max($0 / whole, 0), 1) }
        }
        guard arguments.count == 3 || arguments.count == 4 else { return nil }
        let alpha = arguments.count == 4 ? number(arguments[3], whole: 1) : 1
        guard let alpha else { return nil }
        switch name {
        case "rgb", "rgba":
            let channels = arguments.prefix(3).compactMap { number($0, whole: 255) }
            guard channels.count == 3 else { return nil }
            self.init(red: channels[0], green: channels[1], blue: channels[2], alpha: alpha)
        case "hsl", "hsla":
            let hue = arguments[0].hasSuffix("deg") ? arguments[0].dropLast(3) : arguments[0]
            guard let degrees = Double(hue), let saturation = number(arguments[1], whole: 100),
                let lightness = number(arguments[2], whole: 100)
            else { return nil }
            /// Source: CSS Color 3, section 4.2.4.
            func channel(_ place: Double) -> Double {
                let turn = (place + degrees / 30).truncatingRemainder(dividingBy: 12)
                let k = turn < 0 ? turn + 12 : turn
                return lightness - saturation * min(lightness, 1 - lightness) * max(-1, min(k - 3, 9 - k, 1))
            }
            self.init(red: channel(0), green: channel(8), blue: channel(4), alpha: alpha)
        default: return nil
        }
    }

    /// Those of CSS 2.1 and the more frequent ones of CSS Color 3; a rarer name counts as unknown.
    private static let names: [String: UInt32] = [
        "black": 0x000000, "silver": 0xc0c0c0, "gray": 0x808080, "grey": 0x808080, "white": 0xffffff,
        "maroon": 0x800000, "red": 0xff0000, "purple": 0x800080, "fuchsia": 0xff00ff, "magenta": 0xff00ff,
        "green": 0x008000, "lime": 0x00ff00, "olive": 0x808000, "yellow": 0xffff00, "navy": 0x000080,
        "blue": 0x0000ff, "teal": 0x008080, "aqua": 0x00ffff, "cyan": 0x00ffff, "orange": 0xffa500,
        "beige": 0xf5f5dc, "brown": 0xa52a2a, "coral": 0xff7f50, "crimson": 0xdc143c, "darkblue": 0x00008b,
        "darkgray": 0xa9a9a9, "darkgrey": 0xa9a9a9, "darkgreen": 0x006400, "darkorange": 0xff8c00,
        "darkred": 0x8b0000, "dimgray": 0x696969, "dimgrey": 0x696969, "gainsboro": 0xdcdcdc, "ghostwhite": 0xf8f8ff,
        "gold": 0xffd700, "hotpink": 0xff69b4, "indianred": 0xcd5c5c, "indigo": 0x4b0082, "ivory": 0xfffff0,
        "khaki": 0xf0e68c, "lavender": 0xe6e6fa, "lightblue": 0xadd8e6, "lightgray": 0xd3d3d3,
        "lightgrey": 0xd3d3d3, "lightgreen": 0x90ee90, "linen": 0xfaf0e6, "midnightblue": 0x191970,
        "mintcream": 0xf5fffa, "orangered": 0xff4500, "orchid": 0xda70d6, "pink": 0xffc0cb, "plum": 0xdda0dd,
        "royalblue": 0x4169e1, "salmon": 0xfa8072, "seagreen": 0x2e8b57, "skyblue": 0x87ceeb,
        "slateblue": 0x6a5acd, "slategray": 0x708090, "slategrey": 0x708090, "snow": 0xfffafa,
        "steelblue": 0x4682b4, "tan": 0xd2b48c, "tomato": 0xff6347, "turquoise": 0x40e0d0, "violet": 0xee82ee,
        "wheat": 0xf5deb3, "whitesmoke": 0xf5f5f5,
    ]
}
