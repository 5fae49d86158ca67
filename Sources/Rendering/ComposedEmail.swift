public import CampaignModel

/// An email as it goes over the wire, and what it is made of.
public struct ComposedEmail: Hashable, Sendable {
    public var recipient: EmailAddress
    /// The address in the envelope (SMTP `MAIL FROM`).
    public var sender: EmailAddress
    /// The name beside the sender's address.
    public var senderName: String
    public var subject: String
    public var preheader: String
    /// UTF-8, as the template gave it.
    public var html: [UInt8]
    /// UTF-8, as the template gave it.
    public var text: [UInt8]
    /// Headers and body in ASCII, lines in CRLF; no line starts with a full stop or has over 998 characters, so it can
    /// follow SMTP's `DATA` as it is.
    public var message: [UInt8]

    public init(
        recipient: EmailAddress,
        sender: EmailAddress,
        senderName: String,
        subject: String,
        preheader: String,
        html: [UInt8],
        text: [UInt8],
        message: [UInt8]
    ) {
        self.recipient = recipient
        self.sender = sender
        self.senderName = senderName
        self.subject = subject
        self.preheader = preheader
        self.html = html
        self.text = text
        self.message = message
    }
}
