internal import Bookkeeping
internal import CampaignModel
internal import Foundation
internal import Planning

/// What a run's variants did, side by side, and which is best as far as that can be told.
struct VariantReport: Encodable, Sendable {
    struct Row: Encodable, Sendable {
        var variant: String
        /// What it was to get of the people: 0 ... 1.
        var share: Double
        var people: Int
        var converters: Int
        /// Minor units.
        var revenue: Int64
        /// That it is better than all others in conversions: 0 ... 1.
        var probabilityOfBest: Double
    }

    /// From here on a variant may be called the winner.
    private static let sure = 0.95

    var rows: [Row]
    /// A sentence where the people did not divide as they were drawn: then nothing is claimed.
    var mismatch: String?
    private var currency: Currency

    init(_ experiment: RunExperiment, _ outcomes: [String: VariantOutcome], mismatch: String?, currency: Currency) {
        let found = experiment.shares.map { outcomes[$0.name] ?? VariantOutcome() }
        let best = Thompson.probabilitiesOfBest(found, by: .conversion, seed: fingerprint(experiment.name))
        rows = experiment.shares.indices.map { index in
            Row(
                variant: experiment.shares[index].name,
                share: experiment.shares[index].share,
                people: found[index].people,
                converters: found[index].converters,
                revenue: Int64(found[index].revenue),
                probabilityOfBest: best[index]
            )
        }
        self.mismatch = mismatch
        self.currency = currency
    }

    /// The variant that did best, where that is all but certain.
    var winner: String? {
        mismatch == nil ? rows.first { $0.probabilityOfBest >= VariantReport.sure }?.variant : nil
    }

    var text: String {
        var lines = ["variants (treated people; orders in the window)"]
        for row in rows {
            let rate = row.people > 0 ? Double(row.converters) / Double(row.people) * 100 : 0
            let revenue = Money(minorUnits: row.people > 0 ? row.revenue / Int64(row.people) : 0, currency: currency)
            lines.append(
                "  \(row.variant): \(row.people) people (share \(percent(row.share * 100))), "
                    + "\(row.converters) converters (\(percent(rate))), \(revenue) a person, "
                    + "best with probability \(percent(row.probabilityOfBest * 100))"
            )
        }
        if let mismatch {
            lines.append("  \(mismatch)")
        } else {
            lines.append(winner.map { "  winner by conversions: \($0)" } ?? "  no winner yet")
        }
        return lines.joined(separator: "\n")
    }

    private func percent(_ value: Double) -> String { String(format: "%.1f %%", value) }

    private enum CodingKeys: String, CodingKey { case rows, mismatch, winner }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rows, forKey: .rows)
        try container.encodeIfPresent(mismatch, forKey: .mismatch)
        try container.encodeIfPresent(winner, forKey: .winner)
    }
}
