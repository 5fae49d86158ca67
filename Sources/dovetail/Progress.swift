internal import CampaignModel
internal import Diagnostics
internal import Foundation
internal import Pipeline
internal import Synchronization

/// Tells on stderr how a job goes: a line that is drawn over on a terminal, a line now and then elsewhere.
final class Progress: Sendable {
    private struct State {
        var began: Date?
        var lastTold = Date.distantPast
        /// Whether the cursor stands behind a line that is drawn over.
        var isOpen = false
    }

    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    private let isQuiet: Bool
    private let state = Mutex(State())

    init(quiet: Bool) { isQuiet = quiet }

    func observe(_ event: PipelineEvent) {
        switch event {
        case .reading: tell("Reading the shop's files")
        case .read(let report): tell(DataTable.summary(report))
        case .segmented(let customers): tell("Audience: \(grouped(customers)) customers")
        case .picking: tell("Picking products")
        case .planning(let done, let total):
            draw(isLast: done == total) { _ in ProgressLine.text(done, of: total, unit: "decided") }
        case .planned(let plan):
            tell("Plan \(plan.run): \(grouped(plan.counts.planned)) of \(grouped(plan.audience)) messages")
        case .sending(let run, let messages):
            state.withLock { $0.began = nil }
            tell("Sending \(run): \(grouped(messages)) messages due")
        case .progress(let progress):
            draw(isLast: progress.done >= progress.total) { ProgressLine.text(progress, seconds: $0) }
        case .note(let text): tell(text)
        }
    }

    private func tell(_ text: String) {
        if isQuiet { return }
        let ending = state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen ? "\n" : ""
        }
        Output.note(ending + text)
    }

    /// - Parameter text: Given the seconds since the first line.
    private func draw(isLast: Bool, _ text: (Double) -> String) {
        if isQuiet { return }
        let now = Date()
        let interval = isTerminal ? 0.1 : 10.0
        let line = state.withLock { state -> String? in
            let began = state.began ?? now
            state.began = began
            guard isLast || now.timeIntervalSince(state.lastTold) >= interval else { return nil }
            state.lastTold = now
            state.isOpen = isTerminal && !isLast
            return text(now.timeIntervalSince(began))
        }
        guard let line else { return }
        // Carriage return, then erase to the end of the line.
        let drawn = isTerminal ? "\r\u{1b}[K\(line)\(isLast ? "\n" : "")" : line + "\n"
        FileHandle.standardError.write(Data(drawn.utf8))
    }
}

/// How far a job is, on one line.
enum ProgressLine {
    private static let width = 24

    /// `[########----------------]  33%  1,234 of 3,700 decided`
    static func text(_ done: Int, of total: Int, unit: String) -> String {
        let share = total == 0 ? 1 : min(1, Double(done) / Double(total))
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        let percent = "\(Int(share * 100))%"
        let padding = String(repeating: " ", count: 4 - percent.count)
        return "[\(bar)] \(padding)\(percent)  \(grouped(done)) of \(grouped(total)) \(unit)"
    }

    /// With rate, time left, and what came of the messages.
    static func text(_ progress: SendProgress, seconds: Double) -> String {
        var words = [text(progress.done, of: progress.total, unit: "done")]
        if seconds >= 1, progress.done > 0 {
            let rate = Double(progress.done) / seconds
            words.append("\(grouped(Int(rate.rounded())))/s")
            let left = progress.total - progress.done
            if left > 0 { words.append("\(duration(seconds: Int(Double(left) / rate))) left") }
        }
        let outcomes = [
            ("sent", progress.accepted), ("deferred", progress.deferred), ("failed", progress.failed),
            ("unknown", progress.unknown), ("skipped", progress.skipped), ("not handed over", progress.notSent),
        ]
        let told = outcomes.filter { $0.1 > 0 }.map { "\(grouped($0.1)) \($0.0)" }
        if !told.isEmpty { words.append(told.joined(separator: ", ")) }
        return words.joined(separator: "  ")
    }

    /// `2 h 05 min`, `3 min 20 s`, `45 s`
    static func duration(seconds: Int) -> String {
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        if hours > 0 { return "\(hours) h \(minutes < 10 ? "0" : "")\(minutes) min" }
        return minutes > 0 ? "\(minutes) min \(seconds % 60) s" : "\(seconds) s"
    }
}
