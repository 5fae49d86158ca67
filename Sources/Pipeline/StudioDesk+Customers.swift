internal import CampaignModel
internal import Diagnostics
internal import Web

extension StudioDesk {
    /// Customers listed at once.
    private static let listLimit = 60

    func shop() throws(StudioTrouble) -> StudioShop {
        let situation = try ready()
        let settings = workspace.settings
        var languages = Set([settings.shop.locale])
        let locales = situation.shop.customers.locales
        for code in 0..<Int32(locales.values.count) { languages.insert(locales.values[code]) }
        do throws(PipelineError) {
            return StudioShop(
                name: settings.shop.name,
                asOf: "\(workspace.now)",
                customers: situation.shop.customers.count,
                campaigns: try workspace.campaignNames().map(summary),
                segments: settings.segments.map(\.name),
                languages: languages.sorted(),
                files: ["dovetail.yaml"] + workspace.messageFiles().sorted()
            )
        } catch {
            throw trouble(error)
        }
    }

    private func summary(of name: String) -> StudioShop.Campaign {
        do throws(StudioTrouble) {
            let campaign = try campaign(name)
            return StudioShop.Campaign(
                name: name,
                channels: campaign.channels.map(\.rawValue),
                variants: campaign.variantNames,
                enabled: campaign.enabled
            )
        } catch {
            return StudioShop.Campaign(name: name, channels: [], variants: [], enabled: false, findings: error.findings)
        }
    }

    func customers(_ query: StudioCustomerQuery) throws(StudioTrouble) -> StudioCustomerList {
        let situation = try ready()
        let campaign = try campaign(query.campaign)
        let members = try members(of: audience(query.scope, campaign))
        let customers = situation.shop.customers
        let search = CustomerSearch(query.search)
        let found = members.filter { search.finds(Int($0), in: customers) }
        var listed = Array(found.prefix(StudioDesk.listLimit))
        if let exact = customers.ids.id(of: query.search), found.contains(exact), listed.first != exact {
            listed.removeAll { $0 == exact }
            listed.insert(exact, at: 0)
        }
        let outcomes = try outcomes(of: campaign, listed.sorted(), situation)
        return StudioCustomerList(
            scope: members.count,
            matches: found.count,
            customers: listed.map { row in
                let index = Int(row)
                let id = customers.ids[row]
                return StudioCustomerList.Customer(
                    id: id,
                    name: PersonName.cleaned(customers.firstNames[index]),
                    email: customers.emails[index],
                    tier: customers.tiers[index] ?? "",
                    language: customers.locales[index] ?? "",
                    outcome: outcomes[id] ?? ""
                )
            }
        )
    }

    private func audience(_ scope: StudioCustomerQuery.Scope, _ campaign: Campaign) throws(StudioTrouble) -> Audience {
        switch scope {
        case .audience: return campaign.audience
        case .everyone: return Audience()
        case .segment(let name):
            let segments = workspace.settings.segments
            if let segment = segments.first(where: { $0.name == name }) { return Audience(segment: segment) }
            let advice = suggestion(for: name, among: segments.map(\.name))
            throw StudioTrouble(findings: [Diagnostic(.error, "there is no segment '\(name)'", remedy: advice)])
        }
    }

    /// By customer; of several channels the first that is planned, else the first.
    private func outcomes(
        of campaign: Campaign,
        _ rows: [Int32],
        _ situation: Situation
    ) throws(StudioTrouble) -> [String: String] {
        var outcomes: [String: String] = [:]
        for message in try plan(campaign, rows, situation)
        where outcomes[message.customerID] == nil || message.disposition == .planned {
            outcomes[message.customerID] = message.disposition.word
        }
        return outcomes
    }
}

/// A part of an id, a first name or an address, in whatever case its ASCII letters are.
private struct CustomerSearch {
    private let wanted: [UInt8]

    init(_ text: String) { wanted = text.utf8.map(CustomerSearch.lowercased) }

    func finds(_ row: Int, in customers: Customers) -> Bool {
        wanted.isEmpty || stands(in: customers.ids.texts.cell(row)) || stands(in: customers.emails.cell(row))
            || stands(in: customers.firstNames.cell(row))
    }

    private func stands(in cell: Span<UInt8>) -> Bool {
        guard cell.count >= wanted.count else { return false }
        for start in 0...cell.count - wanted.count {
            var length = 0
            while length < wanted.count, CustomerSearch.lowercased(cell[start + length]) == wanted[length] {
                length += 1
            }
            if length == wanted.count { return true }
        }
        return false
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}

extension Disposition {
    /// As the ledger and `explain` spell it.
    var word: String {
        switch self {
        case .planned: "planned"
        case .skipped(let reason): reason.rawValue
        case .suppressed: "suppressed"
        case .holdout: "holdout"
        }
    }
}
