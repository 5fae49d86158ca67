internal import CampaignModel

/// Browsing events as their rows come.
struct EventRows: RowSink {
    /// Unsorted; without `firstEvents`.
    private(set) var rows = SessionEvents()
    private let session, customer, type, product, time, device: Int
    private let customers: StringTable
    private let products: StringTable
    private let latest: Int64

    private static let types = WordList<SessionEventType?>([
        "view": .view, "search": .search, "add_to_cart": .addToCart, "remove_from_cart": .removeFromCart,
        "checkout": .checkout, "purchase": .purchase,
    ])

    init(_ header: Header, customers: StringTable, products: StringTable, latest: Int64) {
        session = header.position("session_id")
        customer = header.position("customer_id")
        type = header.position("type")
        product = header.position("product_id")
        time = header.position("time")
        device = header.position("device")
        self.customers = customers
        self.products = products
        self.latest = latest
    }

    mutating func take(_ row: borrowing RowReader) throws(Flaw) {
        let session = try row.id(at: session)
        let customer = try optionalReference(row, customer, customers, .unknownCustomer)
        let product = try optionalReference(row, product, products, .unknownProduct)
        guard let type = try row.choice(at: type, EventRows.types, empty: nil) else { throw Flaw(.badChoice, at: type) }
        let time = try row.time(at: time, latest: latest)
        rows.sessionOf.append(rows.sessions.intern(session))
        rows.customers.append(customer)
        rows.types.append(type)
        rows.products.append(product)
        rows.times.append(time)
        rows.devices.append(trimmingSpace(row.cell(device)))
    }

    private func optionalReference(
        _ row: borrowing RowReader,
        _ position: Int,
        _ table: StringTable,
        _ kind: RejectKind
    ) throws(Flaw) -> Int32 {
        row.cell(position).isEmpty ? -1 : try row.reference(at: position, to: table, kind)
    }
}

extension SessionEvents {
    /// Joins the chunks in order and sorts the events into place.
    init(joining chunks: [Chunk<EventRows>], customerCount: Int) {
        self.init()
        var joined = SessionEvents()
        for chunk in chunks {
            let rows = chunk.sink.rows
            let sessions = (0..<rows.sessions.count).map { joined.sessions.intern(rows.sessions.texts.cell($0)) }
            joined.sessionOf.append(contentsOf: rows.sessionOf.lazy.map { sessions[Int($0)] })
            joined.customers.append(contentsOf: rows.customers)
            joined.types.append(contentsOf: rows.types)
            joined.products.append(contentsOf: rows.products)
            joined.times.append(contentsOf: rows.times)
            joined.devices.append(rows.devices, rows: nil)
        }
        let sorted = OwnerTimeOrder(owners: joined.customers, times: joined.times, ownerCount: customerCount)
        let places = sorted.permutation
        firstEvents = sorted.firsts
        sessions = joined.sessions
        sessionOf = places.map { joined.sessionOf[Int($0)] }
        customers = places.map { joined.customers[Int($0)] }
        types = places.map { joined.types[Int($0)] }
        products = places.map { joined.products[Int($0)] }
        times = places.map { joined.times[Int($0)] }
        devices.values = joined.devices.values
        devices.codes = places.map { joined.devices.codes[Int($0)] }
    }
}
