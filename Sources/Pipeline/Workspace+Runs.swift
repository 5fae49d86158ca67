internal import Bookkeeping
public import CampaignModel

/// What a person can do to a campaign's open run from outside.
public enum RunChange: String, CaseIterable, Sendable {
    case pause, resume, cancel
}

extension Workspace {
    /// Changes the state of the campaign's open run; a sender at work notices within a second.
    public func change(_ change: RunChange, campaign name: String) throws(PipelineError) -> RunStatus {
        _ = try campaign(name)
        let ledger = try openLedger()
        do {
            guard let run = try ledger.openRun(of: name) else {
                throw PipelineError.refused("'\(name)' has no open run", remedy: "'dovetail status' shows its runs")
            }
            switch change {
            case .pause: try ledger.pause(run.id)
            case .resume: try ledger.resume(run.id)
            case .cancel:
                try ledger.cancel(run.id, now: now)
                try clearUp(after: run.id, ledger: ledger)
            }
            return RunStatus(try ledger.run(run.id), try ledger.counts(of: run.id))
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// Plans failed or unknown messages once more, for the next send.
    /// - Parameter name: A run, or a campaign, whose newest run that has begun is meant.
    public func retry(_ name: String, _ states: Set<MessageState>) throws(PipelineError) -> RetryReport {
        let ledger = try openLedger()
        do {
            let runs = try ledger.runs(of: nil)
            guard let run = runs.first(where: { $0.id == name || ($0.campaign == name && $0.startedAt != nil) }) else {
                throw PipelineError.refused(
                    "there is no run '\(name)', and no campaign of that name has a run that has begun",
                    remedy: "'dovetail status' lists the runs"
                )
            }
            let retried = try ledger.retry(run.id, states, now: now)
            return RetryReport(
                retried: retried.again,
                expired: retried.expired,
                status: RunStatus(try ledger.run(run.id), try ledger.counts(of: run.id))
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }
}
