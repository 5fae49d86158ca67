/// The filters, by the names templates use.
enum Filter: String, CaseIterable, Sendable {
    case abs, append
    case atLeast = "at_least"
    case atMost = "at_most"
    case base64Decode = "base64_decode"
    case base64Encode = "base64_encode"
    case base64UrlSafeDecode = "base64_url_safe_decode"
    case base64UrlSafeEncode = "base64_url_safe_encode"
    case capitalize, ceil, compact, concat, countdown, date
    case dateAdd = "date_add"
    case dateSubtract = "date_subtract"
    case `default`
    case dividedBy = "divided_by"
    case downcase, escape
    case escapeOnce = "escape_once"
    case find
    case findIndex = "find_index"
    case first, floor
    case formatNumber = "format_number"
    case h, handle, handleize, has
    case hmacSHA1 = "hmac_sha1"
    case hmacSHA256 = "hmac_sha256"
    case imageTag = "image_tag"
    case imageURL = "image_url"
    case imgURL = "img_url"
    case join, json, last
    case linkTo = "link_to"
    case lstrip, map, md5, minus, modulo, money
    case moneyWithCurrency = "money_with_currency"
    case moneyWithoutCurrency = "money_without_currency"
    case moneyWithoutTrailingZeros = "money_without_trailing_zeros"
    case newlineToBr = "newline_to_br"
    case numberWithDelimiter = "number_with_delimiter"
    case pluralize, plus, prepend, raw, reject, remove
    case removeFirst = "remove_first"
    case removeLast = "remove_last"
    case replace
    case replaceFirst = "replace_first"
    case replaceLast = "replace_last"
    case reverse, round, rstrip, sha1, sha256, size, slice, sort
    case sortNatural = "sort_natural"
    case split, squish, strip
    case stripHTML = "strip_html"
    case stripNewlines = "strip_newlines"
    case sum, t, times, titlecase, translate, truncate, truncatewords, uniq, upcase
    case urlDecode = "url_decode"
    case urlEncode = "url_encode"
    case urlEscape = "url_escape"
    case urlParamEscape = "url_param_escape"
    case `where`

    /// How many positional arguments it takes.
    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .append, .atLeast, .atMost, .concat, .date, .dividedBy, .hmacSHA1, .hmacSHA256, .minus, .modulo, .plus,
            .prepend, .remove, .removeFirst, .removeLast, .split, .times, .map:
            1...1
        case .default, .join, .round, .sort, .sortNatural, .sum, .uniq, .compact, .countdown, .formatNumber, .imgURL,
            .numberWithDelimiter:
            0...1
        case .slice, .where, .reject, .find, .findIndex, .has, .dateAdd, .dateSubtract, .linkTo: 1...2
        case .truncate, .truncatewords: 0...2
        case .replace, .replaceFirst: 1...2
        case .replaceLast, .pluralize: 2...2
        default: 0...0
        }
    }

    /// The named arguments it takes; `nil` for any.
    var options: [String]? {
        switch self {
        case .default: ["allow_false"]
        case .date: ["time_zone"]
        case .imageURL, .imgURL: ["width", "height", "crop"]
        case .imageTag: ["alt", "width", "height", "class", "style", "border", "title"]
        case .linkTo: ["class", "style", "title", "target"]
        case .t, .translate: nil
        default: []
        }
    }

    /// For findings: `no argument`, `1 argument`, `1 to 2 arguments`.
    var argumentCountText: String {
        let counts = argumentCounts
        if counts.upperBound == 0 { return "no argument" }
        if counts.lowerBound == counts.upperBound { return counted(counts.lowerBound, "argument") }
        return "\(counts.lowerBound) to \(counts.upperBound) arguments"
    }

    /// What Shopify says of `given` arguments too few or too many; it counts the input too.
    func shopifyArgumentProblem(_ given: Int) -> String {
        let (low, high) = (argumentCounts.lowerBound + 1, argumentCounts.upperBound + 1)
        let expected = low == high ? "\(low)" : "\(low)..\(high)"
        return "wrong number of arguments (given \(given + 1), expected \(expected))"
    }
}
