import CampaignModel
import Diagnostics
import Foundation
import Ingestion
import TestSupport
import Testing
import Threads

/// Files that are named on the command line: carts to complete, customers to pick for.
@Suite struct QueryFileTests {
    private var shop: Shop {
        var shop = TestShop()
        for product in ["camera", "card", "case"] { shop.product(product) }
        for customer in ["ann", "bob"] { shop.customer(customer) }
        return shop.build()
    }

    private func read<Result>(
        _ text: String,
        _ body: (String, inout [Diagnostic]) throws -> Result
    ) throws -> (Result, told: String) {
        try withTemporaryFolder { folder in
            try folder.write(text, to: "query.csv")
            var notices: [Diagnostic] = []
            let result = try body(folder.appending(path: "query.csv").path, &notices)
            return (result, notices.map(\.description).joined(separator: "\n"))
        }
    }

    private func carts(_ text: String) throws -> (CartQueries, told: String) {
        try read(text) { try readCarts($0, shop: shop, workers: Workers(count: 2), notices: &$1) }
    }

    private func customers(_ text: String) throws -> ([Int32], told: String) {
        try read(text) { try readCustomerList($0, shop: shop, workers: Workers(count: 2), notices: &$1) }
    }

    @Test func rowsOfACaseMayStandApart() throws {
        let (queries, told) = try carts(
            """
            case_id,customer_id,timestamp,product_id
            x,ann,2026-11-01T10:00:00,card
            y,,,case
            x,ann,2026-11-01T10:00:00,camera
            x,ann,2026-11-01T10:00:00,card
            z,zoe,2026-11-02,card
            """
        )
        #expect((0..<3).map { queries.cases[Int32($0)] } == ["x", "y", "z"])
        #expect(queries.customers == [0, -1, -1])
        #expect(queries.times == [Instant("2026-11-01T10:00:00Z")?.seconds, nil, Instant("2026-11-02")?.seconds])
        #expect((0..<3).map { Array(queries.products(ofCase: $0)) } == [[0, 1], [2], [1]])
        #expect(told.isEmpty)
    }

    @Test func customerAndTimeMayBeAbsent() throws {
        let (queries, _) = try carts("basket_id;product\n1;card\n")
        #expect(queries.customers == [-1])
        #expect(queries.times == [nil])
    }

    @Test func whatCannotBeUsedIsCountedWithItsPlace() throws {
        let (queries, told) = try carts(
            """
            case_id,customer_id,time,product_id
            x,ann,2026-11-01,card
            x,ann,2026-11-01,carrd
            y,ann,yesterday,card
            x,bob,2026-11-01,camera
            ,ann,2026-11-01,card
            z,ann,2026-11-01,nothing
            """
        )
        #expect((0..<2).map { queries.cases[Int32($0)] } == ["x", "z"])
        #expect((0..<2).map { Array(queries.products(ofCase: $0)) } == [[1], []])
        #expect(told.contains("query.csv:3:18: warning: there is no product 'carrd'"))
        #expect(told.contains("query.csv:4:7: warning: 'time' says 'yesterday'"))
        #expect(told.contains("query.csv:5:1: warning: the case 'x' was another customer's before"))
        #expect(told.contains("query.csv:6:1: warning: 'case_id' is empty"))
        #expect(told.contains("5 of 6 rows"))
    }

    @Test func aCartFileWithoutProductsIsRefused() throws {
        let error = #expect(throws: IngestionError.self) { try carts("case_id,item\n1,card\n") }
        #expect(error?.description.contains("there is no column 'product_id'") == true)
        #expect(error?.description.contains("data.carts") == false)
        #expect(throws: IngestionError.self) { try carts("") }
    }

    @Test func customersComeByColumnOrOneALine() throws {
        #expect(try customers("name,customer_id\nx,bob\ny,ann\nz,bob\n").0 == [1, 0])
        #expect(try customers("id\nann\n").0 == [0])
        let (rows, told) = try customers("bob\nzoe\nann\n")
        #expect(rows == [1, 0])
        #expect(told.contains("query.csv:2:1: warning: there is no customer 'zoe'"))
        #expect(throws: IngestionError.self) { try customers("a,b\n1,2\n") }
    }
}
