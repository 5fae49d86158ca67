import CampaignModel
import TestSupport
import Testing

struct TextColumnTests {
    @Test func cellsComeBackAsTheyWentIn() {
        var random = SeededGenerator(seed: 11)
        var column = TextColumn()
        var expected: [String] = []
        for _ in 0..<500 {
            let text = randomText(using: &random)
            if Bool.random(using: &random) { column.append(text) } else { column.append(Array(text.utf8).span) }
            expected.append(text)
        }
        #expect(column.count == expected.count)
        for index in expected.indices {
            #expect(column[index] == expected[index])
            #expect(column.isEmpty(at: index) == expected[index].isEmpty)
            #expect(column.cell(index).count == expected[index].utf8.count)
        }
    }

    @Test func columnsJoinedAreTheCellsJoined() {
        var left = TextColumn()
        var right = TextColumn()
        for text in ["a", "", "ü"] { left.append(text) }
        for text in ["", "xyz", ""] { right.append(text) }
        left.append(contentsOf: right)
        #expect((0..<left.count).map { left[$0] } == ["a", "", "ü", "", "xyz", ""])
        var empty = TextColumn()
        empty.append(contentsOf: left)
        #expect(empty == left)
    }

    @Test func anEmptyCellOfADictionaryColumnIsAbsent() {
        var column = DictionaryColumn()
        for text in ["gold", "", "silver", "gold"] { column.append(text) }
        #expect(column.codes == [0, -1, 1, 0])
        #expect((0..<column.count).map { column[$0] } == ["gold", nil, "silver", "gold"])
    }
}

struct StringTableTests {
    @Test func idsAreThoseOfADictionary() {
        var random = SeededGenerator(seed: 12)
        var table = StringTable()
        var ids: [String: Int32] = [:]
        for _ in 0..<20_000 {
            let text = randomText(using: &random)
            let known = ids[text]
            #expect(table.id(of: text) == known)
            let id = table.intern(text)
            #expect(id == known ?? Int32(ids.count))
            ids[text] = id
        }
        #expect(table.count == ids.count)
        for (text, id) in ids {
            #expect(table.id(of: text) == id)
            #expect(table[id] == text)
        }
        var asked = TextColumn()
        let texts = ids.keys.sorted().flatMap { [$0, $0 + "?", "neither long nor short " + $0] }
        for text in texts { asked.append(text) }
        #expect(table.ids(of: asked) == texts.map { table.id(of: $0) ?? -1 })
    }

    @Test func theEmptyTextIsATextLikeAnyOther() {
        var table = StringTable(["a", "", "b", ""])
        #expect(table.count == 3)
        #expect(table.id(of: "") == 1)
        #expect(table.intern("") == 1)
        #expect(table.id(of: "c") == nil)
    }

    @Test func tablesWithTheSameTextsAreEqual() {
        let texts = (0..<100).map { "key\($0)" }
        #expect(StringTable(texts) == StringTable(texts + texts.reversed()))
        #expect(StringTable(texts) != StringTable(texts.reversed()))
    }
}

/// A short text out of few letters, so that equal ones and shared prefixes are common.
private func randomText(using random: inout SeededGenerator) -> String {
    let letters: [Character] = ["a", "b", "c", "ü", "0", " "]
    return String((0..<Int.random(in: 0...9, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
}
