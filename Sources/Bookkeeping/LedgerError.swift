public import CampaignModel

/// Why the ledger could not do what it was asked; nothing of what was asked has been written.
///
/// Printed as `what happened; what to do`.
public enum LedgerError: Error, Hashable, Sendable {
    /// The file is something else: another program's database, or no database at all.
    case notALedger(path: String)
    /// A later version of Dovetail has changed the tables.
    case newerSchema(path: String)
    case cannotOpen(path: String, why: String)
    case damaged(path: String, why: String)
    case diskFull(path: String)
    /// Another process held the database for longer than we wait.
    case busy(path: String)
    /// Any other word of SQLite, with its extended result code.
    case database(path: String, code: Int, why: String)

    case noSuchRun(String)
    /// The campaign has a run that is scheduled, running or paused: a second one must not overlap it.
    case runIsOpen(run: String, state: RunState)
    /// The run's state does not allow the operation.
    case wrongState(run: String, state: RunState, operation: RunOperation)
    /// The plan breaks a promise that Planning makes: one row a customer and channel, one message an address.
    case planRefused(String)
    /// Somebody else is sending the run.
    case locked(run: String, holder: LockOwner, since: Instant, heartbeat: Instant)
    /// The run was taken over while the caller was silent: it must stop sending.
    case lockLost(run: String)
}

/// What one can ask of a run; for the sentence in ``LedgerError/wrongState(run:state:operation:)``.
public enum RunOperation: String, Hashable, Sendable, CaseIterable {
    case send, discard, pause, resume, cancel, retry
}

extension LedgerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notALedger(let path):
            "\(path) is not a Dovetail ledger; name another file under 'ledger:' in dovetail.yaml"
        case .newerSchema(let path):
            "\(path) was written by a newer Dovetail; update this one, the ledger has not been touched"
        case .cannotOpen(let path, let why):
            "cannot open the ledger \(path): \(why); check that its folder exists and may be written to"
        case .damaged(let path, let why):
            "the ledger \(path) is damaged: \(why); restore it from a backup, do not send from it"
        case .diskFull(let path):
            "no space left for the ledger \(path); free some and run the command again, nothing is lost"
        case .busy(let path):
            "the ledger \(path) is in use by another process; run the command again when that has ended"
        case .database(let path, let code, let why):
            "the ledger \(path) cannot be used: \(why) (SQLite \(code))"
        case .noSuchRun(let run):
            "there is no run '\(run)'; 'dovetail status' lists the runs"
        case .runIsOpen(let run, let state):
            "run \(run) is \(state.rawValue); finish it or cancel it before planning the next"
        case .wrongState(let run, let state, let operation):
            "run \(run) is \(state.rawValue); it cannot \(operation.phrase)"
        case .planRefused(let why):
            "the plan contradicts itself: \(why); please report this, nothing has been stored"
        case .locked(let run, let holder, let since, let heartbeat):
            "run \(run) is being sent by process \(holder.pid) on \(holder.host) since \(since), last heard of at "
                + "\(heartbeat); wait for it, or stop it first"
        case .lockLost(let run):
            "run \(run) was taken over by another process; this one has stopped sending"
        }
    }
}

extension RunOperation {
    fileprivate var phrase: String {
        switch self {
        case .send: "be sent"
        case .discard: "be discarded"
        case .pause: "be paused"
        case .resume: "be resumed"
        case .cancel: "be cancelled"
        case .retry: "be tried again"
        }
    }
}
