/// Hands messages over to another party: a relay, a gateway.
public protocol Transport: Sendable {
    /// `smtp://127.0.0.1:1025`: where messages go, without credentials.
    var name: String { get }

    /// Delivers until the source has nothing left. Blocks: call it on a thread of its own, never in a task.
    ///
    /// A message's intent is committed before the byte that completes it can leave.
    /// - Throws: ``DeliveryError`` where going on makes no sense. Even then each message taken has its outcome.
    func deliver(
        from source: any MessageSource,
        journal: any Journal,
        stop: StopSignal
    ) throws(DeliveryError) -> DeliverySummary
}
