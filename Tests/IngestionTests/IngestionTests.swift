import CampaignModel
import Diagnostics
import Foundation
@testable import Ingestion
import TestSupport
import Testing

@Suite struct IngestionTests {
    @Test func ordersStandSortedWithTheirLines() throws {
        let (shop, report, rejected) = try ShopFiles().ingest()
        #expect((shop.customers.count, shop.products.count, shop.orders.count, shop.orders.lineCount) == (2, 2, 2, 3))
        #expect(shop.orders.ids[0] == "o1")
        #expect(shop.orders.customers == [0, 1])
        #expect(shop.orders.firstLines == [0, 2, 3])
        #expect(shop.orders.firstOrders == [0, 1, 2])
        #expect(shop.orders.products == [0, 1, 1])
        #expect(shop.orders.quantities == [1, 2, 1])
        #expect(shop.orders.unitPrices == [49_900, 1_990, 1_990])
        #expect(shop.orders.discounts == [1_000, 0, 0])
        #expect(shop.customers.emailConsent == [.granted, .refused])
        #expect(shop.products.categories[1] == "Cameras > Cards")
        #expect(shop.newest == Instant("2026-01-02T10:00:00Z"))
        #expect(report.files.map(\.rowsKept) == [2, 2, 3])
        #expect(report.rejects.isEmpty && rejected.isEmpty)
    }

    @Test func linesOfAnOrderMayStandApartAndInAnyOrder() throws {
        var files = ShopFiles()
        files.files["data/orders.csv"] = """
            order_id,customer_id,time,product_id,quantity,unit_price
            o3,c1,2026-03-01,p1,1,1
            o1,c2,2026-01-01,p1,1,2
            o3,c1,2026-03-01,p2,1,3
            o2,c1,2026-02-01,p2,-1,4
            o1,c2,2026-01-01,p2,,5
            o3,c1,2026-03-01,p2,1,6
            """
        for chunkBytes in [1, 30, 50, 4 << 20] {
            files.chunkBytes = chunkBytes
            let orders = try files.ingest().shop.orders
            #expect((0..<orders.count).map { orders.ids[$0] } == ["o2", "o3", "o1"])
            #expect(orders.firstLines == [0, 1, 4, 6])
            #expect(orders.unitPrices == [400, 100, 300, 600, 200, 500])
            #expect(orders.quantities == [-1, 1, 1, 1, 1, 1])
        }
    }

