internal import CampaignModel

struct OrderLine: Sendable {
    var product: Int32
    var quantity: Int32
    var unitPrice: Int32
    var discount: Int32
}

/// Reads what an order line says about its product, which is looked up when all lines of a chunk are there.
struct OrderLineReader: Sendable {
    let products: Products
    private let product, quantity, unitPrice, discount: Int
    private let money: MoneyReader

    init(_ header: Header, _ products: Products, _ money: MoneyReader) {
        product = header.position("product_id")
        quantity = header.position("quantity")
        unitPrice = header.position("unit_price")
        discount = header.position("discount")
        self.products = products
        self.money = money
    }

    @_lifetime(borrow row)
    func productID(of row: borrowing RowReader) -> Span<UInt8> { row.cell(product) }

    func checkProduct(of row: borrowing RowReader) throws(Flaw) {
        _ = try row.reference(at: product, to: products.ids, .unknownProduct)
    }

    /// A line without its product.
    func line(_ row: borrowing RowReader) throws(Flaw) -> OrderLine {
        let unitPrice = unitPrice < 0 ? 0 : try amount(of: row, at: unitPrice, empty: nil)
        let discount = try amount(of: row, at: discount, empty: 0)
        let quantity = try row.quantity(at: quantity)
        return OrderLine(product: -1, quantity: quantity, unitPrice: unitPrice, discount: discount)
    }

    private func amount(of row: borrowing RowReader, at position: Int, empty: Int64?) throws(Flaw) -> Int32 {
        let amount = try row.amount(at: position, money, empty: empty)
        guard let amount = Int32(exactly: amount) else { throw Flaw(.badMoney, at: position) }
        return amount
    }

    /// The line with its product, and with the catalogue's price where the orders have none.
    func settled(_ line: OrderLine, product found: Int32) throws(Flaw) -> OrderLine {
        if found < 0 { throw Flaw(.unknownProduct, at: product) }
        var line = line
        line.product = found
        if unitPrice < 0 {
            guard let price = Int32(exactly: products.currentPrice(found)) else { throw Flaw(.badMoney, at: unitPrice) }
            line.unitPrice = price
        }
        return line
    }
}
