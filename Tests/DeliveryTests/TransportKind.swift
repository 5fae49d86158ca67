import CampaignModel
import Delivery
import TestSupport

/// What the other side does to one message.
enum PeerBehaviour: CaseIterable {
    case accept, refuseForNow, refuseForGood
    /// Hangs up before the message is complete.
    case dropBefore
    /// Takes the message and hangs up without an answer.
    case dropAfter
    /// Takes the message and falls silent.
    case hang

    var expected: OutcomeKind {
        switch self {
        case .accept: .accepted
        case .refuseForNow: .transientFailure
        case .refuseForGood: .permanentFailure
        case .dropBefore: .notSent
        case .dropAfter, .hang: .unknown
        }
    }
}

/// The other side of a transport under test.
struct Peer {
    var transport: any Transport
    var message: (Int64) -> OutgoingMessage
    /// What it may have accepted, by id.
    var accepted: () -> [Int64]
    var stop: () -> Void
}

/// The transports that ``TransportSuite`` holds to the same rules.
enum TransportKind: String, CaseIterable {
    case smtp, webhook

    /// - Parameter onArrival: Called when all of a message is there.
    func peer(
        connections: Int = 1,
        patience: Duration = .seconds(10),
        behaviour: @escaping @Sendable (Int64) -> PeerBehaviour = { _ in .accept },
        onArrival: @escaping @Sendable (Int64) -> Void = { _ in }
    ) -> Peer {
        switch self {
        case .smtp: smtpPeer(connections, patience, onArrival, behaviour)
        case .webhook: webhookPeer(connections, patience, onArrival, behaviour)
        }
    }

    private func smtpPeer(
        _ connections: Int,
        _ patience: Duration,
        _ onArrival: @escaping @Sendable (Int64) -> Void,
        _ behaviour: @escaping @Sendable (Int64) -> PeerBehaviour
    ) -> Peer {
        let server = MisbehavingSMTPServer { moment in
            switch (behaviour(messageID(moment.recipient)), moment.stage) {
            case (.refuseForNow, .recipient): .reply("450 4.2.1 later")
            case (.refuseForGood, .dot): .reply("554 5.7.1 no")
            case (.dropBefore, .body): .reset
            case (.dropAfter, .dot): .close
            case (.hang, .dot): .hang
            default: .normal
            }
        } onDot: {
            onArrival(messageID($0))
        }
        return Peer(
            transport: smtpTransport(port: server.port, connections: connections, patience: patience),
            message: { email($0, bytes: behaviour($0) == .dropBefore ? 16_000_000 : 20_000) },
            accepted: { server.accepted.map { messageID($0.recipient) } },
            stop: { server.stop() }
        )
    }

    private func webhookPeer(
        _ connections: Int,
        _ patience: Duration,
        _ onArrival: @escaping @Sendable (Int64) -> Void,
        _ behaviour: @escaping @Sendable (Int64) -> PeerBehaviour
    ) -> Peer {
        let accepted = Shared<[Int64]>([])
        let server = ScriptedHTTPServer(
            breaksOff: { behaviour(messageID($0.headers["webhook-id"] ?? "")) == .dropBefore }
        ) { request in
            let id = messageID(request.headers["webhook-id"] ?? "")
            onArrival(id)
            let behaviour = behaviour(id)
            switch behaviour {
            case .refuseForNow: return .respond(503)
            case .refuseForGood: return .respond(400)
            case .accept, .dropBefore, .dropAfter, .hang: accepted.update { $0.append(id) }
            }
            return behaviour == .accept ? .respond(200) : behaviour == .hang ? .hang : .close
        }
        return Peer(
            transport: webhookTransport(port: server.port, connections: connections, patience: patience),
            message: { push($0, bytes: behaviour($0) == .dropBefore ? 16_000_000 : 0) },
            accepted: { accepted.value },
            stop: { server.stop() }
        )
    }
}
