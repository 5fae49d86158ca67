import CampaignModel
import TestSupport
import Testing

struct StableHashTests {
    /// Who is held out hangs on these numbers: a change re-draws every running experiment. From a second implementation.
    @Test(
        arguments: [
            ("", 0, 0xefd0_1f60_ba99_2926), ("a", 0, 0x25ad_9d1b_70de_62d1), ("customer-1", 0, 0xaf00_837b_43c3_438b),
            ("customer-1", 42, 0x6cc5_48d3_4bdf_5f3d), ("exactly8", 0, 0xe7f4_efd9_099c_a75c),
            ("a text longer than two words of eight bytes, with ü", 7, 0xd052_ce01_ecd4_ec3b),
        ] as [(String, UInt64, UInt64)]
    )
    func fingerprintsNeverChange(text: String, seed: UInt64, expected: UInt64) {
        #expect(fingerprint(text, seed: seed) == expected)
    }

    @Test func everyPositionAndLengthCounts() {
        var seen: Set<UInt64> = []
        for length in 0...40 {
            #expect(seen.insert(fingerprint(String(repeating: "\0", count: length))).inserted)
            for position in 0..<length {
                var bytes = [UInt8](repeating: 0, count: length)
                bytes[position] = 1
                #expect(seen.insert(fingerprint(bytes.span)).inserted)
            }
        }
    }

    @Test func lowBitsSpreadEvenly() {
        var buckets = [Int](repeating: 0, count: 64)
        for index in 0..<64_000 { buckets[Int(fingerprint("customer-\(index)") & 63)] += 1 }
        let expected = 1_000.0
        let chiSquare = buckets.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        #expect(chiSquare < 120, "63 degrees of freedom: over 120 has a probability under 1 in 50,000")
    }

    @Test func mixingMovesHalfOfTheBits() {
        var random = SeededGenerator(seed: 21)
        var moved = 0
        for _ in 0..<1_000 {
            let value = random.next()
            moved += (mix(value) ^ mix(value ^ 1 << UInt64.random(in: 0..<64, using: &random))).nonzeroBitCount
        }
        #expect((31_000...33_000).contains(moved))
    }
}
