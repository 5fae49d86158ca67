internal import CampaignModel
internal import Threads

/// Recency, frequency and monetary quintiles among those who have ordered, and the segment that follows from them.
func addScores(to profiles: inout CustomerProfiles, _ workers: Workers) {
    let hasOrders = profiles.ordersCount.map { $0 > 0 }
    let columns = [
        // Fewer days since the last order are better.
        profiles.daysSinceLastOrder.map { -Int64($0) },
        profiles.ordersCount.map(Int64.init),
        profiles.lifetimeValue,
    ]
    let scores = workers.map(jobs: columns.count) { quintiles(of: columns[$0], among: hasOrders) }
    (profiles.recencyQuintile, profiles.frequencyQuintile, profiles.monetaryQuintile) = (
        scores[0], scores[1], scores[2]
    )
    profiles.rfmSegment = profiles.recencyQuintile.indices.map { customer in
        rfmSegment(
            recency: profiles.recencyQuintile[customer],
            frequency: profiles.frequencyQuintile[customer],
            monetary: profiles.monetaryQuintile[customer]
        )
    }
}

/// 1 (lowest fifth) ... 5 (highest) by rank; 0 for those left out.
///
/// The rank is the middle of the ranks that equal values share, `(lower + equal / 2) / all`, so equal values always get
/// the same quintile, whatever the order of the rows; where all are equal, and for a single customer, it is 3.
func quintiles(of values: [Int64], among included: [Bool]) -> [UInt8] {
    var sorted: [Int64] = []
    sorted.reserveCapacity(values.count)
    for index in values.indices where included[index] { sorted.append(values[index]) }
    sorted.sort()

    // The smallest value of quintile 2, 3, 4 and 5: ranks only rise with the value, so four bounds say it all.
    var bounds: [Int64?] = [nil, nil, nil, nil]
    var start = 0
    while start < sorted.count {
        var end = start + 1
        while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
        let quintile = 1 + 5 * (start + end) / (2 * sorted.count)
        for bound in 0..<max(0, quintile - 1) where bounds[bound] == nil { bounds[bound] = sorted[start] }
        start = end
    }
    return values.indices.map { index in
        guard included[index] else { return 0 }
        var quintile: UInt8 = 1
        for case let bound? in bounds where values[index] >= bound { quintile += 1 }
        return quintile
    }
}

/// The cell of the grid recency × value, where value is the mean of frequency and monetary, half up.
///
///     recency │ value 1          2                    3                    4            5
///     5       │ new_customers    potential_loyalists  potential_loyalists  champions    champions
///     4       │ promising        potential_loyalists  potential_loyalists  loyal        loyal
///     3       │ about_to_sleep   about_to_sleep       need_attention       loyal        loyal
///     1, 2    │ hibernating      hibernating          at_risk              at_risk      cannot_lose_them
///
/// Who has no orders is a prospect.
func rfmSegment(recency: UInt8, frequency: UInt8, monetary: UInt8) -> RFMSegment {
    guard recency > 0 else { return .prospects }
    let value = (frequency + monetary + 1) / 2
    switch (recency, value) {
    case (5, 4...): return .champions
    case (3...4, 4...): return .loyal
    case (4...5, 2...3): return .potentialLoyalists
    case (5, _): return .newCustomers
    case (4, _): return .promising
    case (3, 3): return .needAttention
    case (3, _): return .aboutToSleep
    case (_, 5): return .cannotLoseThem
    case (_, 3...4): return .atRisk
    default: return .hibernating
    }
}
