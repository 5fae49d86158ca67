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
    func history(of campaign: Campaign) throws(PipelineError) -> PastRuns {
        var known = PastRuns()
        let ledger = try ledgerIfThere()
        known.codes = try freeCodes(of: campaign, ledger: ledger)
        guard let ledger else { return known }
        do {
            let days = campaign.variants.map(\.recommend.noRepeatDays).max() ?? 0
            known.shown = try ledger.recentItems(of: campaign.name, since: now.advanced(byDays: -days))
            known.suppressed = Set(try allSuppressions(in: ledger).map(\.address))
        } catch {
            throw PipelineError(ledgerError: error)
        }
        return known
    }
}

extension Campaign {
    /// The variants that a message may be of.
    var variantNames: [String] { variants.map(\.name) }

    /// Shares that give everyone the variant; those of the campaign where it is `nil`.
    func shares(givingAll variant: String?) -> [Double] {
        guard let variant, variantNames.contains(variant) else { return variants.map(\.weight) }
        return variants.map { $0.name == variant ? 1 : 0 }
    }
}
