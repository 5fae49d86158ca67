internal import Bookkeeping
internal import CampaignModel
internal import Delivery

/// Rates counted in the ledger: totals over all who send with it.
struct LedgerRateBook: RateBook {
    let ledger: any Ledger
    let clock: WallClock

    func reserve(_ count: Int, of limit: RateLimit) throws -> RateGrant {
        switch limit.measure {
        case .pace(let rate):
            // Rounded up: never faster than typed.
            let interval = (rate.period.seconds * 1_000_000 + Int64(rate.count) - 1) / Int64(rate.count)
            let now = clock.microseconds
            let start = try ledger.reservePace(
                limit.key,
                count: count,
                intervalMicroseconds: interval,
                nowMicroseconds: now
            )
            return RateGrant(count: count, delay: .microseconds(start - now), interval: .microseconds(interval))
        case .quota(let rate):
            let now = clock.now
            // What is counted by the minute needs one more to cover the whole period.
            let since = now.advanced(bySeconds: -rate.period.seconds - 60)
            let granted = try ledger.reserveQuota(limit.key, count: count, limit: rate.count, since: since, now: now)
            if granted > 0 { return RateGrant(count: granted, delay: .zero) }
            let oldest = try ledger.quotaReopens(limit.key, since: since) ?? now
            let reopening = oldest.advanced(bySeconds: rate.period.seconds + 120)
            return RateGrant(count: 0, delay: .seconds(max(1, reopening.seconds - now.seconds)))
        case .warmUp(let warmUp):
            let now = clock.now
            guard let (start, perDay) = warmUp.day(at: now) else { return RateGrant(count: count, delay: .zero) }
            let granted = try ledger.reserveQuota(limit.key, count: count, limit: perDay, since: start, now: now)
            if granted > 0 { return RateGrant(count: granted, delay: .zero) }
            return RateGrant(count: 0, delay: .seconds(start.advanced(byDays: 1).seconds - now.seconds))
        }
    }
}
