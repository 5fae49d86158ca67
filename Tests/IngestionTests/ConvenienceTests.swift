import CampaignModel
import Ingestion
import Testing

/// Exports as they come: other usual headers, a category in several columns.
@Suite struct ConvenienceTests {
    @Test func usualHeadersNeedNoMapping() throws {
        var files = ShopFiles()
        files.files["data/customers.csv"] = "customer_id\nc1\nc2\n"
        files.files["data/products.csv"] = "product_id,name\np1,Camera\np2,Card\n"
        files.files["data/orders.csv"] = "order_id,customer_id,timestamp,product_id\no1,c1,2026-01-02T10:00:00,p1\n"
        let (shop, report, _) = try files.ingest()
        #expect(shop.customers.count == 2)
        #expect(shop.products.titles[1] == "Card")
        #expect(shop.orders.times == [Instant("2026-01-02T10:00:00Z")?.seconds])
        #expect(report.rejects.isEmpty)
    }

    @Test func ourNameWinsOverItsAlias() throws {
        var files = ShopFiles()
        files.files["data/products.csv"] = "id,name,title\np1,internal,Camera\np2,internal,Card\n"
        #expect(try files.ingest().shop.products.titles[0] == "Camera")
    }

    @Test func levelsOfTheSettingsMakeTheCategory() throws {
        var files = ShopFiles()
        files.files["data/products.csv"] = """
            id,title,area,kind,color
            p1,Camera, Photo ,Compact,red
            p2,Card,Photo,,blue
            p3,Thing,,,
            """
        files.sources.products.categoryLevels = ["Area", "kind"]
        let products = try files.ingest().shop.products
        #expect(products.categories[0] == "Photo > Compact")
        #expect(products.categories[1] == "Photo")
        #expect(products.categories[2] == nil)
        #expect(products.present.contains(.category))
        #expect(products.attributes.map(\.name) == ["color"])
    }

    @Test func departmentCategoryAndTypeAreLevels() throws {
        var files = ShopFiles()
        let rows = "id,title,product_type,department,category\np1,Camera,COMPACT,PHOTO,CAMERAS\n"
        files.files["data/products.csv"] = rows
        files.files["data/orders.csv"] = "order_id,customer_id,time,product_id\n"
        #expect(try files.ingest().shop.products.categories[0] == "PHOTO > CAMERAS > COMPACT")
        files.sources.products.columns = ["category": "category"]
        #expect(try files.ingest().shop.products.categories[0] == "CAMERAS")
    }

    @Test func aMissingLevelIsAnErrorWithTheNearestName() throws {
        var files = ShopFiles()
        files.sources.products.categoryLevels = ["categry", "kind"]
        let failure = try files.failure()
        #expect(failure.contains("there is no column 'categry'; did you mean 'category'?"))
        #expect(failure.contains("there is no column 'kind'"))
    }
}
