public import CampaignModel
internal import Foundation

/// The only clock: the machine's, or one that was set to another moment and runs on from there.
public struct WallClock: Sendable {
    private let offsetSeconds: Int64

    /// - Parameter start: What the clock shows at the moment of this call; `nil` means the machine's time.
    public init(startingAt start: Instant? = nil) {
        offsetSeconds = start.map { $0.seconds - WallClock.machineSeconds } ?? 0
    }

    public var now: Instant { Instant(seconds: WallClock.machineSeconds + offsetSeconds) }

    /// Since 1970.
    var microseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) + offsetSeconds * 1_000_000 }

    private static var machineSeconds: Int64 { Int64(Date().timeIntervalSince1970) }
}
