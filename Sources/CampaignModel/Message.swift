/// Which run a message belongs to, and which message it is: what Message-ID, links and push ids derive from.
public struct MessageKey: Hashable, Codable, Sendable {
    /// The ledger's own identifier: no other ledger has it.
    public var ledger: String
    /// `CAMPAIGN-N`, unique in the ledger.
    public var run: String
    /// Row in the ledger, unique in the ledger.
    public var message: Int64

    public init(ledger: String, run: String, message: Int64) {
        self.ledger = ledger
        self.run = run
        self.message = message
    }
}

/// A planned message as Rendering needs it. Nothing else goes into the bytes but the template and the settings.
public struct MessageRow: Sendable {
    public var key: MessageKey
    public var campaign: String
    public var customerID: String
    public var channel: Channel
    public var address: String
    public var variant: String
    public var sendAt: Instant
    public var validUntil: Instant
    /// The template's data as JSON, in UTF-8.
    public var payload: [UInt8]

    public init(
        key: MessageKey,
        campaign: String,
        customerID: String,
        channel: Channel,
        address: String,
        variant: String,
        sendAt: Instant,
        validUntil: Instant,
        payload: [UInt8]
    ) {
        self.key = key
        self.campaign = campaign
        self.customerID = customerID
        self.channel = channel
        self.address = address
        self.variant = variant
        self.sendAt = sendAt
        self.validUntil = validUntil
        self.payload = payload
    }
}

/// What the other side said: an SMTP reply or an HTTP status.
public struct Reply: Hashable, Codable, Sendable {
    /// Three digits; 0 where nothing was said.
    public var code: Int
    /// RFC 3463, `5.1.1`; `nil` where there is none.
    public var enhancedCode: String?
    /// The text, at most 500 bytes, with control characters replaced.
    public var text: String
    /// What an SMTP reply answered; `nil` where it was no SMTP.
    public var stage: SMTPStage?

    public init(code: Int, enhancedCode: String? = nil, text: String, stage: SMTPStage? = nil) {
        self.code = code
        self.enhancedCode = enhancedCode
        self.text = text
        self.stage = stage
    }
}

/// One try at handing a message over.
public struct Attempt: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        case accepted(Reply)
        /// Refused for now; may be tried again.
        case transientFailure(Reply)
        /// Refused for good.
        case permanentFailure(Reply)
        /// It surely did not arrive: the connection failed before the message was complete.
        case notSent(String)
        /// It may or may not have arrived: complete, but no answer came. Never tried again by itself.
        case unknown(String)
    }

    /// Row in the ledger.
    public var message: Int64
    public var outcome: Outcome
    /// `smtp://127.0.0.1:1025`: where it was handed over, without credentials.
    public var transport: String
    /// When the outcome was known.
    public var at: Instant

    public init(message: Int64, outcome: Outcome, transport: String, at: Instant) {
        self.message = message
        self.outcome = outcome
        self.transport = transport
        self.at = at
    }
}
