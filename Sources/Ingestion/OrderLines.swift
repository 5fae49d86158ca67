internal import CampaignModel

/// Order lines, column by column.
struct OrderLines: Sendable {
    var products: [Int32] = []
    var quantities: [Int32] = []
    var unitPrices: [Int32] = []
    var discounts: [Int32] = []

    var count: Int { products.count }

    mutating func append(_ line: OrderLine) {
        products.append(line.product)
        quantities.append(line.quantity)
        unitPrices.append(line.unitPrice)
        discounts.append(line.discount)
    }
}

struct OrderLine: Sendable {
    var product: Int32
    var quantity: Int32
    var unitPrice: Int32
    var discount: Int32
}

/// Reads what an order line says about its product.
struct OrderLineReader: Sendable {
    private let product, quantity, unitPrice, discount: Int
    private let products: Products
    private let money: MoneyReader

    init(_ header: Header, _ products: Products, _ money: MoneyReader) {
        product = header.position("product_id")
        quantity = header.position("quantity")
        unitPrice = header.position("unit_price")
        discount = header.position("discount")
        self.products = products
        self.money = money
    }

    func line(_ row: borrowing RowReader) throws(Flaw) -> OrderLine {
        let product = try row.reference(at: product, to: products.ids, .unknownProduct)
        let price = unitPrice < 0 ? products.currentPrice(product) : try row.amount(at: unitPrice, money)
        guard let unitPrice = Int32(exactly: price) else { throw Flaw(.badMoney, at: unitPrice) }
        let discount = try row.amount(at: discount, money, empty: 0)
        guard let lineDiscount = Int32(exactly: discount) else { throw Flaw(.badMoney, at: self.discount) }
        return OrderLine(
            product: product,
            quantity: try row.quantity(at: quantity),
            unitPrice: unitPrice,
            discount: lineDiscount
        )
    }
}

/// Neighbouring lines of one order in one chunk.
struct LineRun: Sendable {
    /// Index of the order in order of appearance; -1 for rejected lines.
    var order: Int32
    var chunk: Int32
    var lines: Range<Int32>
}
