internal import CampaignModel

/// A function of the customer that expressions may call beside SQLite's own: `bought('Cameras', 30)`.
///
/// The first argument is a text: a category path, a product id or a sku. The second, optional, is a number of days;
/// without it the function looks at all the past.
public enum SegmentFunction: String, Sendable, CaseIterable {
    /// Whether a piece of one of these was bought; a later return does not undo it.
    case bought
    /// Whether one of these was viewed or put in the cart.
    case viewed

    /// Of SQLite's own functions, those that are harmless, quick and always say the same.
    public static let builtIn = [
        "abs", "coalesce", "glob", "ifnull", "iif", "instr", "length", "like", "lower", "ltrim", "max", "min", "nullif",
        "replace", "round", "rtrim", "sign", "substr", "trim", "upper",
    ]
}

/// Answers ``SegmentFunction`` calls. Products are looked up once an expression is compiled; a call per customer then
/// only walks over that customer's lines.
final class ProductQueries {
    private let shop: Shop
    private let asOf: Instant
    /// One mark a product, for every text asked about so far.
    private var marks: [[Bool]] = []
    private var numbers: [String: Int] = [:]

    init(shop: Shop, asOf: Instant) {
        self.shop = shop
        self.asOf = asOf
    }

    /// The number under which the products that `text` means are kept; `nil` where it means none.
    func number(of text: String) -> Int? {
        if let number = numbers[text] { return number }
        let products = shop.products
        let categories = products.categories(under: text)
        var marked = products.categories.codes.map { $0 >= 0 && categories[Int($0)] }
        let bytes = Array(text.utf8)
        for product in 0..<products.count where products.skus.range(product).count == bytes.count && !bytes.isEmpty {
            let sku = products.skus.cell(product)
            if sku.indices.allSatisfy({ sku[$0] == bytes[$0] }) { marked[product] = true }
        }
        if let product = products.ids.id(of: text) { marked[Int(product)] = true }
        guard marked.contains(true) else { return nil }
        marks.append(marked)
        numbers[text] = marks.count - 1
        return marks.count - 1
    }

    /// What a person may have meant by a text that means nothing.
    var names: [String] {
        let categories = shop.products.categories.values
        let paths = (0..<Int32(categories.count)).map { categories[$0] }
        let topLevels = shop.products.topLevelCategories().names
        return (0..<Int32(topLevels.count)).map { topLevels[$0] } + paths
            + (0..<Int32(shop.products.count)).map { shop.products.ids[$0] }
    }

    func holds(_ function: SegmentFunction, customer: Int32, products number: Int, days: Double?) -> Bool {
        let products = marks[number]
        let secondsBack = min(max(days ?? .infinity, 0) * Double(Instant.secondsPerDay), 1e15)
        let earliest = asOf.seconds - Int64(secondsBack)
        switch function {
        case .bought:
            let orders = shop.orders
            return orders.ordersOf(customer: customer).contains { order in
                (earliest...asOf.seconds).contains(orders.times[order])
                    && orders.linesOf(order: order).contains { line in
                        orders.quantities[line] > 0 && products[Int(orders.products[line])]
                    }
            }
        case .viewed:
            let events = shop.events
            return events.eventsOf(customer: customer).contains { event in
                (events.types[event] == .view || events.types[event] == .addToCart)
                    && (earliest...asOf.seconds).contains(events.times[event])
                    && events.products[event] >= 0 && products[Int(events.products[event])]
            }
        }
    }
}
