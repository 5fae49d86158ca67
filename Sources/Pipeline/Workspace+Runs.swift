internal import Bookkeeping
internal import CampaignModel
internal import Foundation

/// What a person can do to a campaign's open run from outside.
public enum RunChange: String, CaseIterable, Sendable {
    case pause, resume, cancel
}

extension Workspace {
    /// Changes the state of the campaign's open run; a sender at work notices within seconds.
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
                // What a dead sender left half-sent is known to be unknown.
                let host = ProcessInfo.processInfo.hostName
                _ = try ledger.recover(
                    run.id,
                    staleAfterSeconds: RunDelivery.staleAfterSeconds,
                    now: now,
                    isAlive: { $0 != host || isRunning($1) }
                )
            }
            return RunStatus(try ledger.run(run.id), try ledger.counts(of: run.id))
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }
}
