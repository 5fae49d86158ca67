internal import CampaignModel
internal import Diagnostics
internal import Foundation
internal import Pipeline
internal import Synchronization

/// Tells on stderr how a job goes: a line that is drawn over on a terminal, a line now and then elsewhere.
final class Progress: Sendable {
    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    private let isQuiet: Bool
    private let lastTold = Mutex(Date.distantPast)

    init(quiet: Bool) { isQuiet = quiet }

    func observe(_ event: PipelineEvent) {
        switch event {
        case .reading: tell("Reading the shop's files")
        case .read(let report): tell(DataTable.summary(report))
        case .segmented(let customers): tell("Audience: \(grouped(customers)) customers")
        case .picking: tell("Picking products")
        case .planned(let plan):
            tell("Plan \(plan.run): \(grouped(plan.counts.planned)) of \(grouped(plan.audience)) messages")
        case .sending(let run, let messages): tell("Sending \(run): \(grouped(messages)) messages due")
        case .progress(let done, let total): draw(done, total)
        case .note(let text): tell(text)
        }
    }

    private func tell(_ text: String) {
        if !isQuiet { Output.note(text) }
    }

    private func draw(_ done: Int, _ total: Int) {
        let interval = isTerminal ? 0.1 : 10.0
        let isDue = lastTold.withLock { last in
            guard done == total || Date().timeIntervalSince(last) >= interval else { return false }
            last = Date()
            return true
        }
        guard isDue, !isQuiet else { return }
        let share = total == 0 ? 100 : done * 100 / total
        let text = "  \(grouped(done)) of \(grouped(total))  \(share)%"
        FileHandle.standardError.write(Data((isTerminal ? "\r\(text)\(done == total ? "\n" : "")" : text + "\n").utf8))
    }
}
