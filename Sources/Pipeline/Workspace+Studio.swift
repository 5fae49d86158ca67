internal import Bookkeeping
internal import CampaignModel
internal import Foundation
internal import Web

extension Workspace {
    /// Where the studio listens unless it is told otherwise.
    public static let studioPort = 8026

    /// Shows the shop's messages in a browser on this machine, until SIGINT or SIGTERM.
    /// - Parameters:
    ///   - port: On 127.0.0.1; 0 takes any that is free.
    ///   - ready: Called with the page's address.
    public func studio(
        port: Int,
        observer: @escaping PipelineObserver,
        ready: @escaping @Sendable (String) -> Void
    ) async throws(PipelineError) {
        let desk = StudioDesk(self, observer: observer)
        await desk.open()
        let watching = Task { await desk.watch() }
        defer { watching.cancel() }
        do throws(StudioServerError) {
            try await StudioServer(source: desk).run(port: port) { ready("http://127.0.0.1:\($0)/") }
        } catch {
            switch error {
            case .portTaken(let port):
                throw .refused(
                    "port \(port) of 127.0.0.1 is taken",
                    remedy: "end the studio that runs there, or name another port with --port"
                )
            case .failed(let what): throw .failed("the studio cannot run: \(what)", remedy: "")
            }
        }
    }
}

extension Workspace {
    /// What earlier runs say about a campaign's customers; nothing where there is no ledger, and none is made.
    func history(of campaign: Campaign) throws(PipelineError) -> StudioDesk.History {
        guard FileManager.default.fileExists(atPath: path(settings.ledger)) else { return StudioDesk.History() }
        do {
            let ledger = try openLedger()
            let since = now.advanced(byDays: -campaign.recommend.noRepeatDays)
            return StudioDesk.History(
                shown: try ledger.recentItems(of: campaign.name, since: since),
                suppressed: Set(try allSuppressions(in: ledger).map(\.address))
            )
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }
}

extension Campaign {
    /// The variants that a message may be of.
    var variantNames: [String] { ["A"] }
}
