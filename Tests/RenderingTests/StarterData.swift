import CampaignModel

@testable import Rendering

/// What the starter templates may see of a person: with and without an anchor, sets, sales and pictures.
enum StarterData {
    static func message() throws -> [(message: String, shared: String)] {
        func item(_ number: Int, sale: Bool, picture: Bool, bundle: Int? = nil) -> String {
            """
            {"id":"p\(number)","title":"Product \(number) & co","url":"https://s.example/p?a=\(number)&b=1",\
            "image_url":\(picture ? "\"https://s.example/\(number).png\"" : "null"),"description":"A <thing>.",\
            "brand":"Aurel","category":"Cameras > Lenses","price":12900,"sale_price":\(sale ? "9900" : "null"),\
            "reason":"Goes with it","badge":\(sale ? "\"Sale\"" : "null"),"added":["+128 GB"],\
            "strategy":"complements","bundle":\(bundle.map(String.init) ?? "null"),"attributes":{}}
            """
        }
        let anchor = #"{"id":"a","title":"Camera","url":"https://s.example/a","image_url":"https://s.example/a.png"}"#
        func message(name: String, anchor: String, items: [String], bundle: String?, offer: String) -> String {
            """
            {"customer":{"first_name":\(name)},"anchor":\(anchor),"items":[\(items.joined(separator: ","))],"bundles":[\(bundle ?? "")],\
            "bundle":\(bundle ?? "null"),"offer":\(offer),"event":null,"cart":null}
            """
        }
        let shared = """
            {"shop":{"name":"L & F","url":"https://s.example","postal_address":"1 Road","brand":{}},"campaign":{"name":"c"},\
            "subject":"Hello","preheader":"There","unsubscribe_url":"https://s.example/u","preferences_url":"https://s.example/p",\
            "view_in_browser_url":"https://s.example/v"}
            """
        let set = """
            {"number":1,"price":1,"regular_price":2,"saving":1,"anchor":\(anchor)}
            """
        let offer = """
            {"type":"free_shipping","percent":null,"amount":null,"minimum_spend":2000,"threshold":7500,"basket":3000,\
            "gap":4500,"regular_price":null,"price":null,"saving":null,"expires_at":"1970-01-03T12:00:00Z","code":"HELLO"}
            """
        let full = message(
            name: "\"Ada\"",
            anchor: anchor,
            items: (1...6).map { item($0, sale: $0 % 2 == 0, picture: $0 != 3, bundle: $0 < 3 ? 1 : nil) },
            bundle: set,
            offer: offer
        )
        let plain = message(
            name: "null",
            anchor: "null",
            items: (1...3).map { item($0, sale: false, picture: true) },
            bundle: nil,
            offer: "null"
        )
        return [(full, shared), (plain, shared)]
    }
}
