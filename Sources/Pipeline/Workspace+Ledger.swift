internal import Bookkeeping
internal import CampaignModel
internal import Diagnostics
internal import Foundation

extension Workspace {
    func openLedger() throws(PipelineError) -> SQLiteLedger {
        do {
            return try SQLiteLedger(path: path(settings.ledger), now: clock.now)
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// The ledger where there is one; nothing is created.
    func ledgerIfThere() throws(PipelineError) -> SQLiteLedger? {
        FileManager.default.fileExists(atPath: path(settings.ledger)) ? try openLedger() : nil
    }

    /// Where the campaign's runs stand, newest first; of every campaign where it is `nil`.
    public func status(campaign: String?) throws(PipelineError) -> [RunStatus] {
        do {
            let ledger = try openLedger()
            return try ledger.runs(of: campaign).map { run in
                var status = RunStatus(run, try ledger.counts(of: run.id))
                if let sender = try ledger.sender(of: run.id), LockOwner.isAlive(host: sender.host, pid: sender.pid) {
                    status.sender = "process \(sender.pid) on \(sender.host)"
                }
                return status
            }
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// Puts right what a dead sender of the run left half-sent; one that lives goes on.
    func clearUp(after run: String, ledger: any Ledger) throws(LedgerError) {
        do throws(LedgerError) {
            _ = try ledger.recover(
                run,
                staleAfterSeconds: RunDelivery.staleAfterSeconds,
                now: now,
                isAlive: LockOwner.isAlive
            )
        } catch {
            guard case .locked = error else { throw error }
        }
    }

    /// - Returns: Whether the address was not on the list before.
    public func suppress(_ address: String, reason: String) throws(PipelineError) -> Bool {
        guard let address = EmailAddress(address) else {
            throw .refused("'\(address)' is no email address", remedy: "write it as name@domain.example")
        }
        do {
            return try openLedger().suppress([suppression(of: address, reason: reason)]) == 1
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// - Returns: Whether the address was on the list.
    public func unsuppress(_ address: String) throws(PipelineError) -> Bool {
        do {
            return try openLedger().removeSuppression(of: address, on: nil)
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// The whole list, by address.
    public func suppressions() throws(PipelineError) -> [SuppressedAddress] {
        do {
            return try allSuppressions(in: openLedger()).map {
                SuppressedAddress(address: $0.address, since: $0.createdAt, reason: $0.reason)
            }
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// Suppresses every address of a file: one a line, or a CSV whose header names a column `email` or `address`.
    public func importSuppressions(file: String, reason: String) throws(PipelineError) -> SuppressionImport {
        let text = String(decoding: try Workspace.read(file), as: UTF8.self)
        var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { $0.split(separator: ",") }
        let header = lines.first?.map { $0.trimmingCharacters(in: .whitespaces).lowercased() } ?? []
        let column = header.firstIndex { $0 == "email" || $0 == "address" }
        if column != nil { lines[0] = [] }
        var report = SuppressionImport(added: 0, known: 0, rejected: [])
        var found: [Suppression] = []
        for (index, fields) in lines.enumerated() where !fields.isEmpty {
            let place = column ?? 0
            let field = place < fields.count ? fields[place] : ""
            let cell = field.trimmingCharacters(in: CharacterSet(charactersIn: " \t\"\u{feff}"))
            if let address = EmailAddress(cell) {
                found.append(suppression(of: address, reason: reason))
            } else {
                let location = SourceLocation(file: file, line: index + 1, column: 1)
                report.rejected.append(
                    Diagnostic(
                        .error,
                        at: location,
                        "'\(cell)' is no email address",
                        remedy: "write one address a line"
                    )
                )
            }
        }
        do {
            report.added = try openLedger().suppress(found)
        } catch {
            throw PipelineError(ledgerError: error)
        }
        report.known = found.count - report.added
        return report
    }

    func allSuppressions(in ledger: any Ledger) throws(LedgerError) -> [Suppression] {
        var all: [Suppression] = []
        while true {
            let page = try ledger.suppressions(limit: 10_000, offset: all.count)
            all += page
            if page.count < 10_000 { return all }
        }
    }

    private func suppression(of address: EmailAddress, reason: String) -> Suppression {
        Suppression(address: address.text, channel: nil, reason: reason, createdAt: clock.now)
    }
}

extension PipelineError {
    /// What was thrown where the ledger is at work: its own errors say what to do; ours pass through.
    init(ledgerError error: any Error) {
        self = error as? PipelineError ?? .failed("\(error)", remedy: "")
    }
}

extension RunStatus {
    init(_ run: Run, _ counts: RunCounts) {
        self.init(
            run: run.id,
            campaign: run.campaign,
            state: run.state,
            asOf: run.asOf,
            audience: counts.audience,
            sent: counts[.sent],
            deferred: counts[.deferred],
            failed: counts[.failed],
            unknown: counts[.unknown],
            suppressed: counts[.suppressed],
            cancelled: counts[.cancelled],
            holdout: counts[.holdout],
            remaining: counts.remaining,
            skipped: counts.skipped,
            nextDue: counts.nextDue,
            pausedReason: run.pausedReason
        )
    }
}
