public import CampaignModel

/// A small shop written line by line in a test; `build()` sorts and numbers everything as Ingestion does.
///
///     var shop = TestShop()
///     shop.product("camera", price: 499_00, category: "Cameras > Mirrorless")
///     shop.customer("ann", tier: "gold")
///     shop.order("ann", daysAgo: 10, ["camera", "card x2"])
///     shop.event("ann", daysAgo: 3, .view, "camera")
///
/// Customers and products that orders and events name without telling of them first are added with defaults.
public struct TestShop {
    /// The moment from which `daysAgo` counts: 2026-11-22T12:00:00Z.
    public static let now = Instant(seconds: 1_795_348_800)

    private struct Line {
        var product: Int32
        var quantity: Int32
        var unitPrice: Int32
        var discount: Int32
    }

    private struct Order {
        var customer: Int32
        var time: Int64
        var lines: [Line]
    }

    private struct Event {
        var customer: Int32
        var time: Int64
        var type: SessionEventType
        var product: Int32
        var device: String
    }

    private var shop: Shop
    private var orders: [Order] = []
    private var events: [Event] = []

    /// - Parameter present: Catalogue columns that the filters may rely on.
    public init(
        currency: Currency = .euro,
        present: Set<Products.Column> = [.imageURL, .availability, .category, .price, .itemGroup]
    ) {
        shop = Shop(currency: currency)
        shop.products.present = present
    }

    /// - Parameter price: Minor units.
    public mutating func product(
        _ id: String,
        price: Int64 = 10_00,
        salePrice: Int64 = -1,
        category: String = "",
        brand: String = "",
        group: Int32 = -1,
        availability: Availability = .inStock,
        image: Bool = true,
        sku: String = "",
        attributes: [String: String] = [:]
    ) {
        let row = shop.products.ids.intern(id)
        precondition(Int(row) == shop.products.titles.count, "a product is told of once, before it is bought")
        shop.products.titles.append(id.prefix(1).uppercased() + id.dropFirst())
        shop.products.descriptions.append("")
        shop.products.urls.append("https://shop.example/\(id)")
        shop.products.imageURLs.append(image ? "https://shop.example/\(id).png" : "")
        shop.products.prices.append(price)
        shop.products.salePrices.append(salePrice)
        shop.products.availability.append(availability)
        shop.products.categories.append(category)
        shop.products.brands.append(brand)
        shop.products.skus.append(sku)
        shop.products.itemGroups.append(group)
        shop.products.margins.append(.nan)
        append(attributes, to: &shop.products.attributes, row: Int(row))
    }

    public mutating func customer(
        _ id: String,
        email: String? = nil,
        firstName: String = "",
        tier: String = "",
        locale: String = "",
        timeZone: String = "",
        country: String = "",
        emailConsent: Consent = .granted,
        pushConsent: Consent = .unknown,
        pushTokens: String = "",
        attributes: [String: String] = [:]
    ) {
        let row = shop.customers.ids.intern(id)
        precondition(Int(row) == shop.customers.emails.count, "a customer is told of once, before they buy")
        shop.customers.emails.append(email ?? "\(id)@example.com")
        shop.customers.firstNames.append(firstName)
        shop.customers.tiers.append(tier)
        shop.customers.locales.append(locale)
        shop.customers.timeZones.append(timeZone)
        shop.customers.countries.append(country)
        shop.customers.emailConsent.append(emailConsent)
        shop.customers.pushConsent.append(pushConsent)
        shop.customers.pushTokens.append(pushTokens)
        append(attributes, to: &shop.customers.attributes, row: Int(row))
    }

    /// - Parameters:
    ///   - lines: `"card"`, `"card x2"`, or `"card x-1"` for a return; at the product's current price.
    ///   - discount: Minor units off each line.
    public mutating func order(_ customer: String, daysAgo: Double, _ lines: [String], discount: Int32 = 0) {
        let lines = lines.map { text in
            let words = text.split(separator: " ")
            let product = productRow(String(words[0]))
            let quantity = words.count > 1 ? Int32(words[1].dropFirst()) : 1
            guard let quantity else { preconditionFailure("a quantity is written 'x2', not '\(text)'") }
            return Line(
                product: product,
                quantity: quantity,
                unitPrice: Int32(shop.products.currentPrice(product)),
                discount: discount
            )
        }
        orders.append(Order(customer: customerRow(customer), time: TestShop.time(daysAgo: daysAgo), lines: lines))
    }

    public mutating func event(
        _ customer: String,
        daysAgo: Double,
        _ type: SessionEventType,
        _ product: String? = nil,
        device: String = "phone"
    ) {
        events.append(
            Event(
                customer: customerRow(customer),
                time: TestShop.time(daysAgo: daysAgo),
                type: type,
                product: product.map { productRow($0) } ?? -1,
                device: device
            )
        )
    }

