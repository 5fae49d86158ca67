public import CampaignModel

/// A time zone as a table: from when on its clocks are how far from UTC.
///
/// The table ends 400 years after the last change that the zone's file lists; later changes follow the calendar, which
/// repeats every 400 years.
public struct ZoneRules: Hashable, Sendable {
    /// The IANA name, or `UTC`.
    public let name: String
    /// Moments, ascending, from which the offset of the same position holds. The first is `Int64.min`.
    private let starts: [Int64]
    /// Seconds east of Greenwich.
    private let offsets: [Int64]
    /// Whether clocks are still changed when the table ends.
    private let repeats: Bool

    public static let utc = ZoneRules(name: "UTC", changes: [], firstOffset: 0, repeats: false)

    private static let secondsPerCycle: Int64 = 146_097 * Instant.secondsPerDay

    /// - Parameter changes: Ascending.
    init(name: String, changes: [(at: Int64, offset: Int64)], firstOffset: Int64, repeats: Bool) {
        self.name = name
        starts = [Int64.min] + changes.map(\.at)
        offsets = [firstOffset] + changes.map(\.offset)
        self.repeats = repeats
    }

    /// Seconds east of Greenwich at a moment.
    public func offset(at instant: Instant) -> Int64 { offsets[index(at: inTable(instant.seconds).seconds)] }

    public func local(_ instant: Instant) -> LocalTime { LocalTime(seconds: instant.seconds + offset(at: instant)) }

    /// The first moment at which the clocks show `local`; where they skip it, the first moment after the gap.
    public func instant(of local: LocalTime) -> Instant {
        // No zone is more than a day from UTC.
        let (shifted, cycles) = inTable(local.seconds)
        var period = index(at: shifted - Instant.secondsPerDay)
        while period + 1 < starts.count, starts[period + 1] + offsets[period] <= shifted {
            // The clocks reach the time only after the next change: or the change skips it.
            if starts[period + 1] + offsets[period + 1] > shifted { return moment(starts[period + 1], cycles) }
            period += 1
        }
        return moment(shifted - offsets[period], cycles)
    }

    /// The next moment at which the clocks are changed; `nil` where they never are again.
    public func nextChange(after instant: Instant) -> Instant? {
        let (seconds, cycles) = inTable(instant.seconds)
        let next = index(at: seconds) + 1
        return next < starts.count ? moment(starts[next], cycles) : nil
    }

    /// The position whose offset holds at a moment of the table.
    private func index(at seconds: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle } else { high = middle }
        }
        return low
    }

    /// A time after the table's end as the same time so many cycles earlier. Two days are kept free at the end, so that
    /// what looks forward from a time finds the next change.
    private func inTable(_ seconds: Int64) -> (seconds: Int64, cycles: Int64) {
        guard repeats, let last = starts.last, seconds > last - 2 * Instant.secondsPerDay else { return (seconds, 0) }
        let beyond = seconds - (last - 2 * Instant.secondsPerDay)
        let cycles = (beyond + ZoneRules.secondsPerCycle - 1) / ZoneRules.secondsPerCycle
        return (seconds - cycles * ZoneRules.secondsPerCycle, cycles)
    }

    private func moment(_ seconds: Int64, _ cycles: Int64) -> Instant {
        Instant(seconds: seconds + cycles * ZoneRules.secondsPerCycle)
    }
}

extension ZoneRules {
    /// ISO 8601 with the offset: `2026-12-01T10:00:00+01:00`.
    public func text(_ instant: Instant) -> String {
        let offset = offset(at: instant)
        let seconds = offset.magnitude % 60
        return Instant(seconds: instant.seconds + offset).description.dropLast() + (offset < 0 ? "-" : "+")
            + twoDigits(offset.magnitude / 3_600) + ":" + twoDigits(offset.magnitude / 60 % 60)
            + (seconds == 0 ? "" : ":" + twoDigits(seconds))
    }
}

private func twoDigits(_ number: UInt64) -> String { (number < 10 ? "0" : "") + String(number) }
