import CampaignModel
import Foundation
import TestSupport
import Testing
import Threads

@testable import Recommenders

@Suite struct PurchaseMatrixTests {
    private func everybody(_ shop: Shop) -> [Int32] { Array(0..<Int32(shop.customers.count)) }

    private func history(_ shop: Shop) -> PurchaseHistory { PurchaseHistory(shop: shop, asOf: TestShop.now) }

    @Test func aRowTellsHowOftenAndWhenEachProductWasBought() {
        var shop = TestShop()
        for product in ["bread", "milk", "tea"] { shop.product(product) }
        shop.order("ann", daysAgo: 30, ["milk x2", "bread"])
        shop.order("ann", daysAgo: 20, ["tea x-1"])
        shop.order("ann", daysAgo: 10, ["milk", "milk x3", "milk x-1"])
        shop.order("ann", daysAgo: -5, ["tea"])
        let matrix = PurchaseMatrix(history(shop.build()), customers: [0])
        #expect(matrix.starts == [0, 2] && matrix.orderCounts == [2] && matrix.newestAges == [10])
        #expect(matrix.products == [0, 1] && matrix.orders == [1, 2] && matrix.pieces == [1, 5])
        #expect(matrix.firstAges == [30, 30] && matrix.lastAges == [30, 10])
        #expect(matrix.occasionStarts == [0, 1, 3] && matrix.occasionOrders == [1, 1, 0])
        #expect(matrix.occasionAges == [30, 30, 10])
        #expect(abs(matrix.weights[1] - Float(exp(-30.0 / 120) + exp(-10.0 / 120))) < 1e-6)
    }

    @Test func threadsAndCompanyDoNotMatter() {
        for seed in 0..<5 {
            let shop = TestShop.random(seed: UInt64(seed), customers: 2_500)
            let history = history(shop)
            let one = PurchaseMatrix(history, customers: everybody(shop), workers: Workers(count: 1))
            let four = PurchaseMatrix(history, customers: everybody(shop), workers: Workers(count: 4))
            #expect(one.products == four.products && one.starts == four.starts && one.weights == four.weights)
            #expect(one.occasionAges == four.occasionAges && one.occasionStarts == four.occasionStarts)
            let alone = PurchaseMatrix(history, customers: [1_700])
            #expect(Array(one.products[one.entries(1_700)]) == alone.products)
        }
    }

    @Test func entriesAgreeWithWhatTheHistoryTellsOfACustomer() {
        let shop = TestShop.random(seed: 1, customers: 200)
        let history = history(shop)
        let matrix = PurchaseMatrix(history, customers: everybody(shop)[...])
        for row in 0..<matrix.count {
            let purchases = history.purchases(of: Int32(row))
            #expect(Array(matrix.products[matrix.entries(row)]) == purchases.map(\.product))
            #expect(Array(matrix.orders[matrix.entries(row)]) == purchases.map(\.orders))
            #expect(Array(matrix.pieces[matrix.entries(row)]) == purchases.map { Int32($0.pieces) })
        }
    }

    @Test func byProductIsTheSameReadTheOtherWay() {
        let shop = TestShop.random(seed: 2, customers: 300)
        let matrix = PurchaseMatrix(history(shop), customers: everybody(shop)[...])
        let turned = PurchasesByProduct(matrix, productCount: shop.products.count)
        #expect(turned.rows.count == matrix.products.count)
        for product in 0..<Int32(shop.products.count) {
            let range = turned.range(product)
            for place in range {
                #expect(matrix.products[Int(turned.entries[place])] == product)
                #expect(matrix.entries(Int(turned.rows[place])).contains(Int(turned.entries[place])))
            }
            #expect(zip(turned.rows[range], turned.rows[range].dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test func aBotCountsWithItsNewestLinesOnly() {
        var shop = TestShop()
        shop.product("old")
        shop.order("bot", daysAgo: 900, ["old"])
        for order in 0..<5_000 { shop.order("bot", daysAgo: 800 - Double(order) / 10, ["new"]) }
        let matrix = PurchaseMatrix(history(shop.build()), customers: [0])
        #expect(matrix.products == [1] && matrix.orders == [Int32(PurchaseMatrix.maximumLines)])
    }
}
