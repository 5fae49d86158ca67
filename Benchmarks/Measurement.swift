internal import Foundation

/// What one way of doing a stage took: ours, or a peer's beside it.
struct Measurement: Codable, Sendable {
    /// Rows of one stage are compared with the first of them.
    var stage: String
    /// Who did it: `Dovetail, 2 threads`, `DuckDB 1.3`.
    var subject: String
    /// What was counted, in the plural: `emails`.
    var unit: String
    /// How many of them each run worked through.
    var count: Int
    /// Bytes that each run read or made; `nil` where they say nothing.
    var bytes: Int?
    /// One for each run.
    var seconds: [Double]
    /// The most memory the process has had, what it prepared included.
    var peakBytes: Int
    /// How the result compares with ours.
    var note: String?

    var fastest: Double { seconds.min() ?? 0 }

    var median: Double {
        let sorted = seconds.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

extension Measurement {
    /// With the peak of memory so far.
    init(_ stage: String, _ subject: String, _ unit: String, count: Int, bytes: Int? = nil, seconds: [Double]) throws {
        self.init(
            stage: stage,
            subject: subject,
            unit: unit,
            count: count,
            bytes: bytes,
            seconds: seconds,
            peakBytes: try peakMemoryBytes()
        )
    }

    func line() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }

    /// Reads a file of lines; the rounds of one way of doing a stage become one measurement, where the first stands.
    static func read(file: String) throws -> [Measurement] {
        var measurements: [Measurement] = []
        for line in try Data(contentsOf: URL(filePath: file)).split(separator: UInt8(ascii: "\n")) {
            let next = try JSONDecoder().decode(Measurement.self, from: line)
            let same = measurements.firstIndex { $0.stage == next.stage && $0.subject == next.subject }
            if let same {
                measurements[same].seconds += next.seconds
                measurements[same].peakBytes = max(measurements[same].peakBytes, next.peakBytes)
            } else {
                measurements.append(next)
            }
        }
        return measurements
    }
}

/// Runs `body` on what `prepare` gives, once to warm up and then `runs` times.
/// - Returns: The last result, and how long each run took without its preparation.
func timed<Input, Result>(
    runs: Int,
    prepare: () throws -> Input,
    body: (Input) throws -> Result
) throws -> (result: Result, seconds: [Double]) {
    var seconds: [Double] = []
    while true {
        let input = try prepare()
        let start = ContinuousClock.now
        let result = try body(input)
        seconds.append((ContinuousClock.now - start) / .seconds(1))
        // A result that is not the last is freed before the next run, so that two never share the peak of memory.
        if seconds.count > runs { return (result, Array(seconds.dropFirst())) }
    }
}

func timed<Result>(runs: Int, body: () throws -> Result) throws -> (result: Result, seconds: [Double]) {
    try timed(runs: runs, prepare: {}, body: body)
}

/// The most memory that this process has had in RAM: Linux's `VmHWM`.
func peakMemoryBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let fields = line?.split(whereSeparator: \.isWhitespace), fields.count > 1, let kilobytes = Int(fields[1])
    else { preconditionFailure("Linux says VmHWM in /proc/self/status") }
    return kilobytes * 1_024
}
