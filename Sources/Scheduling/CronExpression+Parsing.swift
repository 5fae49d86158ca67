internal import CampaignModel
public import Diagnostics

extension CronExpression {
    /// Reads `0 9 * * MON-FRI` or `@daily`.
    ///
    /// A field holds `*`, numbers, ranges `1-5`, steps `*/10`, `8-18/2`, `5/15` (from 5 on), or a list of those; months and
    /// weekdays also by their first three letters. Sunday is 0 or 7. Days of the month know `L`, the last; weekdays know
    /// `5#3`, the third Friday, and `5L`, the last one.
    /// - Throws: What is wrong and what to write instead: also where programs disagree about the meaning, and where no
    ///   calendar ever shows such a day.
    public init(_ text: String) throws(Diagnostic) {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        var fields = text.utf8.split(whereSeparator: isSpace).map { String(Substring($0)) }
        description = fields.joined(separator: " ")
        if let nickname = fields.first, nickname.hasPrefix("@") {
            fields = try CronExpression.fields(of: fields.joined(separator: " "))
        }
        guard fields.count == 5 else { throw CronExpression.wrongCount(fields) }
        minutes = try CronField.minute.parse(fields[0]).numbers
        hours = try CronField.hour.parse(fields[1]).numbers
        let days = try CronField.day.parse(fields[2])
        months = try CronField.month.parse(fields[3]).numbers
        let weekdays = try CronField.weekday.parse(fields[4])
        self.days = Days(numbers: days.numbers, last: days.last != 0)
        // Sunday is 0 and 7.
        self.weekdays = Weekdays(
            every: (weekdays.numbers | weekdays.numbers >> 7) & 0x7f,
            numbered: weekdays.numbered,
            last: weekdays.last
        )
        isInterval = fields[0].hasPrefix("*") || fields[1].hasPrefix("*")
        needsBothDays = try CronExpression.needsBoth(fields[2], fields[4])
        guard nextTime(from: LocalTime(seconds: 0)) != nil else {
            throw CronExpression.refusal("no year has such a day", "mend the day of the month or the month")
        }
    }

    private static func fields(of nickname: String) throws(Diagnostic) -> [String] {
        let meanings = [
            ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"),
            ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"),
        ]
        let name = nickname.lowercased()
        if let meaning = meanings.first(where: { $0.0 == name })?.1 {
            return meaning.split(separator: " ").map(String.init)
        }
        if name == "@reboot" {
            throw refusal("'@reboot' names no time", "write five fields, such as '0 9 * * *' for nine every morning")
        }
        if name.hasPrefix("@every") {
            throw refusal("'@every' counts from no fixed time", "write steps: '*/5 * * * *' is every five minutes")
        }
        throw refusal("'\(nickname)' is unknown", suggestion(for: name, among: meanings.map(\.0)))
    }

    private static func wrongCount(_ fields: [String]) -> Diagnostic {
        let order = "write minute, hour, day of the month, month, weekday: '0 9 * * MON-FRI'"
        if fields.isEmpty { return refusal("it is empty", order) }
        guard (6...7).contains(fields.count) else {
            return refusal("it has \(fields.count) field\(fields.count == 1 ? "" : "s") and not five", order)
        }
        return refusal(
            "it has \(fields.count) fields: a campaign is not scheduled to the second, nor by the year",
            "leave seconds and year out; \(order)"
        )
    }

    /// Programs disagree whether `*/2` beside a weekday means both or either.
    private static func needsBoth(_ day: String, _ weekday: String) throws(Diagnostic) -> Bool {
        // A list with `*` in it is `*`.
        let isFree = { (field: String) in field.split(separator: ",").contains("*") }
        if isFree(day) || isFree(weekday) { return true }
        let areSteps = (day.contains("*"), weekday.contains("*"))
        if areSteps == (true, true) { return true }
        guard areSteps == (false, false) else {
            throw refusal(
                "'\(areSteps.0 ? day : weekday)' stands beside another day field: to some programs that means both, to "
                    + "others either",
                "list the numbers, which means either, or make one of the two '*'"
            )
        }
        return false
    }

    static func refusal(_ what: String, _ remedy: String) -> Diagnostic {
        Diagnostic(.error, "this is no schedule: \(what)", remedy: remedy)
    }
}
