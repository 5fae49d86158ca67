@testable import Checking
import Testing

struct ColorTests {
    /// Source of the ratios: WebAIM's contrast checker.
    @Test(
        arguments: [
            ("#000", "#fff", 21.0), ("#777777", "white", 4.48), ("#767676", "white", 4.54),
            ("rgb(255,0,0)", "#FFF", 4.0),
            ("#1f4d46", "#f4f1ea", 8.43), ("blue", "black", 2.44), ("hsl(0, 100%, 50%)", "#ffffff", 4.0),
        ]
    )
    func contrastIsThatOfWCAG(text: String, behind: String, ratio: Double) throws {
        let a = try #require(Color(css: text))
        let b = try #require(Color(css: behind))
        #expect(abs(a.contrast(with: b) - ratio) < 0.01, "\(a.contrast(with: b))")
        #expect(a.contrast(with: b) == b.contrast(with: a))
    }

    @Test(
        arguments: [
            ("#1F4d46", "#1f4d46"), ("#abc", "#aabbcc"), ("#11223344", "#112233"), ("tomato", "#ff6347"),
            ("rgb(1, 2, 3)", "#010203"), ("rgb(1 2 3 / 50%)", "#010203"), ("rgba(100%,0%,0%,.5)", "#ff0000"),
            ("hsl(120deg 100% 25%)", "#008000"), ("hsl(-120, 100%, 50%)", "#0000ff"),
        ]
    )
    func colorsAreRead(text: String, hexadecimal: String) {
        #expect(Color(css: text)?.hexadecimal == hexadecimal)
    }

    @Test(arguments: ["", "#12", "#ggg", "nocolor", "rgb(1,2)", "url(x.png)", "inherit", "1f4d46"])
    func whatIsNoColorIsNone(text: String) {
        #expect(Color(css: text) == nil)
    }

    @Test func anOldAttributeMayLackTheHash() {
        #expect(Color(css: "1f4d46", isAttribute: true)?.hexadecimal == "#1f4d46")
    }

    @Test func halfTransparentColorsMix() throws {
        let half = try #require(Color(css: "rgba(0,0,0,0.5)"))
        #expect(half.over(.white).hexadecimal == "#808080")
    }
}
