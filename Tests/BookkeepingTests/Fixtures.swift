import CampaignModel
import Foundation
import TestSupport

@testable import Bookkeeping

let start = Instant(seconds: 1_700_000_000)
let alice = LockOwner(id: "alice", host: "here", pid: 1)
let bob = LockOwner(id: "bob", host: "here", pid: 2)
let accepted = Attempt.Outcome.accepted(Reply(code: 250, enhancedCode: "2.0.0", text: "queued as 1A2B"))
let transient = Attempt.Outcome.transientFailure(Reply(code: 451, enhancedCode: "4.7.1", text: "try later"))
let permanent = Attempt.Outcome.permanentFailure(Reply(code: 550, enhancedCode: "5.1.1", text: "no such mailbox"))

func withLedger<Result>(_ body: (SQLiteLedger) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
        try body(SQLiteLedger(path: folder.appending(path: "ledger.sqlite").path, now: start))
    }
}

func message(
    _ customer: String,
    _ disposition: Disposition = .planned,
    channel: Channel = .email,
    address: String? = nil,
    items: [String] = ["camera", "card", "case"],
    sendAt: Instant = start,
    validForSeconds: Int64 = 72 * 3_600
) -> PlannedMessage {
    PlannedMessage(
        customerID: customer,
        channel: channel,
        address: address ?? (channel == .email ? "\(customer)@example.com" : "token-\(customer)"),
        disposition: disposition,
        sendAt: sendAt,
        validUntil: sendAt.advanced(bySeconds: validForSeconds),
        productIDs: items,
        payload: Array("{\"customer\":\"\(customer)\"}".utf8)
    )
}

extension SQLiteLedger {
    @discardableResult
    func freeze(_ messages: [PlannedMessage], campaign: String = "spring", now: Instant = start) throws -> Run {
        try freeze(
            Plan(campaign: campaign, asOf: start, messages: messages),
            inputs: ["customers.csv": "c1"],
            contents: [FrozenContent(name: "templates/spring.html", digest: "d1", bytes: Array("<p>".utf8))],
            now: now
        )
    }

    @discardableResult
    func lock(_ run: String, _ owner: LockOwner = alice, now: Instant = start, isAlive: Bool = true) throws -> Recovery
    {
        try lock(run, owner: owner, staleAfterSeconds: 30, now: now) { _, _ in isAlive }
    }

    func claim(_ run: String, _ owner: LockOwner = alice, now: Instant = start) throws -> Claim {
        try claim(run, channel: nil, limit: 100, leaseSeconds: 60, owner: owner, now: now)
    }

    func intend(_ messages: [Int64], _ owner: LockOwner = alice, now: Instant = start) throws -> [Int64] {
        try commit(intents: messages, outcomes: [], retry: RetrySchedule(), owner: owner, now: now).granted
    }

    @discardableResult
    func report(
        _ outcome: Attempt.Outcome,
        for messages: [Int64],
        _ owner: LockOwner = alice,
        now: Instant = start,
        retry: RetrySchedule = RetrySchedule()
    ) throws -> [Int64] {
        let outcomes = messages.map { Attempt(message: $0, outcome: outcome, transport: "smtp://relay:25", at: now) }
        return try commit(intents: [], outcomes: outcomes, retry: retry, owner: owner, now: now).late
    }

    func states(of run: String) throws -> [String: MessageState] {
        Dictionary(
            try messages(of: run, MessageQuery()).map { ($0.customerID, $0.state) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension Claim {
    var ids: [Int64] { rows.map(\.key.message) }
}
