internal import CampaignModel
internal import GRDB

/// A word of the ledger that this version does not know: somebody wrote to the file by hand.
private struct UnknownWord: Error, CustomStringConvertible {
    let word: String
    let type: String

    var description: String { "'\(word)' is no \(type)" }
}

/// The case that a column's text stands for.
func decoded<Word: RawRepresentable<String>>(_ text: String) throws -> Word {
    guard let word = Word(rawValue: text) else { throw UnknownWord(word: text, type: "\(Word.self)") }
    return word
}

/// A moment from a column that may be NULL.
func instant(_ seconds: Int64?) -> Instant? { seconds.map(Instant.init(seconds:)) }
