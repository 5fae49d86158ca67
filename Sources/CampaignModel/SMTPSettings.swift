/// How email leaves: over which relays, how fast, and when a run stops itself.
public struct SMTPSettings: Hashable, Codable, Sendable {
    /// At least one; no two with one name.
    public var relays: [SMTPRelay]
    /// All hold at once, over all relays, campaigns and processes together.
    public var rates: [SendingRate]
    /// By recipient domain, in lower case.
    public var domains: [String: DomainLimits]
    public var warmUp: WarmUp?
    /// How long a relay may think about the final dot. Short patience makes unknowns.
    public var dotPatienceSeconds: Int
    public var brake: BounceBrake

    public init(
        relays: [SMTPRelay],
        rates: [SendingRate] = [],
        domains: [String: DomainLimits] = [:],
        warmUp: WarmUp? = nil,
        dotPatienceSeconds: Int = 600,
        brake: BounceBrake = BounceBrake()
    ) {
        self.relays = relays
        self.rates = rates
        self.domains = domains
        self.warmUp = warmUp
        self.dotPatienceSeconds = dotPatienceSeconds
        self.brake = brake
    }

    /// One relay without limits of its own.
    public init(host: String, port: Int, security: SMTPRelay.Security = .startTLS) {
        self.init(relays: [SMTPRelay(host: host, port: port, security: security)])
    }
}

/// One relay and the connections to it. Its password comes from the environment.
public struct SMTPRelay: Hashable, Codable, Sendable {
    public enum Security: String, Codable, Sendable, CaseIterable {
        /// Plain text: for a relay on this machine.
        case none
        /// STARTTLS, required.
        case startTLS = "starttls"
        /// TLS from the first byte.
        case tls
    }

    /// What tells it from the others; its host as a rule.
    public var name: String
    public var host: String
    public var port: Int
    public var security: Security
    public var username: String?
    /// 1 ... 200
    public var maximumConnections: Int
    /// Messages over one connection before a new one is made.
    public var messagesPerConnection: Int
    /// A connection that carries nothing for so long is closed.
    public var idleTimeoutSeconds: Int
    /// Its share of the messages is this part of all weights, 1 ... 1,000.
    public var weight: Int
    /// File of certificate authorities in place of the system's, PEM.
    public var caFile: String?

    public init(
        name: String? = nil,
        host: String,
        port: Int,
        security: Security = .startTLS,
        username: String? = nil,
        maximumConnections: Int = 4,
        messagesPerConnection: Int = 1_000,
        idleTimeoutSeconds: Int = 25,
        weight: Int = 1,
        caFile: String? = nil
    ) {
        self.name = name ?? host
        self.host = host
        self.port = port
        self.security = security
        self.username = username
        self.maximumConnections = maximumConnections
        self.messagesPerConnection = messagesPerConnection
        self.idleTimeoutSeconds = idleTimeoutSeconds
        self.weight = weight
        self.caFile = caFile
    }

    /// Where this relay's password is looked for: with its name in capitals, then without any name.
    public var passwordVariables: [String] {
        let capitals = name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return ["DOVETAIL_SMTP_PASSWORD_\(String(capitals))", "DOVETAIL_SMTP_PASSWORD"]
    }
}

/// What holds for the recipients of one domain, over all relays.
public struct DomainLimits: Hashable, Codable, Sendable {
    public var rate: SendingRate?
    /// Messages under way at once; `nil` for no limit.
    public var maximumConnections: Int?

    public init(rate: SendingRate? = nil, maximumConnections: Int? = nil) {
        self.rate = rate
        self.maximumConnections = maximumConnections
    }
}

/// How much a new sender may send on each of its first days: `perDay[0]` on `start`, and so on; no limit after them.
public struct WarmUp: Hashable, Codable, Sendable {
    /// Midnight UTC of the first day.
    public var start: Instant
    public var perDay: [Int]

    public init(start: Instant, perDay: [Int]) {
        self.start = start
        self.perDay = perDay
    }

    /// The day that `now` is in and its limit, none of it before the start; `nil` once warmed up.
    public func day(at now: Instant) -> (start: Instant, limit: Int)? {
        let days = now.days(since: start)
        if days < 0 { return (start.advanced(byDays: days), 0) }
        return days < perDay.count ? (start.advanced(byDays: days), perDay[days]) : nil
    }
}

/// Pauses a run whose addresses bounce too often at its start.
public struct BounceBrake: Hashable, Codable, Sendable {
    /// Share of the first messages that may bounce for good; `nil` never brakes.
    public var hardBounceShare: Double?
    /// How many messages are the first.
    public var ofFirst: Int
    /// Share of the accepted messages that may be called spam; `nil` never brakes. Source: Gmail's and Yahoo's line, 0.3 %.
    public var complaintShare: Double?

    /// So many bounces are never too many: a share of a few messages says nothing.
    public static let tolerated = 4

    public init(hardBounceShare: Double? = 0.05, ofFirst: Int = 500, complaintShare: Double? = 0.003) {
        self.hardBounceShare = hardBounceShare
        self.ofFirst = ofFirst
        self.complaintShare = complaintShare
    }

    /// - Parameter accepted: Messages of the run that were accepted so far.
    public func stops(complaints: Int, accepted: Int) -> Bool {
        guard let complaintShare else { return false }
        return complaints > BounceBrake.tolerated && Double(complaints) > complaintShare * Double(accepted)
    }

    /// - Parameter answered: Messages accepted or refused for good so far.
    /// - Parameter expected: How many the run has in all.
    public func stops(hardBounces: Int, answered: Int, expected: Int) -> Bool {
        guard let hardBounceShare, answered <= ofFirst else { return false }
        let first = Double(min(ofFirst, max(expected, answered)))
        return hardBounces > BounceBrake.tolerated && Double(hardBounces) > hardBounceShare * first
    }
}
