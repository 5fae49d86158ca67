public import Diagnostics

/// What one customer would get from a campaign, and why.
public struct StudioMessage: Encodable, Sendable {
    public struct Header: Encodable, Sendable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public struct Email: Encodable, Sendable {
        public var senderName: String
        public var sender: String
        public var recipient: String
        public var subject: String
        public var preheader: String
        public var headers: [Header]
        public var text: String
        /// Of the HTML part, in bytes.
        public var htmlSize: Int
        /// As it goes over the wire: ASCII, CRLF. Not in the JSON.
        public var message: [UInt8]

        private enum CodingKeys: CodingKey {
            case senderName, sender, recipient, subject, preheader, headers, text, htmlSize
        }

        public init(
            senderName: String,
            sender: String,
            recipient: String,
            subject: String,
            preheader: String,
            headers: [Header],
            text: String,
            htmlSize: Int,
            message: [UInt8]
        ) {
            self.senderName = senderName
            self.sender = sender
            self.recipient = recipient
            self.subject = subject
            self.preheader = preheader
            self.headers = headers
            self.text = text
            self.htmlSize = htmlSize
            self.message = message
        }
    }

    public struct Push: Encodable, Sendable {
        public var title: String
        public var text: String
        /// The JSON document that is posted.
        public var body: String

        public init(title: String, text: String, body: String) {
            self.title = title
            self.text = text
            self.body = body
        }
    }

    /// One product of the message, and what led to it.
    public struct Item: Encodable, Sendable {
        public struct Evidence: Encodable, Sendable {
            public var name: String
            public var value: Double

            public init(name: String, value: Double) {
                self.name = name
                self.value = value
            }
        }

        public var id: String
        public var title: String
        /// Where this server has the picture, or else the shop's own address.
        public var picture: String?
        public var price: String
        /// What is paid; `nil` where the price is not reduced.
        public var salePrice: String?
        /// The sentence that the customer reads.
        public var reason: String
        public var strategy: String
        public var score: Double?
        public var evidence: [Evidence]

        public init(
            id: String,
            title: String,
            picture: String?,
            price: String,
            salePrice: String?,
            reason: String,
            strategy: String,
            score: Double?,
            evidence: [Evidence]
        ) {
            self.id = id
            self.title = title
            self.picture = picture
            self.price = price
            self.salePrice = salePrice
            self.reason = reason
            self.strategy = strategy
            self.score = score
            self.evidence = evidence
        }
    }

    /// What the plan says of one channel.
    public struct Outcome: Encodable, Sendable {
        public var channel: String
        /// `planned`, `holdout`, `suppressed`, or the reason why the customer gets nothing.
        public var outcome: String
        /// What a person would want to know about it; may be empty.
        public var detail: String

        public init(channel: String, outcome: String, detail: String) {
            self.channel = channel
            self.outcome = outcome
            self.detail = detail
        }
    }

    public var campaign: String
    public var customer: String
    /// First name; empty where it is unknown.
    public var name: String
    public var language: String
    public var variant: String
    /// Whether the customer is in the campaign's audience.
    public var isMember: Bool
    /// When it would be due: ISO 8601.
    public var sendAt: String
    public var outcomes: [Outcome]
    public var email: Email?
    public var push: Push?
    public var items: [Item]
    /// Why a planned message cannot be made.
    public var findings: [Diagnostic]

    public init(campaign: String, customer: String, name: String, language: String, isMember: Bool, sendAt: String) {
        self.campaign = campaign
        self.customer = customer
        self.name = name
        self.language = language
        self.isMember = isMember
        self.sendAt = sendAt
        variant = ""
        outcomes = []
        items = []
        findings = []
    }
}
