/// Why a delivery stopped before its source was empty.
public struct DeliveryError: Error, Sendable {
    public enum Reason: Sendable {
        /// What is wrong with the settings, and what to do.
        case settings(String)
        /// The other side cannot be reached, or hangs up, again and again; what happened last.
        case connection(String)
        /// The other side does not let us in; what it said.
        case authentication(String)
        /// The other side refuses every message for now, whoever it is for; what it said last.
        case refusal(String)
        case source(any Error)
        /// The intents or outcomes cannot be made durable. What came after the last commit is in `summary` only.
        case journal(any Error)
        /// The system refused something we cannot do without.
        case system(String)
    }

    public var reason: Reason
    public var transport: String
    /// What was done until then.
    public var summary: DeliverySummary

    public init(_ reason: Reason, transport: String, summary: DeliverySummary = DeliverySummary()) {
        self.reason = reason
        self.transport = transport
        self.summary = summary
    }
}

extension DeliveryError: CustomStringConvertible {
    public var description: String {
        switch reason {
        case .settings(let what): "\(transport): \(what)"
        case .connection(let what): "\(transport) cannot be reached: \(what); see that it runs, then send again"
        case .authentication(let what): "\(transport) refused the login: \(what); set the right user and password"
        case .refusal(let what): "\(transport) refuses every message for now: \(what); send again later"
        case .source(let error): "\(transport): no more messages could be made ready: \(error)"
        case .journal(let error): "\(transport): the ledger cannot be written, so nothing more was sent: \(error)"
        case .system(let what): "\(transport): \(what)"
        }
    }
}
