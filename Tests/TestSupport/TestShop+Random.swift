public import CampaignModel

extension TestShop {
    /// A shop where anything may happen: returns, free and missing products, variants, orders after `now`, people who
    /// never bought, categories of one.
    public static func random(seed: UInt64, customers: Int = 40, products: Int = 30) -> Shop {
        var random = SeededGenerator(seed: seed)
        var shop = TestShop(
            present: Set(Products.Column.allCases.filter { _ in Int.random(in: 0..<4, using: &random) > 0 })
        )
        let categories = ["Cameras > Mirrorless", "Cameras > Compact", "Cards", "Cases > Hard", "", "Lone"]
        for product in 0..<products {
            shop.product(
                "p\(product)",
                price: Bool.random(using: &random) ? Int64.random(in: 0...20, using: &random) * 5_00 : 19_99,
                salePrice: Int.random(in: 0..<5, using: &random) == 0 ? 3_00 : -1,
                category: product == 0 ? "Lone" : categories[Int.random(in: 0..<5, using: &random)],
                brand: ["", "Lumen", "Kite"][Int.random(in: 0..<3, using: &random)],
                group: Int.random(in: 0..<3, using: &random) == 0 ? Int32.random(in: 0..<4, using: &random) : -1,
                availability: Availability.allCases[Int.random(in: 0..<4, using: &random)],
                image: Int.random(in: 0..<6, using: &random) > 0,
                attributes: Bool.random(using: &random)
                    ? ["storage": "\(64 << Int.random(in: 0..<4, using: &random)) GB"] : [:]
            )
        }
        for customer in 0..<customers {
            shop.customer("c\(customer)")
            for _ in 0..<Int.random(in: 0..<8, using: &random) {
                let lines = (0..<Int.random(in: 1..<6, using: &random)).map { _ in
                    "p\(min(Int.random(in: 0..<products, using: &random), Int.random(in: 0..<products, using: &random)))"
                        + " x\([1, 1, 1, 2, -1].randomElement(using: &random) ?? 1)"
                }
                shop.order(
                    "c\(customer)",
                    daysAgo: Double.random(in: -30...400, using: &random),
                    lines,
                    discount: Int.random(in: 0..<3, using: &random) == 0 ? 50 : 0
                )
            }
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                shop.event(
                    "c\(customer)",
                    daysAgo: Double.random(in: -10...60, using: &random),
                    SessionEventType.allCases[Int.random(in: 0..<6, using: &random)],
                    Bool.random(using: &random) ? "p\(Int.random(in: 0..<products, using: &random))" : nil,
                    device: Bool.random(using: &random) ? "phone" : "desktop"
                )
            }
        }
        return shop.build()
    }
}
