internal import CampaignModel
internal import Synchronization

/// What the senders of this process hold: messages they have claimed, and messages they are sending.
///
/// A lease needs no place on the disk. Only who holds the run's lock, which is there, can turn one into an intent; it ends
/// with the process, and then its messages are simply due.
final class Leases: Sendable {
    struct Claimed {
        var run: String
        var until: Instant
        /// Attempts before this one.
        var attempts: Int
    }

    /// How a sender holds a message.
    enum Hold {
        case claimed(Claimed)
        /// Between intent and outcome; the number tells the attempt from later ones.
        case sending(run: String, attempt: Int)
    }

    private let holds = Mutex<[String: [Int64: Hold]]>([:])

    func add(_ claimed: [(message: Int64, lease: Claimed)], of owner: LockOwner) {
        holds.withLock { holds in
            for (message, lease) in claimed { holds[owner.id, default: [:]][message] = .claimed(lease) }
        }
    }

    /// Messages whose lease has not lapsed.
    func claimed(by owner: LockOwner, now: Instant) -> [Int64] {
        holds.withLock { holds in
            holds[owner.id, default: [:]].compactMap { message, hold in
                guard case .claimed(let lease) = hold, lease.until > now else { return nil }
                return message
            }
        }
    }

    /// Messages that any owner has claimed and whose lease has not lapsed.
    func allClaimed(now: Instant) -> Set<Int64> {
        holds.withLock { holds in
            holds.values.reduce(into: []) { all, mine in
                for case (let message, .claimed(let lease)) in mine where lease.until > now { all.insert(message) }
            }
        }
    }

    /// How the owner holds each of the messages; `nil` for one that it does not hold.
    func find(_ messages: some Sequence<Int64>, of owner: LockOwner) -> [Hold?] {
        holds.withLock { holds in
            let mine = holds[owner.id, default: [:]]
            return messages.map { mine[$0] }
        }
    }

    func begin(_ granted: [(message: Int64, lease: Claimed)], by owner: LockOwner) {
        holds.withLock { holds in
            for (message, lease) in granted {
                holds[owner.id, default: [:]][message] = .sending(run: lease.run, attempt: lease.attempts + 1)
            }
        }
    }

    func end(_ messages: some Sequence<Int64>, of owner: LockOwner) {
        holds.withLock { holds in
            for message in messages { holds[owner.id]?[message] = nil }
        }
    }

    /// Forgets what the owner has claimed and not begun. What it is sending stays: it may still say what became of it.
    func lapse(of owner: LockOwner) {
        holds.withLock { holds in
            holds[owner.id] = holds[owner.id]?.filter { if case .sending = $0.value { true } else { false } }
        }
    }
}
