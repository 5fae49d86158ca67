public import CampaignModel
public import Diagnostics
public import JSON

/// One person of a preview: what they will get, and why.
public struct PreviewEntry: Sendable {
    /// Counted from 1 in the order shown; stands first in the names of the files.
    public var number: Int
    public var customerID: String
    /// First name; empty where it is unknown.
    public var customerName: String
    public var tier: String?
    public var sendAt: Instant
    public var items: [PreviewItem]
    public var email: ComposedEmail?
    public var push: ComposedPush?
    /// Disarmed in the pages that a browser shows.
    public var links: MessageLinks?

    /// - Parameters:
    ///   - payload: The plan's data for the person.
    ///   - currency: What the payload's prices are in.
    public init(
        number: Int,
        customerID: String,
        sendAt: Instant,
        payload: [UInt8],
        currency: Currency
    ) throws(JSONError) {
        let document = try JSONDocument(payload)
        let customer = document.member("customer", of: JSONDocument.root)
        self.number = number
        self.customerID = customerID
        self.sendAt = sendAt
        customerName = customer.flatMap { document.string("first_name", of: $0) } ?? ""
        tier = customer.flatMap { document.string("tier", of: $0) }
        items = PreviewItem.all(in: document, currency: currency)
    }

    /// `0001-C1042`: what the person's files are named. Of the id only what is safe in a file's name is left.
    public var fileStem: String {
        let digits = String(number)
        let safe = customerID.unicodeScalars.prefix(48).map { scalar in
            let isSafe = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            return isSafe || scalar == "-" || scalar == "_" ? Character(scalar) : "_"
        }
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-" + String(safe)
    }
}

/// One product of a message, with what led to it.
public struct PreviewItem: Hashable, Sendable {
    /// The catalogue's id.
    public var productID: String
    public var title: String
    public var imageURL: String?
    public var price: Money?
    public var salePrice: Money?
    /// The sentence that the customer reads.
    public var reason: String
    public var strategy: String
    public var score: Double?
    public var evidence: [Evidence]

    public init(
        productID: String,
        title: String,
        imageURL: String?,
        price: Money?,
        salePrice: Money?,
        reason: String,
        strategy: String,
        score: Double?,
        evidence: [Evidence]
    ) {
        self.productID = productID
        self.title = title
        self.imageURL = imageURL
        self.price = price
        self.salePrice = salePrice
        self.reason = reason
        self.strategy = strategy
        self.score = score
        self.evidence = evidence
    }

    /// The items of a plan's payload, each with what led to it.
    public static func all(inPayload payload: [UInt8], currency: Currency) throws(JSONError) -> [PreviewItem] {
        all(in: try JSONDocument(payload), currency: currency)
    }

    /// The members of `items`, each with its member of `why`.
    static func all(in document: JSONDocument, currency: Currency) -> [PreviewItem] {
        func money(_ key: String, _ item: Int) -> Money? {
            document.member(key, of: item).flatMap { document.integer($0) }
                .map { Money(minorUnits: $0, currency: currency) }
        }
        var why: [String: Int] = [:]
        for node in document.items("why", of: JSONDocument.root) {
            if let id = document.string("id", of: node) { why[id] = node }
        }
        return document.items("items", of: JSONDocument.root).map { item in
            let id = document.string("id", of: item) ?? ""
            let cause = why[id]
            return PreviewItem(
                productID: id,
                title: document.string("title", of: item) ?? "",
                imageURL: document.string("image_url", of: item),
                price: money("price", item),
                salePrice: money("sale_price", item),
                reason: document.string("reason", of: item) ?? "",
                strategy: document.string("strategy", of: item) ?? "",
                score: cause.flatMap { document.member("score", of: $0) }.flatMap { document.decimal($0) },
                evidence: cause.map { document.evidence(of: $0) } ?? []
            )
        }
    }
}

/// What a rule says of the emails shown.
public struct PreviewFinding: Sendable {
    public var diagnostic: Diagnostic
    /// The rule's name.
    public var rule: String
    /// In how many places.
    public var count: Int

    public init(_ diagnostic: Diagnostic, rule: String, count: Int) {
        self.diagnostic = diagnostic
        self.rule = rule
        self.count = count
    }
}

/// One person who gets nothing on a channel, and why.
public struct PreviewSkip: Sendable {
    public var customerID: String
    public var channel: Channel
    /// Not `planned`.
    public var disposition: Disposition
    /// What a person would want to know about it; may be empty.
    public var detail: String

    public init(customerID: String, channel: Channel, disposition: Disposition, detail: String) {
        self.customerID = customerID
        self.channel = channel
        self.disposition = disposition
        self.detail = detail
    }
}

extension JSONDocument {
    /// The string under a key; `nil` where there is none.
    fileprivate func string(_ key: String, of object: Int) -> String? {
        member(key, of: object).flatMap { kind($0) == .string ? string($0) : nil }
    }

    /// The items of the array under a key.
    fileprivate func items(_ key: String, of object: Int) -> [Int] {
        guard let array = member(key, of: object), kind(array) == .array, count(array) > 0 else { return [] }
        var nodes = [firstChild(array)]
        while nodes.count < count(array) { nodes.append(next(nodes[nodes.count - 1])) }
        return nodes
    }

    fileprivate func evidence(of cause: Int) -> [Evidence] {
        guard let object = member("evidence", of: cause), kind(object) == .object else { return [] }
        var evidence: [Evidence] = []
        var name = firstChild(object)
        for _ in 0..<count(object) {
            let value = next(name)
            if let number = decimal(value) { evidence.append(Evidence(string(name), number)) }
            name = next(value)
        }
        return evidence
    }
}