    @Test func theFirstFlawOfARowIsTheOneToldWhateverElseIsWrong() throws {
        var files = ShopFiles()
        files.files["data/orders.csv"] = """
            order_id,customer_id,time,product_id,quantity,unit_price
            o1,c9,never,p9,x,-1
            o1,c1,never,p9,x,-1
            o1,c1,2026-01-01,p9,x,-1
            o1,c1,2026-01-01,p1,x,-1
            o1,c1,2026-01-01,p1,x,1
            o1,c1,2026-01-01,p1,1,1
            """
        let report = try files.ingest().report
        #expect(
            report.rejects == [.unknownCustomer: 1, .badTime: 1, .unknownProduct: 1, .badMoney: 1, .badNumber: 1]
        )
        #expect(report.firstRejects.compactMap { $0.location?.line } == [2, 3, 4, 5, 6])
    }

    @Test func linesOfUnknownProductsLeaveTheRestOfTheirOrder() throws {
        var files = ShopFiles()
        files.files["data/orders.csv"] = """
            order_id,customer_id,time,product_id,quantity,unit_price
            o1,c1,2026-01-01,p9,1,1
            o1,c1,2026-01-02,p1,1,2
            o2,c9,2026-01-01,p1,1,3
            o2,c9,2026-01-01,p2,1,4
            o3,c2,2026-01-01,p9,1,5
            o4,c2,2026-01-01,p2,1,6
            o4,c2,2026-01-01,p9,1,7
            o4,c2,2026-01-01,p1,1,8
            o1,c2,2026-01-03,p1,1,9
            """
        for chunkBytes in [1, 40, 100, 4 << 20] {
            files.chunkBytes = chunkBytes
            let (shop, report, _) = try files.ingest()
            let orders = shop.orders
            #expect((0..<orders.count).map { orders.ids[$0] } == ["o1", "o4"])
            #expect(orders.times[0] == Instant("2026-01-02")?.seconds)
            #expect(orders.unitPrices == [200, 600, 800])
            #expect(report.rejects == [.unknownProduct: 3, .unknownCustomer: 2, .conflictingOrder: 1])
        }
    }

    @Test func ordersAndLinesMayBeFilesApart() throws {
        var files = ShopFiles()
        files.sources.orderLines = DataSources.Source(["data/order_lines.csv"])
        files.files["data/orders.csv"] = """
            order_id,customer_id,time
            o2,c1,2026-02-01
            o1,c1,2026-01-01
            o1,c1,2026-01-01
            o2,c2,2026-01-01
            o9,c9,2026-01-01
            """
        files.files["data/order_lines.csv"] = """
            order_id,product_id,quantity,unit_price,discount
            o1,p1,1,1,0
            o2,p1,1,2,0
            o1,p2,1,3,0
            o9,p2,1,3,0
            """
        let (shop, report, _) = try files.ingest()
        #expect((0..<shop.orders.count).map { shop.orders.ids[$0] } == ["o1", "o2"])
        #expect(shop.orders.unitPrices == [100, 300, 200])
        #expect(report.rejects == [.duplicateID: 1, .conflictingOrder: 1, .unknownCustomer: 1, .unknownOrder: 1])
    }

    @Test func badRowsAreCountedShownAndWritten() throws {
        var files = ShopFiles()
        files.files["data/customers.csv"] = """
            id,email,email_consent
            c1,"ann
            lee",yes
            ,x@shop.example,yes
            c2,bob@shop.example,perhaps
            c2,bob@shop.example,no
            c1,again@shop.example,no
            """
        files.files["data/orders.csv"] = """
            order_id,customer_id,time,product_id,quantity,unit_price,discount
            o1,c1,2026-01-02,p1,1,499.00,
            o2,c1,yesterday,p1,1,499.00,
            o3,c7,2026-01-02,p1,1,499.00,
            o4,c1,2026-01-02,p9,1,499.00,
            o5,c1,2026-01-02,p1,1.5,499.00,
            o6,c1,2026-01-02,p1,1,-1,
            o7,c1,2026-01-02,p1,1
            o1,c2,2026-01-02,p1,1,499.00,
            ,c2,2026-01-02,p1,1,499.00,
            o8,c2,2999-01-02,p1,1,499.00,
            o9,c2,2026-01-02,p1,0,499.00,
            oA,c2,2026-01-02,p1,1,"4"9,
            """
        files.now = Instant("2026-02-01")
        let (shop, report, rejected) = try files.ingest()
        #expect(shop.customers.count == 2)
        #expect(shop.orders.lineCount == 1)
        #expect(
            report.rejects == [
                .missingID: 2, .badChoice: 1, .duplicateID: 1, .badTime: 1, .unknownCustomer: 1, .unknownProduct: 1,
                .badNumber: 2, .badMoney: 1, .wrongColumnCount: 1, .conflictingOrder: 1, .futureTime: 1, .badQuotes: 1,
            ]
        )
        let shown = report.firstRejects.map { $0.description.split(separator: "\n").first.map(String.init) ?? "" }
        let expected = [
            "data/customers.csv:4:1: error: 'id' is empty; give every row its id",
            "data/customers.csv:5:21: error: 'email_consent' says 'perhaps'; write yes or no, or leave it empty",
            "data/customers.csv:7:1: error: the customer 'c1' is here twice; keep one; the first was taken",
            "data/orders.csv:3:7: error: 'time' says 'yesterday'; write 2026-11-22T15:48:06Z or unix seconds",
            "data/orders.csv:4:4: error: there is no customer 'c7'; add it to the customers, or mend the id",
            "data/orders.csv:9:1: error: the order 'o1' was another customer's before; give every order an id of its own",
        ]
        for line in expected { #expect(shown.contains(line), "\(shown)") }
        #expect(
            rejected["customers.csv"] == """
                line,reason,id,email,email_consent
                4,"'id' is empty; give every row its id",,x@shop.example,yes
                5,"'email_consent' says 'perhaps'; write yes or no, or leave it empty",c2,bob@shop.example,perhaps
                7,"the customer 'c1' is here twice; keep one; the first was taken",c1,again@shop.example,no

                """
        )
        #expect(rejected["orders.csv"]?.split(separator: "\n").count == 12)
        #expect(report.files.map { $0.rowsRead - $0.rowsKept } == [3, 0, 11])
    }

    @Test func strictStopsWithTheRowsThatCannotBeUsed() throws {
        var files = ShopFiles()
        files.strict = true
        #expect(try files.failure() == "")
        files.files["data/orders.csv"]? += (1...9).map { "x\($0),c9,2026-01-01,p1,1,1,\n" }.joined()
        let failure = try files.failure()
        #expect(failure.contains("data/orders.csv:5:4: error: there is no customer 'c9'"))
        #expect(failure.contains("9 rows cannot be used; the first 3 are shown"))
    }

    @Test(arguments: [";", "\t", "|"]) func anotherSeparatorIsReadAndSaid(separator: String) throws {
        var files = ShopFiles()
        files.files = files.files.mapValues { $0.replacing(",", with: separator) }
        files.files["data/products.csv"]?.replace("19.90", with: "19,90")
        let (shop, report, _) = try files.ingest()
        #expect(shop.orders.lineCount == 3)
        #expect(shop.products.prices == [49_900, 1_990])
        #expect(report.notices.filter { $0.what.contains("not by commas") }.count == 3)
    }

    @Test func aByteOrderMarkAndWindowsLineEndsChangeNothing() throws {
        let plain = try ShopFiles().ingest().shop
        var files = ShopFiles()
        files.files = files.files.mapValues { "\u{feff}" + $0.replacing("\n", with: "\r\n") }
        #expect(differences(try files.ingest().shop, plain).isEmpty)
        files.files = files.files.mapValues { String($0.dropLast()) }
        #expect(differences(try files.ingest().shop, plain).isEmpty)
    }

    @Test func packedFilesReadTheSame() throws {
        let plain = try ShopFiles().ingest().shop
        var files = ShopFiles()
        let orders = try #require(files.files["data/orders.csv"])
        files.files["data/orders.csv"] = nil
        files.raw["data/orders.csv.gz"] = try packed(orders)
        files.sources.orders.files = ["data/orders*"]
        #expect(differences(try files.ingest().shop, plain).isEmpty)
        files.raw["data/orders.csv.gz"]?.removeLast(9)
        #expect(try files.failure().contains("'data/orders.csv.gz': the gzip data stop too early; pack it again"))
    }

    private func packed(_ text: String) throws -> [UInt8] {
        try withTemporaryFolder { folder in
            let file = try folder.write(text, to: "data")
            let gzip = Process()
            gzip.executableURL = URL(filePath: "/usr/bin/gzip")
            gzip.arguments = [file.path]
            try gzip.run()
            gzip.waitUntilExit()
            return try Array(Data(contentsOf: folder.appending(path: "data.gz")))
        }
    }

    @Test func globsReadFilesByNameAndFindHeadersInEach() throws {
        var files = ShopFiles()
        files.files["data/orders.csv"] = nil
        files.sources.orders.files = ["data/20*/orders-?.csv"]
        files.files["data/2026/orders-1.csv"] = "time,order_id,customer_id,product_id\n2026-01-01,o2,c1,p1\n"
        files.files["data/2025/orders-2.csv"] = "ORDER ID,customer_id,product_id,time\no1,c1,p1,2026-01-01\n"
        files.files["data/2025/orders-10.csv"] = "not read\n"
        let (shop, report, _) = try files.ingest()
        #expect(report.files.map(\.path).suffix(2) == ["data/2025/orders-2.csv", "data/2026/orders-1.csv"])
        #expect((0..<shop.orders.count).map { shop.orders.ids[$0] } == ["o1", "o2"])
        #expect(shop.orders.unitPrices == [49_900, 49_900])
    }

    @Test func headersMayBeRenamed() throws {
        var files = ShopFiles()
        files.sources.customers.columns = ["id": "Kundennummer", "email": "E-Mail", "color": "Farbe"]
        files.files["data/customers.csv"] = "Kundennummer,E-Mail,Farbe\nc1,ann@shop.example,rot\nc2,b@shop.example,\n"
        let shop = try files.ingest().shop
        #expect(shop.customers.ids[0] == "c1")
        #expect(shop.customers.emails[0] == "ann@shop.example")
        #expect(shop.customers.attributes.map(\.name) == ["color"])
        #expect(shop.customers.attributes.first?.cells[0] == "rot")
        #expect(shop.customers.attributes.first?.cells[1] == nil)

        files.sources.customers.columns["email"] = "EMail"
        #expect(try files.failure().contains("there is no column 'EMail'; did you mean 'E-Mail'?"))
        files.sources.customers.columns = ["id": "Kundennummer", "emial": "E-Mail"]
        #expect(try files.failure().contains("data.customers.columns names 'emial'; did you mean 'email'?"))
    }

    @Test func googleFeedNamesAreKnown() throws {
        var files = ShopFiles()
        files.files["data/products.csv"] = """
            id,title,link,image_link,price,sale_price,availability,product_type,google_product_category,size
            p1,Camera,https://shop.example/p1,https://shop.example/p1.jpg,499.00 EUR,449.00 EUR,in stock,Cameras > Compact,141,
            p2,Card,https://shop.example/p2,,19.90 EUR,,out of stock,Cards,,128 GB
            p3,Case,https://shop.example/p3,,19.90 USD,,in stock,Cases,,
            """
        let (shop, report, _) = try files.ingest()
        let products = shop.products
        #expect(products.prices == [49_900, 1_990])
        #expect(products.salePrices == [44_900, -1])
        #expect(products.availability == [.inStock, .outOfStock])
        #expect(products.urls[0] == "https://shop.example/p1")
        #expect(products.categories[0] == "Cameras > Compact")
        #expect(products.present == [.imageURL, .availability, .category, .price])
        #expect(products.attributes.map(\.name) == ["google_product_category", "size"])
        #expect(report.rejects == [.wrongCurrency: 1])
        let told = report.notices.map(\.what)
        #expect(
            told.contains(
                "'data/products.csv' has no column 'item_group_id': products of one title and category count as variants"
            )
        )
    }

    @Test func unknownTiersAreKeptAndSaid() throws {
        var files = ShopFiles()
        files.tiers = ["silver", "golden"]
        let (shop, report, _) = try files.ingest()
        #expect(shop.customers.tiers[0] == "gold")
        #expect(
            report.notices.contains {
                $0.description.contains("the tier 'gold' is not in shop.tiers; customers who have it: 1")
                    && $0.remedy == "did you mean 'golden'?"
            }
        )
    }

    @Test func consentThatNobodyAskedForIsUnknown() throws {
        var files = ShopFiles()
        files.files["data/customers.csv"] = "id,push_consent,push_tokens\nc1,,a;b\nc2,opt-in,a b\n"
        let (shop, report, _) = try files.ingest()
        #expect(shop.customers.emailConsent == [.unknown, .unknown])
        #expect(shop.customers.pushConsent == [.unknown, .granted])
        #expect(shop.customers.pushTokens[0] == "a b")
        #expect(report.notices.contains { $0.what.contains("nobody's consent to email is known") })
    }

    @Test(arguments: ["events.csv", "events.jsonl"]) func eventsReadFromTablesAndFromJSONLines(name: String) throws {
        var files = ShopFiles()
        files.sources.events = DataSources.Source(["data/\(name)"])
        files.files["data/events.csv"] = """
            session_id,customer_id,type,product_id,time,device
            s2,,view,p1,2026-01-05,phone
            s1,c2,Add-To-Cart,p2,1767700000,phone
            s1,c2,view,p2,1767600000000,desktop
            s3,c1,search,,2026-01-05,
            s3,c1,jump,,2026-01-05,
            s3,c9,view,,2026-01-05,
            ,c1,view,,2026-01-05,
            """
        files.files["data/events.jsonl"] = """
            {"session_id":"s2","type":"view","product_id":"p1","time":"2026-01-05","device":"phone","more":[1]}
            {"session_id":"s1","customer_id":"c2","type":"add_to_cart","product_id":"p2","time":1767700000,"device":"phone"}

            {"time":1767600000000,"session_id":"s1","customer_id":"c2","type":"view","product_id":"\\u0070\\u0032","device":"desktop"}
            {"session_id":"s3","customer_id":"c1","type":"search","product_id":null,"time":"2026-01-05"}
            {"session_id":"s3","customer_id":"c1","type":"jump","time":"2026-01-05"}
            {"session_id":"s3","customer_id":"c9","type":"view","time":"2026-01-05"}
            {"type":"view","time":"2026-01-05"}
            """
        for chunkBytes in [1, 64, 4 << 20] {
            files.chunkBytes = chunkBytes
            let (shop, report, _) = try files.ingest()
            let events = shop.events
            #expect(events.customers == [0, 1, 1, -1])
            #expect(events.types == [.search, .view, .addToCart, .view])
            #expect(events.products == [-1, 1, 1, 0])
            #expect(events.times[1] == 1_767_600_000)
            #expect(events.firstEvents == [0, 1, 3])
            #expect(events.sessionOf.map { events.sessions[$0] } == ["s3", "s1", "s1", "s2"])
            #expect((0..<4).map { events.devices[$0] } == [nil, "desktop", "phone", "phone"])
            #expect(report.rejects == [.badChoice: 1, .unknownCustomer: 1, .missingID: 1])
        }
    }

    @Test func brokenJSONLinesAreRejected() throws {
        var files = ShopFiles()
        files.sources.events = DataSources.Source(["data/events.jsonl"])
        files.files["data/events.jsonl"] = """
            {"session_id":"s1","type":"view","time":1767700000}
            {"session_id":"s1","type":"view"
            [1]
            {"session_id":"s1","type":["view"],"time":1767700000}
            """
        let (shop, report, rejected) = try files.ingest()
        #expect(shop.events.count == 1)
        #expect(report.rejects == [.badJSON: 3])
        #expect(rejected["events.csv"]?.contains("\n3,\"the line is no flat JSON object; ") == true)
        #expect(rejected["events.csv"]?.hasPrefix("line,reason,row\n2,") == true)
    }

    @Test func namesOfAllScriptsComeThrough() throws {
        var files = ShopFiles()
        files.files["data/customers.csv"] = "id,first_name\nc1,Žofie 🛍️\nc2,\"李, 明\"\n"
        let shop = try files.ingest().shop
        #expect(shop.customers.firstNames[0] == "Žofie 🛍️")
        #expect(shop.customers.firstNames[1] == "李, 明")
    }

    @Test func aFullDiskIsSaid() throws {
        try withTemporaryFolder { folder in
            let files = ShopFiles()
            for (path, text) in files.files { try folder.write(text, to: path) }
            try folder.write("order_id,customer_id,time,product_id\no1,c9,2026-01-01,p1\n", to: "data/orders.csv")
            let rejects = folder.appending(path: "rejected")
            try FileManager.default.createDirectory(at: rejects, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: rejects.appending(path: "orders.csv").path,
                withDestinationPath: "/dev/full"
            )
            let shop = ShopSettings(name: "Shop", url: "https://shop.example/", linkBaseURL: "https://shop.example/")
            let options = IngestionOptions(
                folder: folder.path,
                sources: DataSources(),
                shop: shop,
                rejectsFolder: rejects.path
            )
            let error = #expect(throws: IngestionError.self) { try Ingestion.ingest(options) }
            let text = error?.description ?? ""
            #expect(text.contains("the refused rows cannot be written to '\(rejects.path)/orders.csv'"))
            #expect(text.contains("; free space or change the permissions there"))
        }
    }

    @Test func digestsChangeWithTheFile() throws {
        var files = ShopFiles()
        let before = try files.ingest().report.digest
        files.files["data/orders.csv"]?.replace("o2", with: "o3")
        let after = try files.ingest().report.digest
        #expect(before["data/customers.csv"] == after["data/customers.csv"])
        #expect(before["data/orders.csv"] != after["data/orders.csv"])
    }
}

