/// A family of mail programs that show HTML alike.
public enum EmailClient: String, Codable, Sendable, CaseIterable {
    /// gmail.com and the apps for Android and iOS.
    case gmail
    /// Mail on iPhone, iPad and Mac.
    case appleMail = "apple_mail"
    /// Classic Outlook for Windows, which shows pages with Word.
    case outlookWindows = "outlook_windows"
    /// Outlook.com, Microsoft 365, the new Outlook for Windows, and Outlook on phones and Mac.
    case outlookCom = "outlook_com"
    /// Yahoo Mail and AOL.
    case yahoo
    /// Samsung's Email on Android.
    case samsung
    case thunderbird
    /// GMX and Web.de in the browser.
    case gmx

    public var name: String {
        switch self {
        case .gmail: "Gmail"
        case .appleMail: "Apple Mail"
        case .outlookWindows: "Outlook for Windows"
        case .outlookCom: "Outlook.com"
        case .yahoo: "Yahoo"
        case .samsung: "Samsung Email"
        case .thunderbird: "Thunderbird"
        case .gmx: "GMX/Web.de"
        }
    }
}

/// Which share of a shop's readers uses which mail program.
public struct ClientMix: Hashable, Codable, Sendable {
    /// 0 ... 1; what is missing is 0, and what they leave of 1 reads with programs that nobody asks about.
    public var shares: [EmailClient: Double]

    public init(_ shares: [EmailClient: Double]) { self.shares = shares }

    /// For a shop that knows nothing of its readers yet: what Litmus counted before Apple's Mail Privacy Protection
    /// blurred such counts (July 2020: Gmail 38 %, Apple 40 %, Outlook 9 %, Yahoo 4 %), with Europe's web mail added.
    public static let standard = ClientMix([
        .gmail: 0.40, .appleMail: 0.35, .outlookWindows: 0.08, .outlookCom: 0.05, .yahoo: 0.04, .samsung: 0.02,
        .thunderbird: 0.01, .gmx: 0.03,
    ])

    public func share(of clients: some Sequence<EmailClient>) -> Double {
        clients.reduce(0) { $0 + (shares[$1] ?? 0) }
    }
}
