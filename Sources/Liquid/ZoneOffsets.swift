internal import Foundation

/// A time zone as a table of offsets, looked up once so that rendering asks no system database.
public struct ZoneOffsets: Sendable {
    /// Unix seconds from which the offset of the same position holds; the first holds before that too.
    private let starts: [Int64]
    /// Seconds east of Greenwich.
    private let offsets: [Int]
    private let abbreviations: [String]

    public static let utc = ZoneOffsets(seconds: 0)

    /// A zone without summer time, `seconds` east of Greenwich.
    public init(seconds: Int) {
        starts = [.min]
        offsets = [seconds]
        let minutes = abs(seconds) / 60
        let clock = "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        abbreviations = [seconds == 0 ? "UTC" : (seconds < 0 ? "-" : "+") + clock]
    }

    /// - Parameter identifier: IANA, such as `Europe/Berlin`.
    /// - Returns: `nil` where the system knows no such zone. Changes of offset are known from 1970 to 2100.
    public init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        var starts: [Int64] = [.min]
        var moment = Date(timeIntervalSince1970: 0)
        var offsets = [zone.secondsFromGMT(for: moment)]
        var abbreviations = [zone.abbreviation(for: moment) ?? identifier]
        let end = Date(timeIntervalSince1970: 4_102_444_800)
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next > moment, next < end {
            starts.append(Int64(next.timeIntervalSince1970))
            offsets.append(zone.secondsFromGMT(for: next))
            abbreviations.append(zone.abbreviation(for: next) ?? identifier)
            moment = next
        }
        self.starts = starts
        self.offsets = offsets
        self.abbreviations = abbreviations
    }

    /// The offset at an instant, in seconds east of Greenwich, and its short name.
    func offset(at seconds: Int64) -> (seconds: Int, abbreviation: String) {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle } else { high = middle }
        }
        return (offsets[low], abbreviations[low])
    }
}
