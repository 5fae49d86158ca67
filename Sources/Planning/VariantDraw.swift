public import CampaignModel

/// Draws people to variants and to the holdout: a keyed hash of (experiment, person), and nothing else.
///
/// So a person stays where they are over runs, channels and machines while the shares do, and experiments are independent
/// of each other. Where shares move, only as many people change as must: each has a place on a line from 0 to 1 that the
/// variants divide between them.
public struct VariantDraw: Sendable {
    /// Tells the hash of the variant from that of the holdout: who is held out says nothing about the variant.
    private static let variantKey: UInt64 = 0x9e37_79b9_7f4a_7c15

    private let seed: UInt64
    private let holdout: Double
    /// Where each variant's part of the line ends.
    private let ends: [Double]

    /// - Parameter shares: One a variant, at least 0; they need not add up to 1.
    public init(campaign: Campaign, shares: [Double]) {
        self.init(
            experiment: campaign.experiment.name ?? campaign.name,
            holdout: campaign.experiment.holdout,
            shares: shares
        )
    }

    public init(experiment: String, holdout: Double, shares: [Double]) {
        precondition(shares.contains { $0 > 0 }, "some variant has a share")
        seed = fingerprint(experiment)
        self.holdout = holdout
        let total = shares.reduce(0, +)
        var sum = 0.0
        ends = shares.map { share in
            sum += share
            return sum / total
        }
    }

    /// - Returns: The variant's place in the list.
    public func variant(of customerID: Span<UInt8>) -> Int {
        if ends.count == 1 { return 0 }
        let place = unit(fingerprint(customerID, seed: mix(seed ^ VariantDraw.variantKey)))
        return ends.firstIndex { place < $0 } ?? ends.count - 1
    }

    /// Whether a person is held out: the same on every channel, and whatever else becomes of the audience.
    public func isHeldOut(_ customerID: Span<UInt8>) -> Bool {
        holdout > 0 && unit(fingerprint(customerID, seed: seed)) < holdout
    }

    /// 0 ..< 1
    private func unit(_ hash: UInt64) -> Double { Double(hash >> 11) * 0x1p-53 }
}