@Suite struct UselessFileTests {
    @Test func missingFilesAreNamedTogetherWithWhatWasMeant() throws {
        var files = ShopFiles()
        files.sources.customers.files = ["data/custmers.csv"]
        files.sources.products.files = ["dta/products.csv"]
        files.sources.orders.files = ["data/sales-*.csv"]
        let failure = try files.failure()
        #expect(
            failure.contains(
                "there is no file 'data/custmers.csv', which data.customers names; in 'data', did you mean 'customers.csv'?"
            )
        )
        #expect(failure.contains("in the shop's folder, did you mean 'data'?"))
        #expect(failure.contains("no file matches 'data/sales-*.csv', which data.orders names"))
    }

    @Test func noFilesAtAllIsSaid() throws {
        var files = ShopFiles()
        files.files = [:]
        #expect(try files.failure().contains("there is no file 'data/customers.csv'"))
        files.sources.customers.files = []
        #expect(try files.failure().contains("data.customers names no file"))
    }

    @Test func anEmptyFileIsSaid() throws {
        for text in ["", "\n\n", "\u{feff}"] {
            var files = ShopFiles()
            files.files["data/orders.csv"] = text
            #expect(try files.failure().contains("data/orders.csv:1:1: error: the file is empty; export it again"))
        }
    }

    @Test func aHeaderWithoutRowsIsANotice() throws {
        var files = ShopFiles()
        files.files["data/orders.csv"] = "order_id,customer_id,time,product_id\n"
        let (shop, report, _) = try files.ingest()
        #expect(shop.orders.count == 0)
        #expect(shop.orders.firstOrders == [0, 0, 0])
        #expect(report.notices.contains { $0.what == "'data/orders.csv' has a header and no rows" })
    }

    @Test func aMissingColumnSaysWhatWasMeant() throws {
        var files = ShopFiles()
        files.files["data/orders.csv"]?.replace("customer_id", with: "custmer_id")
        #expect(
            try files.failure().contains(
                "data/orders.csv:1:1: error: there is no column 'customer_id'; did you mean 'custmer_id'? (name yours under data.orders.columns.customer_id)"
            )
        )
    }

    @Test func aColumnThatIsThereTwiceIsAnError() throws {
        var files = ShopFiles()
        files.files["data/customers.csv"] = "id,Email,email\nc1,a@shop.example,b@shop.example\n"
        #expect(try files.failure().contains("the column 'email' is there twice"))
    }

    @Test func otherEncodingsAreSaid() throws {
        var files = ShopFiles()
        files.raw["data/orders.csv"] = [0xff, 0xfe, 0x6f, 0x00]
        #expect(try files.failure().contains("the file is UTF-16; save it as UTF-8"))
        files.raw["data/orders.csv"] = Array("order_id,customer_id\ro1,c1\r".utf8)
        #expect(try files.failure().contains("the lines end with a carriage return alone"))
    }
}
