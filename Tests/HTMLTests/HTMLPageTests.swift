@testable import HTML
import TestSupport
import Testing

private func parse(_ text: String) throws -> HTMLPage { try HTMLPage(parsing: Array(text.utf8)) }

struct HTMLPageTests {
    private static let email = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title> New in
          for you </title><style>p { color: red }</style></head>
        <body>
        <div style="DISPLAY: none; max-height:0">Hidden preheader</div>
        <h1>Hello <b>Ann</b>a</h1>
        <table role="Presentation"><tr><td>
          <table><caption>Sizes</caption><tr><th>S</th><td>M</td></tr></table>
        </td></tr></table>
        <a href=" https://shop.example/?a=1&amp;b=2 ">Buy<br>now</a>
        <a href="https://shop.example/lens"><img src="https://img.example/l.png" alt="Lumen  M5" width="200"
           style="height:auto"></a>
        <a href="" aria-label="Nowhere"></a><a name="anchor">no link</a>
        <!--[if mso]><a href="https://outlook.example">x</a><![endif]-->
        <img src="p.gif" alt=""><img>
        <p>1&nbsp;299,00&nbsp;€<p>Größe</p><script>var x = "script"</script>
        </body></html>
        """

    @Test func linksTellWhereTheyGoAndWhatTheySay() throws {
        let page = try parse(HTMLPageTests.email)
        let links = page.links
        #expect(links.map(\.href) == ["https://shop.example/?a=1&b=2", "https://shop.example/lens", ""])
        #expect(links.map(\.text) == ["Buy now", "Lumen M5", "Nowhere"])
        #expect(links.map { page.elements[$0.element].line } == [11, 12, 14])
    }

    @Test func whatIsInsideSomethingHiddenIsHidden() throws {
        let page = try parse("<a href=a>x</a><p style='color:red;display:none!important'><b><a href=b>y</a></b></p>")
        #expect(page.links.map(\.isHidden) == [false, true])
        #expect(page.visibleText == "x" && page.text == "x y")
    }

    @Test func imagesTellAlternativeAndSize() throws {
        let images = try parse(HTMLPageTests.email).images
        #expect(images.map(\.alternative) == ["Lumen M5", "", nil])
        #expect(images.map(\.source) == ["https://img.example/l.png", "p.gif", ""])
        #expect(images.map(\.width) == ["200", nil, nil])
        #expect(images.map(\.height) == ["auto", nil, nil])
    }

    @Test func titleLanguageAndHeadingsAreFound() throws {
        let page = try parse(HTMLPageTests.email)
        #expect(page.title == "New in for you")
        #expect(page.language == "en")
        #expect(page.headings.map(\.level) == [1] && page.headings.map(\.text) == ["Hello Anna"])
        let bare = try parse("<p>Hello")
        #expect(bare.title == nil && bare.language == nil && bare.headings.isEmpty)
    }

    @Test func visibleTextIsWhatAReaderSees() throws {
        let page = try parse(HTMLPageTests.email)
        #expect(page.visibleText == "Hello Anna Sizes S M Buy now no link 1 299,00 € Größe")
        #expect(page.text.hasPrefix("Hidden preheader Hello Anna"))
        #expect(!page.text.contains("script") && !page.text.contains("color"))
    }

    @Test func onlyTheInnermostTableHoldsTheHeaderCell() throws {
        let page = try parse(HTMLPageTests.email)
        let tables = page.tables
        #expect(tables.map(\.role) == ["presentation", nil])
        #expect(tables.map(\.holdsData) == [false, true])
        #expect(tables.map { page.elements[$0.element].line } == [8, 9])
    }

    @Test func elementsAreListedWithTheirLines() throws {
        let page = try parse(HTMLPageTests.email)
        #expect(page.elementNames.contains("script"))
        #expect(page.elementNames.isDisjoint(with: ["form", "iframe"]))
        let images = page.elements.filter { $0.name == "img" }
        #expect(images.map(\.line) == [13, 16, 16], "a start tag over two lines counts where it ends")
        #expect(page.images.map(\.element) == page.elements.indices.filter { page.elements[$0].name == "img" })
    }

    @Test func anElementHasItsAttributesAndItsOwnText() throws {
        let page = try parse("<p id=a TITLE='x &amp; y' hidden>one <b>two</b> three</p>")
        let paragraph = try #require(page.elements.first { $0.name == "p" })
        #expect(paragraph.attributes == ["id": "a", "title": "x & y", "hidden": ""])
        #expect(paragraph.text == "one  three")
        let bold = try #require(page.elements.last)
        #expect(bold.name == "b" && bold.text == "two" && bold.parent.map { page.elements[$0].name } == "p")
    }

    @Test func markupOfOutlooksCommentsIsNoMarkup() throws {
        #expect(try parse(HTMLPageTests.email).links.contains { $0.href.contains("outlook") } == false)
    }

    @Test(arguments: ["", " \n"])
    func anEmptyPageIsNone(text: String) {
        #expect(throws: HTMLError.empty) { _ = try parse(text) }
    }

    @Test func aPageHasALimit() throws {
        let limit = HTMLPage.maximumByteCount
        let over = [UInt8](repeating: UInt8(ascii: "x"), count: limit + 1)
        #expect(throws: HTMLError.tooLarge(byteCount: limit + 1, limit: limit)) { _ = try HTMLPage(parsing: over) }
        #expect(try HTMLPage(parsing: Array(over.dropLast())).visibleText.count == limit)
    }

    @Test func aPageTooDeepIsRefusedRatherThanCutOff() throws {
        let page = try parse(String(repeating: "<div>", count: 250) + "deep")
        #expect(page.visibleText == "deep")
        #expect(page.elements.count { $0.name == "div" } == 250)
        let error = #expect(throws: HTMLError.self) {
            _ = try parse("<p>\n<p>\n" + String(repeating: "<div>", count: 10_000) + "deep")
        }
        #expect(error == .tooDeep(line: 3))
    }

    @Test func brokenBytesDoNotEndThePage() throws {
        let page = try HTMLPage(parsing: Array("<p>a".utf8) + [0xff, 0xfe, 0] + Array("ü</p><h1>end".utf8))
        #expect(page.visibleText == "a\u{fffd}\u{fffd} ü end")
        let latin = try parse("<meta charset=iso-8859-1><p>Größe")
        #expect(latin.visibleText == "Größe", "the bytes are UTF-8 whatever the page says")
    }

    @Test func pagesBrokenAtRandomAreStillRead() {
        var random = SeededGenerator(seed: 41)
        let good = Array(HTMLPageTests.email.utf8)
        let alphabet = Array("<>/=\"'&;! -abc\u{0}".utf8) + [0xff]
        for _ in 0..<1_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 0
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 20))
                default: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                }
            }
            #expect(throws: Never.self) {
                let page = try HTMLPage(parsing: bytes)
                let elements = page.elements
                #expect(elements.allSatisfy { (1...40).contains($0.line) })
                #expect(elements.indices.allSatisfy { elements[$0].parent ?? -1 < $0 })
                #expect(page.links.allSatisfy { ["a", "area"].contains(elements[$0.element].name) })
                #expect(page.tables.allSatisfy { elements[$0.element].name == "table" })
                #expect(page.text.count >= page.visibleText.count)
            }
        }
    }
}
