internal import Bookkeeping
internal import CampaignModel
internal import Diagnostics
internal import Foundation

extension Workspace {
    /// The codes of a campaign's offers that nobody has yet, by file and in its order.
    /// - Parameter replaced: A run whose codes are free, for it gives way to the one that is planned.
    func freeCodes(
        of campaign: Campaign,
        ledger: (any Ledger)?,
        replacing replaced: String? = nil
    ) throws(PipelineError) -> [String: [String]] {
        var codes: [String: [String]] = [:]
        for file in codeFiles(of: campaign) { codes[file.id] = try self.codes(in: file, of: campaign) }
        if codes.isEmpty { return codes }
        do {
            let issued = try ledger?.issuedCodes(except: replaced) ?? []
            return codes.mapValues { $0.filter { !issued.contains($0) } }
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    /// Codes that are added make a new plan.
    func codeDigests(of campaign: Campaign) throws(PipelineError) -> [String: String] {
        var digests: [String: String] = [:]
        for file in codeFiles(of: campaign) { digests[file.id] = digest(of: try text(of: file, campaign)) }
        return digests
    }

    private func codeFiles(of campaign: Campaign) -> [Mention] {
        campaign.variants.reduce(into: []) { files, variant in
            guard case .file(let file) = variant.offer?.codes, !files.contains(where: { $0.id == file.id }) else {
                return
            }
            files.append(file)
        }
    }

    /// One code a line, in the first column or that with the header `code`; each once.
    private func codes(in mention: Mention, of campaign: Campaign) throws(PipelineError) -> [String] {
        let text = String(decoding: try text(of: mention, campaign), as: UTF8.self)
        let rows = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
                cell.trimmingCharacters(in: CharacterSet(charactersIn: " \t\"\u{feff}"))
            }
        }
        let column = rows.first?.firstIndex { $0.lowercased() == "code" }
        var seen = Set<String>()
        return rows.dropFirst(column == nil ? 0 : 1).compactMap { cells in
            let place = column ?? 0
            guard place < cells.count, !cells[place].isEmpty, seen.insert(cells[place]).inserted else { return nil }
            return cells[place]
        }
    }

    private func text(of mention: Mention, _ campaign: Campaign) throws(PipelineError) -> [UInt8] {
        let file = path(mention.id)
        guard FileManager.default.fileExists(atPath: file) else {
            throw .invalid([
                Diagnostic(
                    .error,
                    at: SourceLocation(file: campaignFile(campaign.name), line: mention.line, column: 1),
                    "there is no file of codes '\(mention.id)' in the shop's folder",
                    remedy: "write one code a line into it"
                )
            ])
        }
        return try Workspace.read(file)
    }
}
