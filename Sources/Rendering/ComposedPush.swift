/// A push message as it is posted to the gateway, and what a person sees of it.
public struct ComposedPush: Hashable, Sendable {
    /// A JSON object in UTF-8.
    public var body: [UInt8]
    /// A UUID, the same whenever this message is composed: the gateway can drop what it has seen.
    public var idempotencyKey: String
    /// The string under `title`, wherever in the template it is; empty where there is none.
    public var title: String
    /// The string under `body`, else `text` or `message`; empty where there is none.
    public var text: String

    public init(body: [UInt8], idempotencyKey: String, title: String, text: String) {
        self.body = body
        self.idempotencyKey = idempotencyKey
        self.title = title
        self.text = text
    }
}
