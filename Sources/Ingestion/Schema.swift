/// A kind of file and the columns we know in it.
struct Schema: Sendable {
    struct Column: Sendable {
        /// Our name.
        var name: String
        /// Other names that mean the same, the first one found wins.
        var aliases: [String] = []
        /// Columns that make this one together, joined by " > ", where a file has all of them.
        var levels: [String] = []
        var isRequired = false
        /// What is lost where the column is absent; empty where nothing is.
        var absence = ""
    }

    /// The part's name in `dovetail.yaml`, under `data`.
    var part: String
    /// What one row is.
    var noun: String
    var columns: [Column]
    /// Whether columns that we do not know are kept.
    var keepsAttributes = false
    /// Whether `dovetail.yaml` names the file; others are named on the command line.
    var isInSettings = true

    var names: [String] { columns.map(\.name) }

    /// What a number in the column may be.
    func numberRemedy(_ column: String) -> String {
        part == "products" ? "write a share such as 0.35 or 35%" : "write a whole number other than 0"
    }

    /// Words that the column may hold.
    func choiceRemedy(_ column: String) -> String {
        switch part {
        case "products": "write in_stock, out_of_stock, preorder or backorder"
        case "customers": "write yes or no, or leave it empty"
        default: "write view, search, add_to_cart, remove_from_cart, checkout or purchase"
        }
    }
}

extension Schema {
    static let customers = Schema(
        part: "customers",
        noun: "customer",
        columns: [
            Column(name: "id", aliases: ["customer_id"], isRequired: true),
            Column(name: "email", aliases: ["email_address"], absence: "nobody can be reached by email"),
            Column(name: "first_name"),
            Column(name: "tier"),
            Column(name: "locale"),
            Column(name: "time_zone", aliases: ["timezone"]),
            Column(name: "country"),
            Column(name: "email_consent", absence: "nobody's consent to email is known, and unknown means no"),
            Column(name: "push_consent", absence: "nobody's consent to push is known, and unknown means no"),
            Column(name: "push_tokens", aliases: ["push_token"], absence: "nobody can be reached by push"),
        ],
        keepsAttributes: true
    )

    /// Source of the aliases: Google Merchant Center product data specification.
    static let products = Schema(
        part: "products",
        noun: "product",
        columns: [
            Column(name: "id", aliases: ["product_id"], isRequired: true),
            Column(name: "title", aliases: ["name"], isRequired: true),
            Column(name: "description"),
            Column(name: "url", aliases: ["link"]),
            Column(name: "image_url", aliases: ["image_link"], absence: "the filter on pictures is off"),
            Column(name: "price", absence: "what needs prices is off"),
            Column(name: "sale_price"),
            Column(name: "currency"),
            Column(name: "availability", absence: "the filter on stock is off"),
            Column(
                name: "category",
                aliases: ["product_type", "google_product_category"],
                levels: ["department", "category", "product_type"],
                absence: "what needs categories is off"
            ),
            Column(name: "brand"),
            Column(name: "sku"),
            Column(name: "item_group_id", absence: "products of one title and category count as variants"),
            Column(name: "margin", absence: "the margin guard is off"),
        ],
        keepsAttributes: true
    )

    private static let orderColumns = [
        Column(name: "order_id", isRequired: true),
        Column(name: "customer_id", isRequired: true),
        Column(name: "time", aliases: ["order_time", "timestamp"], isRequired: true),
    ]

    private static let lineColumns = [
        Column(name: "product_id", isRequired: true),
        Column(name: "quantity", absence: "every line counts as one piece"),
        Column(name: "unit_price", aliases: ["price"], absence: "the lines take today's prices of the catalogue"),
        Column(name: "discount"),
    ]

    /// Order lines that carry their order's customer and time.
    static let orders = Schema(part: "orders", noun: "order", columns: orderColumns + lineColumns)

    /// Orders whose lines stand in `orderLines`.
    static let orderHeaders = Schema(part: "orders", noun: "order", columns: orderColumns)

    static let orderLines = Schema(
        part: "order_lines",
        noun: "order line",
        columns: [Column(name: "order_id", isRequired: true)] + lineColumns
    )

    static let events = Schema(
        part: "events",
        noun: "event",
        columns: [
            Column(name: "session_id", isRequired: true),
            Column(name: "customer_id"),
            Column(name: "type", isRequired: true),
            Column(name: "product_id"),
            Column(name: "time", aliases: ["timestamp"], isRequired: true),
            Column(name: "device"),
        ]
    )
}
