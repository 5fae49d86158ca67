import CampaignModel
import Diagnostics
import Scheduling
import TestSupport
import Testing

@Suite struct CronExpressionTests {
    private func next(_ text: String, _ zoneName: String, after: String, _ count: Int = 2) throws -> [String] {
        let zone = try zone(zoneName)
        return try CronExpression(text).next(count, after: try instant(after), in: zone).map(zone.text)
    }

    @Test func nicknamesAndLastDaysAreUnderstood() throws {
        #expect(try next("@Daily", "UTC", after: "2026-01-01", 1) == ["2026-01-02T00:00:00+00:00"])
        #expect(
            try next("0 9 L * *", "UTC", after: "2028-02-01")
                == ["2028-02-29T09:00:00+00:00", "2028-03-31T09:00:00+00:00"]
        )
        #expect(
            try next("0 9 * * 5L", "UTC", after: "2026-01-01")
                == ["2026-01-30T09:00:00+00:00", "2026-02-27T09:00:00+00:00"]
        )
        #expect(try next("0 9 * * friL", "UTC", after: "2026-01-01", 1) == ["2026-01-30T09:00:00+00:00"])
        #expect(
            try next("0 9 * * 5#3,mon", "UTC", after: "2026-01-13")
                == ["2026-01-16T09:00:00+00:00", "2026-01-19T09:00:00+00:00"]
        )
    }

    @Test func eitherDayFieldWillDo() throws {
        #expect(
            try next("0 9 13 * 5", "UTC", after: "2026-02-01", 3)
                == ["2026-02-06T09:00:00+00:00", "2026-02-13T09:00:00+00:00", "2026-02-20T09:00:00+00:00"]
        )
    }

    @Test func aListWithAStarIsAStar() throws {
        #expect(try next("0 9 *,5 * 1", "UTC", after: "2026-02-01", 1) == ["2026-02-02T09:00:00+00:00"])
    }

    @Test func theRarestDayIsFound() throws {
        // The next 29 February that is a Monday.
        #expect(try next("0 0 * 2 1#5", "UTC", after: "2072-03-01", 1) == ["2112-02-29T00:00:00+00:00"])
    }

    @Test func aTimeOfDayComesOnceWhereItIsShownTwice() throws {
        #expect(
            try next("30 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z")
                == ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]
        )
        // Asked in the second of the two hours.
        #expect(
            try next("45 2 * * *", "Europe/Berlin", after: "2026-10-25T01:10:00Z", 1) == ["2026-10-26T02:45:00+01:00"]
        )
    }

    @Test(arguments: [
        ("0 0 9 * * *", "seconds"), ("* * W * *", "W"), ("0 9 15W * *", "W"), ("H 9 * * *", "lot"),
        ("R 9 * * *", "lot"),
        ("0 9 ? * *", "?"), ("@reboot", "@reboot"), ("@every 5m", "steps"), ("@dayly", "@daily"),
        ("0 9 */2 * 1", "beside"), ("0 9 1 * */2", "beside"), ("0 9 30 2 *", "no year"), ("0 9 * * FRI-SUN", "upwards"),
        ("0 9 * * L5", "5L"), ("0 9 * 13 *", "1 to 12"), ("0 9 L-3 * *", "day of the month"), ("", "empty"),
    ])
    func aRefusalSaysWhatToWrite(_ text: String, _ hint: String) {
        do {
            _ = try CronExpression(text)
            Issue.record("'\(text)' is no schedule")
        } catch {
            #expect(error.description.contains(hint), "\(error)")
            #expect(!error.remedy.isEmpty)
        }
    }

    @Test func nextTimesAreThoseThatAMinuteByMinuteSearchFinds() throws {
        var generator = SeededGenerator(seed: 17)
        let names = [
            "Europe/Paris", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Beirut", "UTC",
        ]
        for _ in 0..<60 {
            let text = randomExpression(&generator)
            guard let expression = try? CronExpression(text) else { continue }
            let zone = try zone(try #require(names.randomElement(using: &generator)))
            // Within a few days of a change of clocks as a rule.
            let month = [3, 4, 10, 11].randomElement(using: &generator) ?? 3
            let start = CivilTime(
                year: 2024,
                month: month,
                day: Int.random(in: 1...28, using: &generator),
                hour: Int.random(in: 0...23, using: &generator)
            ).instant
            let end = start.advanced(byDays: 6)
            var expected = searched(text, zone: zone, from: start, to: end)
            if expected.count > 300 { expected.removeLast(expected.count - 300) }
            let found = expression.next(expected.count, after: start, in: zone)
            #expect(found == expected, "\(text) in \(zone.name) after \(start)")
            for (earlier, later) in zip(found, found.dropFirst()) { #expect(earlier < later) }
            if expected.count < 300, let beyond = expression.next(after: found.last ?? start, in: zone) {
                #expect(beyond > end, "\(text) in \(zone.name) after \(start)")
            }
        }
    }

    /// Goes through the minutes one by one. Written anew here, from the fields' texts.
    private func searched(_ text: String, zone: ZoneRules, from: Instant, to: Instant) -> [Instant] {
        let fields = text.split(separator: " ").map(String.init)
        let sets = zip(fields, [0...59, 0...23, 1...31, 1...12, 0...7]).map { plainSet($0, $1) }
        let isInterval = fields[0].hasPrefix("*") || fields[1].hasPrefix("*")
        func matches(_ time: LocalTime) -> Bool {
            let date = time.civil
            guard sets[0].contains(date.minute), sets[1].contains(date.hour), sets[3].contains(date.month) else {
                return false
            }
            let day = sets[2].contains(date.day)
            let weekday = sets[4].contains(time.weekday) || time.weekday == 0 && sets[4].contains(7)
            if fields[2].hasPrefix("*") || fields[4].hasPrefix("*") { return day && weekday }
            return day || weekday
        }
        var found: [Instant] = []
        // The latest that the clocks have shown: what they show again is not new.
        var reached = zone.local(from.advanced(byDays: -2))
        var moment = from.advanced(byDays: -2)
        while moment < to {
            moment = moment.advanced(bySeconds: 60)
            let local = zone.local(moment)
            var isDue = false
            if isInterval {
                isDue = matches(local)
            } else {
                while reached < local {
                    reached = reached.advanced(bySeconds: 60)
                    isDue = isDue || matches(reached)
                }
            }
            if isDue, moment > from { found.append(moment) }
        }
        return found
    }

    private func plainSet(_ field: String, _ range: ClosedRange<Int>) -> Set<Int> {
        var numbers = Set<Int>()
        for term in field.split(separator: ",") {
            let parts = term.split(separator: "/")
            let step = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
            let ends =
                parts[0] == "*"
                ? [range.lowerBound, range.upperBound] : parts[0].split(separator: "-").compactMap { Int($0) }
            let last = ends.count > 1 ? ends[1] : parts.count > 1 ? range.upperBound : ends[0]
            numbers.formUnion(stride(from: ends[0], through: last, by: step))
        }
        return numbers
    }

    private func randomExpression(_ generator: inout SeededGenerator) -> String {
        func field(_ range: ClosedRange<Int>, star: Int) -> String {
            func number() -> Int { Int.random(in: range, using: &generator) }
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<star: return "*"
            case 6: return "*/\(Int.random(in: 1...20, using: &generator))"
            case 7:
                let (a, b) = (number(), number())
                return "\(min(a, b))-\(max(a, b))/\(Int.random(in: 1...4, using: &generator))"
            case 8: return "\(number()),\(number()),\(number())"
            default: return "\(number())"
            }
        }
        return [
            field(0...59, star: 2), field(0...6, star: 3), field(1...31, star: 6), field(1...12, star: 6),
            field(0...7, star: 6),
        ].joined(separator: " ")
    }
}
