import Diagnostics
import ShopConfiguration
import Testing

struct KeyPlacesTests {
    private static let text = """
        name: spring
        message:
          subject: "New"
          template: spring
        recommend: {items: {min: 3}}
        """

    @Test(
        arguments: [
            (["name"], "1:1"), (["message", "subject"], "3:3"), (["recommend", "items", "min"], "5:21"),
            (["message", "preheader"], "2:1"), (["schedule", "valid_for_hours"], "1:1"), (["name", "x"], "1:1"),
            ([], "1:1"),
        ]
    )
    func aKeyOrTheLastOnTheWayToItIsFound(path: [String], place: String) {
        let places = KeyPlaces(file: "a.yaml", text: Array(KeyPlacesTests.text.utf8))
        #expect(places.place(path).location.description == "a.yaml:\(place)")
    }

    @Test func theLineIsShown() {
        let places = KeyPlaces(file: "a.yaml", text: Array(KeyPlacesTests.text.utf8))
        #expect(places.place(["message", "subject"]).sourceLine == "  subject: \"New\"")
        #expect(places.place(["schedule"]).sourceLine == nil)
    }

    @Test func whatIsNoYAMLHasNoPlaces() {
        let places = KeyPlaces(file: "a.yaml", text: Array("a: [".utf8))
        #expect(places.place(["a"]).location.description == "a.yaml:1:1")
    }
}
