internal import CampaignModel

/// A piece of CSS or HTML that some mail programs do not know.
struct Feature: Sendable {
    /// How its use is seen.
    enum Use: Sendable {
        /// One of these properties, whatever its value.
        case property([String])
        /// A property whose value has one of these words.
        case value([String], words: [String])
        /// Any property whose value holds this text, such as `var(`.
        case inValues(String)
        /// Any property whose value has a number with this unit.
        case unit(String)
        case atRule(String)
        /// A selector that holds one of these texts.
        case selector([String])
        case element([String])
        /// An attribute of any element.
        case attribute(String)
        /// A link to a style sheet, or a link within the page.
        case linkedSheet, anchor
        /// An image whose address starts with `data:`, or whose path ends so.
        case dataImage
        case image([String])
    }

    /// What a reader sees where it is not known.
    enum Effect: Sendable {
        /// The layout breaks, or something is missing or there that should not be.
        case breaks
        /// It looks plainer.
        case plainer
    }

    /// The page on caniemail.com that says so.
    var page: String
    var use: Use
    var unknownTo: Set<EmailClient>
    var effect: Effect
    /// Properties that, set beside it, make up for it.
    var madeUpBy: Set<String> = []
    /// Whether the page can make up for it in `<!--[if mso]>`.
    var madeUpInOutlook = false
    /// What to do instead.
    var instead: String

    /// How findings call it.
    var name: String {
        switch use {
        case .property(let names): "`\(names[0])`"
        case .value(let names, let words): "`\(names[0]): \(words[0])`"
        case .inValues(let text): "`\(text)…)`"
        case .unit(let unit): "the unit `\(unit)`"
        case .atRule(let name): "`@\(name)`"
        case .selector(let texts): "`\(texts[0])`"
        case .element(let names): "`<\(names[0])>`"
        case .attribute(let name): "the attribute `\(name)`"
        case .linkedSheet: "`<link rel=\"stylesheet\">`"
        case .anchor: "a link to another place in the email"
        case .dataImage: "an image inside the HTML (`data:`)"
        case .image(let endings): "the image format \(endings[0].uppercased())"
        }
    }

    var source: String { "https://www.caniemail.com/features/\(page)/" }
}

/// Sets of clients that often fail together.
extension Set<EmailClient> {
    static let word: Set = [.outlookWindows]
    static let wordAndGMX: Set = [.outlookWindows, .gmx]
    static let wordYahooGMX: Set = [.outlookWindows, .yahoo, .gmx]
    static let microsoftYahooGMX: Set = [.outlookWindows, .outlookCom, .yahoo, .gmx]
    /// All web mail; what is left are Apple Mail, Samsung Email and Thunderbird.
    static let gmailAndOn: Set = [.gmail, .outlookWindows, .outlookCom, .yahoo, .gmx]
}