    /// The shop, with orders and events in the order and with the row pointers that `Shop` promises.
    public func build() -> Shop {
        var shop = shop
        for order in stablySorted(orders, by: { ($0.customer, $0.time) }) {
            shop.orders.ids.append("o\(shop.orders.count)")
            shop.orders.customers.append(order.customer)
            shop.orders.times.append(order.time)
            for line in order.lines {
                shop.orders.products.append(line.product)
                shop.orders.quantities.append(line.quantity)
                shop.orders.unitPrices.append(line.unitPrice)
                shop.orders.discounts.append(line.discount)
            }
            shop.orders.firstLines.append(Int32(shop.orders.lineCount))
        }
        for event in stablySorted(events, by: { ($0.customer, $0.time) }) {
            shop.events.customers.append(event.customer)
            shop.events.sessionOf.append(
                shop.events.sessions.intern("\(event.customer) \(event.time / Instant.secondsPerDay)")
            )
            shop.events.types.append(event.type)
            shop.events.products.append(event.product)
            shop.events.times.append(event.time)
            shop.events.devices.append(event.device)
        }
        shop.orders.firstOrders = rowPointers(of: shop.orders.customers, customers: shop.customers.count)
        shop.events.firstEvents = rowPointers(of: shop.events.customers, customers: shop.customers.count)
        return shop
    }

    public static func time(daysAgo: Double) -> Int64 {
        now.seconds - Int64((daysAgo * Double(Instant.secondsPerDay)).rounded())
    }

    private mutating func productRow(_ id: String) -> Int32 {
        if shop.products.ids.id(of: id) == nil { product(id) }
        return shop.products.ids.intern(id)
    }

    private mutating func customerRow(_ id: String) -> Int32 {
        if shop.customers.ids.id(of: id) == nil { customer(id) }
        return shop.customers.ids.intern(id)
    }
}

/// Row `row` of every attribute; a new one is absent from the rows before.
private func append(_ cells: [String: String], to attributes: inout [Attribute], row: Int) {
    for name in cells.keys.sorted() where !attributes.contains(where: { $0.name == name }) {
        var column = DictionaryColumn()
        column.codes = Array(repeating: -1, count: row)
        attributes.append(Attribute(name: name, cells: column))
    }
    for index in attributes.indices { attributes[index].cells.append(cells[attributes[index].name] ?? "") }
}

private func stablySorted<Element>(_ elements: [Element], by key: (Element) -> (Int32, Int64)) -> [Element] {
    elements.enumerated()
        .sorted {
            (key($0.element).0, key($0.element).1, $0.offset) < (key($1.element).0, key($1.element).1, $1.offset)
        }
        .map(\.element)
}

private func rowPointers(of customers: [Int32], customers count: Int) -> [Int32] {
    var pointers = [Int32](repeating: 0, count: count + 1)
    for customer in customers { pointers[Int(customer) + 1] += 1 }
    for index in 0..<count { pointers[index + 1] += pointers[index] }
    return pointers
}

extension Shop {
    /// The shop as it was at a moment: no later order or event is in it.
    public func upTo(_ moment: Instant) -> Shop {
        var shop = self
        shop.orders = Orders()
        for order in 0..<orders.count where orders.times[order] <= moment.seconds {
            shop.orders.ids.append(orders.ids[order])
            shop.orders.customers.append(orders.customers[order])
            shop.orders.times.append(orders.times[order])
            for line in orders.linesOf(order: order) {
                shop.orders.products.append(orders.products[line])
                shop.orders.quantities.append(orders.quantities[line])
                shop.orders.unitPrices.append(orders.unitPrices[line])
                shop.orders.discounts.append(orders.discounts[line])
            }
            shop.orders.firstLines.append(Int32(shop.orders.lineCount))
        }
        shop.events = SessionEvents()
        shop.events.sessions = events.sessions
        shop.events.devices.values = events.devices.values
        for event in 0..<events.count where events.times[event] <= moment.seconds {
            shop.events.sessionOf.append(events.sessionOf[event])
            shop.events.customers.append(events.customers[event])
            shop.events.types.append(events.types[event])
            shop.events.products.append(events.products[event])
            shop.events.times.append(events.times[event])
            shop.events.devices.codes.append(events.devices.codes[event])
        }
        shop.orders.firstOrders = rowPointers(of: shop.orders.customers, customers: customers.count)
        shop.events.firstEvents = rowPointers(of: shop.events.customers, customers: customers.count)
        return shop
    }
}
