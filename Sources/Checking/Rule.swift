/// What the pre-launch check looks for, under the names that `--json` and the documentation use.
///
/// An error is what breaks the law, the message or the run; a warning is what some readers will suffer from; a note is
/// what the team should know.
public enum Rule: String, Codable, Sendable, CaseIterable {
    // The campaign's file and its templates.
    case campaignFile = "campaign-file"
    case template
    case rawOutput = "raw-output"
    case styleInlining = "style-inlining"
    case emptyAudience = "empty-audience"
    case campaignDisabled = "campaign-disabled"
    case noHoldout = "no-holdout"
    case itemLimits = "item-limits"
    case slotsTooFew = "slots-too-few"
    case validity

    // The shop's data.
    case noCustomers = "no-customers"
    case noProducts = "no-products"
    case noOrders = "no-orders"
    case reachableCustomers = "reachable-customers"
    case productsWithoutImage = "products-without-image"
    case productsWithoutPrice = "products-without-price"
    case filterOff = "filter-off"

    // Relays and DNS, with `--delivery`.
    case relay
    case relayCertificate = "relay-certificate"
    case sendingTime = "sending-time"
    case spf
    case dkim
    case dmarc

    // Both parts of an email, its subject and preheader.
    case leftoverLiquid = "leftover-liquid"
    case unsubscribeMissing = "unsubscribe-missing"
    case postalAddressMissing = "postal-address-missing"
    case textPartEmpty = "text-part-empty"
    case textPartMarkup = "text-part-markup"
    case subjectEmpty = "subject-empty"
    case subjectLong = "subject-long"
    case subjectShouting = "subject-shouting"
    case preheaderMissing = "preheader-missing"
    case preheaderIsSubject = "preheader-is-subject"
    case preheaderLength = "preheader-length"
    case preheaderNotShown = "preheader-not-shown"

    // Links and images.
    case linkEmpty = "link-empty"
    case linkTwice = "link-twice"
    case linkInsecure = "link-insecure"
    case linkUnsafe = "link-unsafe"
    case linkRelative = "link-relative"
    case imageWithoutSource = "image-without-source"
    case imageWithoutSize = "image-without-size"
    case imageUnreachable = "image-unreachable"
    case imageHeavy = "image-heavy"

    // The page.
    case htmlUnreadable = "html-unreadable"
    case htmlSize = "html-size"
    case forbiddenElement = "forbidden-element"
    case cssSupport = "css-support"
    case htmlSupport = "html-support"
    case spamScore = "spam-score"

    // Accessibility: the eleven of the Email Markup Consortium's report, then what else can be computed.
    case directionMissing = "dir-missing"
    case languageInBodyMissing = "lang-in-body-missing"
    case layoutTableRole = "layout-table-role"
    case headingMissing = "h1-missing"
    case linkWithoutText = "link-without-text"
    case languageMissing = "lang-missing"
    case contrast
    case imageWithoutAlternative = "image-without-alt"
    case titleMissing = "title-missing"
    case linkVague = "link-vague"
    case linkByColor = "link-by-color"
    case vmlWithoutAlternative = "vml-without-alt"
    case headingOrder = "heading-order"
    case fontSmall = "font-small"
    case textJustified = "text-justified"
    case touchTarget = "touch-target"
    case zoomBlocked = "zoom-blocked"
    case charsetMissing = "charset-missing"
}
