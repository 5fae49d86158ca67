public import Diagnostics

/// Why something cannot be shown: what is wrong with the files, each with its place.
public struct StudioTrouble: Error, Encodable, Sendable {
    public var findings: [Diagnostic]

    private enum CodingKeys: String, CodingKey { case findings = "trouble" }

    public init(findings: [Diagnostic]) { self.findings = findings }
}

/// What there is to choose from.
public struct StudioShop: Encodable, Sendable {
    public struct Campaign: Encodable, Sendable {
        public var name: String
        public var channels: [String]
        public var variants: [String]
        /// Whether it may be sent.
        public var enabled: Bool
        /// What is wrong with its file; the rest is empty then.
        public var findings: [Diagnostic]

        public init(name: String, channels: [String], variants: [String], enabled: Bool, findings: [Diagnostic] = []) {
            self.name = name
            self.channels = channels
            self.variants = variants
            self.enabled = enabled
            self.findings = findings
        }
    }

    public var name: String
    /// Nothing later is known: ISO 8601.
    public var asOf: String
    public var customers: Int
    public var campaigns: [Campaign]
    public var segments: [String]
    public var languages: [String]
    /// Settings, campaigns and templates, relative to the shop's folder.
    public var files: [String]

    public init(
        name: String,
        asOf: String,
        customers: Int,
        campaigns: [Campaign],
        segments: [String],
        languages: [String],
        files: [String]
    ) {
        self.name = name
        self.asOf = asOf
        self.customers = customers
        self.campaigns = campaigns
        self.segments = segments
        self.languages = languages
        self.files = files
    }
}

/// Which customers to list.
public struct StudioCustomerQuery: Hashable, Sendable {
    public enum Scope: Hashable, Sendable {
        /// Those that the campaign is for.
        case audience
        case everyone
        case segment(String)
    }

    public var campaign: String
    public var scope: Scope
    /// A part of an id, a first name or an email address; empty lists from the top.
    public var search: String

    public init(campaign: String, scope: Scope, search: String) {
        self.campaign = campaign
        self.scope = scope
        self.search = search
    }
}

public struct StudioCustomerList: Encodable, Sendable {
    public struct Customer: Encodable, Sendable {
        public var id: String
        /// First name; empty where it is unknown.
        public var name: String
        public var email: String
        public var tier: String
        public var language: String
        /// `planned`, or why the customer gets nothing from the campaign.
        public var outcome: String

        public init(id: String, name: String, email: String, tier: String, language: String, outcome: String) {
            self.id = id
            self.name = name
            self.email = email
            self.tier = tier
            self.language = language
            self.outcome = outcome
        }
    }

    /// Members of the scope.
    public var scope: Int
    /// Those of them who match.
    public var matches: Int
    /// The first of those.
    public var customers: [Customer]

    public init(scope: Int, matches: Int, customers: [Customer]) {
        self.scope = scope
        self.matches = matches
        self.customers = customers
    }
}

/// Whose message to make, and how.
public struct StudioMessageRequest: Hashable, Sendable {
    public var campaign: String
    public var customer: String
    /// `nil` leaves it to the plan.
    public var variant: String?
    /// As if the customer had this locale; `nil` takes their own.
    public var language: String?

    public init(campaign: String, customer: String, variant: String? = nil, language: String? = nil) {
        self.campaign = campaign
        self.customer = customer
        self.variant = variant
        self.language = language
    }
}

/// How a mail program shows an email.
public struct StudioView: Hashable, Sendable {
    public var showsImages: Bool
    public var isDark: Bool

    public init(showsImages: Bool, isDark: Bool) {
        self.showsImages = showsImages
        self.isDark = isDark
    }
}

/// A file's text.
public struct StudioFile: Encodable, Sendable {
    /// Relative to the shop's folder.
    public var path: String
    public var text: String

    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

public struct StudioPicture: Sendable {
    /// `image/png`
    public var type: String
    public var bytes: [UInt8]

    public init(type: String, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }
}

public struct StudioCheck: Encodable, Sendable {
    public struct Finding: Encodable, Sendable {
        public var rule: String
        public var finding: Diagnostic
        /// In how many places, over all messages looked at.
        public var count: Int

        public init(rule: String, finding: Diagnostic, count: Int) {
            self.rule = rule
            self.finding = finding
            self.count = count
        }
    }

    /// Errors first.
    public var findings: [Finding]

    public init(findings: [Finding]) { self.findings = findings }
}

/// Files that were saved, relative to the shop's folder; none means that all is as it was.
public struct StudioChange: Encodable, Sendable {
    public var files: [String]

    public init(files: [String]) { self.files = files }
}
