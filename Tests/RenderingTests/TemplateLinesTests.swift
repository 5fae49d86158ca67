import Testing

@testable import Rendering

@Suite struct TemplateLinesTests {
    let lines = TemplateLines(
        "a.html",
        in: TemplateFolder(
            name: "templates",
            files: [
                "a.html": Array(
                    """
                    <h1>Hello {{ customer.first_name }}</h1>
                    {% for item in items %}
                      <a href="{{ item.url }}" class="card">{{ item.title }}</a>
                    {% endfor %}
                    {% render 'footer' %}
                    """.utf8
                ),
                "b.html": Array("<a href=\"https://b.example/\" class=\"card\">elsewhere</a>".utf8),
                "partials/footer.html": Array(
                    "<p>\n  <a class=\"out\" href=\"{{ unsubscribe_url }}\">No more</a>".utf8
                ),
            ]
        )
    )

    @Test func aRenderedLineIsFoundInItsTemplate() {
        let page = """
            <h1>Hello Ada</h1>

              <a href="https://shop.example/1" class="card">A lens</a>

              <a href="https://shop.example/2" class="card">A bag</a>
              <a class="out" href="https://t.example/u?x=1">No more</a>
            """
        #expect(place(1, page) == "templates/a.html:1:1")
        #expect(place(3, page) == "templates/a.html:3:3")
        #expect(place(5, page) == "templates/a.html:3:3")
        #expect(place(6, page) == "templates/partials/footer.html:2:3")
    }

    @Test func whatIsLikeNoLineHasNoPlace() {
        #expect(place(1, "<p>quite another page</p>") == nil)
        #expect(place(2, "one line") == nil)
        #expect(place(0, "one line") == nil)
    }

    private func place(_ number: Int, _ page: String) -> String? {
        lines.place(ofLine: number, in: Array(page.utf8)).map { "\($0.place)" }
    }
}
