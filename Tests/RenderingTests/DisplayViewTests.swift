import Testing

@testable import Rendering

@Suite struct DisplayViewTests {
    @Test func aViewThatChangesNothingShowsTheSameBytes() {
        for text in Hostile.strings + ["<img src=\"a\">", "prefers-color-scheme: dark", "<head>", "light dark"] {
            #expect(DisplayView().show(Array(text.utf8)) == Array(text.utf8))
        }
    }

    @Test func withoutPicturesTheirPlaceAndTextStay() {
        let page = #"<IMG alt="A > B" width="9" src="https://a.example/x.png" height=9><img alt=""><p src="x">"#
        // A `>` in a value ends the look at that element; its picture stays, as it does in the rest.
        #expect(show(page, DisplayView(showsImages: false)).contains(#"<p src="x">"#))
        #expect(
            show(
                #"<td><img class="w" src="https://a.example/x.png" alt="Red shoes"></td>"#,
                DisplayView(showsImages: false)
            )
                == #"<td><img class="w" src="data:," alt="Red shoes"></td>"#
        )
    }

    @Test func nightAndDayAreAnsweredWhateverTheSystemPrefers() {
        let page = "@media (prefers-color-scheme: dark) {} @media (Prefers-Color-Scheme:light) {} light dark"
        #expect(
            show(page, DisplayView(isDark: true))
                == "@media (min-width: 0) {} @media (max-width: 0) {} dark"
        )
        #expect(
            show(page, DisplayView(isDark: false))
                == "@media (max-width: 0) {} @media (min-width: 0) {} light"
        )
    }

    @Test func linksOpenWindowsWhereTheyShould() {
        #expect(show("<HEAD><title>", DisplayView(opensWindows: true)) == "<head><base target=\"_blank\"><title>")
    }

    @Test func whatEndsEarlyIsShownToItsEnd() {
        for page in [
            "<img ", "<img src=\"", "<img src=\"a", "prefers-color-scheme", "prefers-color-scheme: ", "<hea", "<",
        ] {
            let shown = show(page, DisplayView(showsImages: false, isDark: true, opensWindows: true))
            #expect(shown.hasPrefix(String(page.prefix(5))), "\(page)")
        }
    }

    private func show(_ page: String, _ view: DisplayView) -> String {
        String(decoding: view.show(Array(page.utf8)), as: UTF8.self)
    }
}
