/// What the pre-launch check looks for, under the names that `--json` and the documentation use.
///
/// An error is what breaks the law, the message or the run; a warning is what some readers will suffer from; a note is
/// what the team should know.
public enum Rule: String, Codable, Sendable, CaseIterable {
    // The campaign's file.
    case campaignFile = "campaign-file"
    case template
    case rawOutput = "raw-output"
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

    // Rendered emails.
    case leftoverLiquid = "leftover-liquid"
    case unsubscribeMissing = "unsubscribe-missing"
    case postalAddressMissing = "postal-address-missing"
    case linkEmpty = "link-empty"
    case linkWithoutText = "link-without-text"
    case linkTwice = "link-twice"
    case linkInsecure = "link-insecure"
    case linkUnsafe = "link-unsafe"
    case linkRelative = "link-relative"
    case imageWithoutSource = "image-without-source"
    case imageWithoutAlternative = "image-without-alt"
    case imageWithoutSize = "image-without-size"
    case htmlUnreadable = "html-unreadable"
    case htmlSize = "html-size"
    case textPartEmpty = "text-part-empty"
    case subjectEmpty = "subject-empty"
    case subjectLong = "subject-long"
    case preheaderMissing = "preheader-missing"
    case preheaderIsSubject = "preheader-is-subject"
    case preheaderNotShown = "preheader-not-shown"
    case titleMissing = "title-missing"
    case languageMissing = "lang-missing"
    case headingMissing = "h1-missing"
    case layoutTableRole = "layout-table-role"
    case forbiddenElement = "forbidden-element"
}
