import CampaignModel
import Diagnostics
import Foundation
import TestSupport
import Testing
import Yams

@testable import ShopConfiguration

/// The schemas in `docs/` say what the readers know: no key more, no key less.
@Suite struct SchemaTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    func schema(_ name: String) throws -> Schema {
        let data = try Data(contentsOf: Self.root.appending(path: "docs/\(name).schema.json"))
        let object = try JSONSerialization.jsonObject(with: data)
        return Schema(root: try #require(object as? [String: Any]))
    }

    /// Every section there is, so that the reader asks for every key.
    static let everything = """
        name: everything
        channel: best
        audience: {where: orders_count > 1, include: [loyal], exclude: loyal}
        message:
          subject: s
          template: t
          languages: {de: {subject: s}}
        push:
          template: p
          languages: {de: {template: p-de}}
        recommend: &recommend
          slots: [{strategy: complements, count: 2, required: true}]
          pairs: [{when: Cameras, show: [card]}]
        offer: {percent: 10}
        experiment:
          optimize: thompson
          variants:
            - name: A
              message: {subject: s, languages: {de: {subject: s}}}
              push: {template: p, languages: {de: {template: p}}}
              recommend: *recommend
              offer: {percent: 5}
            - {name: B, offer: false}
        intent: {minimum: 0.3}
        price_sensitivity: {at_least: 0.1, at_most: 0.6}
        engagement: {at_least: 0.2}
        limits: {caps: [{count: 3, per: 7d, channel: email}], priority: 3}
        schedule:
          throttle: 1000/min
          window: {from: "09:00", to: "20:00"}
          quiet_hours: {from: "12:00", to: "13:00"}
        """

    /// In place of a schedule's own start.
    static let triggered = everything.replacing(
        "schedule:",
        with: "trigger: {event: view, at_least: 3, cart_value: {at_least: 100}, exit: [purchased]}\nschedule:"
    )

    static let allSettings = """
        shop: {name: n, url: https://n.example, link_base_url: https://n.example, brand: {accent: red}}
        data:
          customers: {files: a.csv}
          products: {files: a.csv}
          orders: {files: a.csv}
          order_lines: {files: a.csv}
          events: {files: a.csv}
        segments: {loyal: orders_count > 3}
        email:
          from: N <n@n.example>
          utm: {source: dovetail}
          clients: {gmail: 40%}
          smtp:
            host: h
            domains: {gmail: {rate: 20/s}}
            warm_up: {start: 2026-12-01, per_day: [50, 100]}
            brake: {hard_bounces: 5%}
          dkim: {mode: local, domain: n.example, selector: s, key_file: f}
        push: {url: https://p.example}
        caps: [{count: 3, per: 7d}]
        """

    /// In place of one.
    static let severalRelays = allSettings.replacing("host: h", with: "relays: [{host: h}]")

    /// `experiment.variants[0].message.languages.de.subject` → `experiment.variants[].message.languages.*.subject`
    func general(_ path: String) -> String {
        path.replacing(/\[\d+\]/, with: "[]").replacing("languages.de", with: "languages.*").replacing(
            "domains.gmail",
            with: "domains.*"
        )
    }

    @Test func theCampaignSchemaHasTheReadersKeys() throws {
        let loyal = Segment(name: "loyal", expression: "orders_count > 3", file: "dovetail.yaml", line: 9)
        var read: Set<String> = []
        for text in [Self.everything, Self.triggered] {
            let top = try YAMLSection.file("campaigns/everything.yaml", Array(text.utf8))
            _ = CampaignFile.campaign(top, file: "campaigns/everything.yaml", segments: [loyal])
            #expect(top.findings.all.map(\.what) == [])
            read.formUnion(top.findings.asked.map(general))
        }
        let described = try schema("campaign").paths()
        #expect(read.subtracting(described) == [], "the reader knows them, the schema does not")
        #expect(described.subtracting(read) == [], "the schema has them, the reader does not")
    }

    @Test func theSettingsSchemaHasTheReadersKeys() throws {
        var read: Set<String> = []
        for text in [Self.allSettings, Self.severalRelays] {
            let top = try YAMLSection.file("dovetail.yaml", Array(text.utf8))
            _ = SettingsFile.settings(top)
            #expect(top.findings.all.map(\.what) == [])
            read.formUnion(top.findings.asked.map(general))
        }
        // Asked for only to say that it does not belong there; and names that the shop chooses.
        let secrets = [".password", "push.authorization", "push.secret", "push.service_account"]
        read = read.filter { key in !key.hasSuffix(".*") && !secrets.contains { key.hasSuffix($0) } }
        let described = try schema("dovetail").paths()
        #expect(read.subtracting(described) == [])
        #expect(described.subtracting(read) == [])
    }

    @Test func everythingIsDescribed() throws {
        for name in ["campaign", "dovetail"] { #expect(try schema(name).undescribed() == []) }
    }

    @Test func theStarterCampaignsAreValid() throws {
        let schema = try schema("campaign")
        let folder = Self.root.appending(path: "campaigns")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(!files.isEmpty)
        for file in files {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            #expect(schema.findings(try #require(try Yams.load(yaml: text))) == [], "\(file)")
        }
        let examples = Self.root.appending(path: "examples/triggers")
        for file in try FileManager.default.contentsOfDirectory(atPath: examples.path) {
            let text = try String(contentsOf: examples.appending(path: file), encoding: .utf8)
            #expect(schema.findings(try #require(try Yams.load(yaml: text))) == [], "\(file)")
        }
        #expect(schema.findings(try #require(try Yams.load(yaml: Self.everything))) == [])
        let settings = try String(
            contentsOf: Self.root.appending(path: "examples/demo-shop/dovetail.yaml"),
            encoding: .utf8
        )
        #expect(try self.schema("dovetail").findings(try #require(try Yams.load(yaml: settings))) == [])
    }

    @Test func theSchemaRefusesWhatTheReaderRefuses() throws {
        let schema = try schema("campaign")
        let broken = [
            ("slots: [{strategy: complements", "slots: [{strategy: complement"), ("count: 2, req", "count: 7, req"),
            ("channel: best", "chanel: best"), ("offer: {percent: 10}", "offer: {percent: 10, amount: 5}"),
            ("per: 7d", "per: 7 days"), ("priority: 3", "priority: high"), ("minimum: 0.3", "minimum: 3"),
            ("intent: {minimum: 0.3}", "intent: {}"), ("engagement: {at_least: 0.2}", "engagement: {least: 0.2}"),
            ("engagement: {at_least: 0.2}", "engagement: {}"),
        ]
        for (good, bad) in broken {
            let text = Self.everything.replacing(good, with: bad)
            #expect(text != Self.everything)
            #expect(schema.findings(try #require(try Yams.load(yaml: text))) != [], "\(bad)")
            #expect(throws: ConfigurationError.self) {
                try CampaignFile.read(
                    file: "campaigns/everything.yaml",
                    text: Array(text.utf8),
                    segments: [Segment(name: "loyal", expression: "1", file: "", line: 1)]
                )
            }
        }
    }
}

/// As much of JSON Schema (draft 2020-12) as the files in `docs/` use.
struct Schema {
    let root: [String: Any]

    private func resolved(_ schema: [String: Any]) -> [String: Any] {
        guard let reference = schema["$ref"] as? String, let name = reference.split(separator: "/").last,
            let definitions = root["$defs"] as? [String: Any], let found = definitions[String(name)] as? [String: Any]
        else { return schema }
        return found
    }

    /// Every key, by its path: `recommend.slots[].count`.
    func paths() -> Set<String> {
        var paths: Set<String> = []
        collect(root, "", into: &paths)
        return paths
    }

    private func collect(_ schema: [String: Any], _ path: String, into paths: inout Set<String>) {
        let schema = resolved(schema)
        for (key, value) in schema["properties"] as? [String: [String: Any]] ?? [:] {
            let inner = path.isEmpty ? key : "\(path).\(key)"
            paths.insert(inner)
            collect(value, inner, into: &paths)
        }
        if let items = schema["items"] as? [String: Any] { collect(items, "\(path)[]", into: &paths) }
        if let others = schema["additionalProperties"] as? [String: Any] { collect(others, "\(path).*", into: &paths) }
        for choice in schema["anyOf"] as? [[String: Any]] ?? [] { collect(choice, path, into: &paths) }
    }

    /// Keys without a description.
    func undescribed() -> [String] {
        var found: [String] = []
        func walk(_ schema: [String: Any], _ path: String) {
            for (key, value) in schema["properties"] as? [String: [String: Any]] ?? [:] {
                if resolved(value)["description"] == nil { found.append("\(path).\(key)") }
                walk(value, "\(path).\(key)")
            }
            if let items = schema["items"] as? [String: Any] { walk(items, "\(path)[]") }
        }
        walk(root, "")
        for (name, value) in root["$defs"] as? [String: [String: Any]] ?? [:] { walk(value, name) }
        return found
    }

    /// What is wrong with a document, a sentence each.
    func findings(_ value: Any) -> [String] { findings(value, root, "") }

    private func findings(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        let schema = resolved(schema)
        var found: [String] = []
        if let constant = schema["const"] as? Bool, value as? Bool != constant {
            found.append("\(path) is not \(constant)")
        }
        if let type = schema["type"] as? String, !isOf(type, value) { return ["\(path) is no \(type)"] }
        if let names = schema["enum"] as? [String], !names.contains(value as? String ?? "") {
            found.append("\(path) is none of \(names)")
        }
        if let number = (value as? Int).map(Double.init) ?? value as? Double {
            if let bound = schema["minimum"] as? Double, number < bound { found.append("\(path) < \(bound)") }
            if let bound = schema["maximum"] as? Double, number > bound { found.append("\(path) > \(bound)") }
            if let bound = schema["exclusiveMinimum"] as? Double, number <= bound {
                found.append("\(path) <= \(bound)")
            }
            if let bound = schema["exclusiveMaximum"] as? Double, number >= bound {
                found.append("\(path) >= \(bound)")
            }
        }
        if let pattern = schema["pattern"] as? String, let text = value as? String,
            text.range(of: pattern, options: .regularExpression) == nil
        {
            found.append("\(path) does not match \(pattern)")
        }
        if let choices = schema["anyOf"] as? [[String: Any]],
            !choices.contains(where: { findings(value, $0, path).isEmpty })
        {
            found.append("\(path) is none of the choices")
        }
        if let choices = schema["oneOf"] as? [[String: Any]],
            choices.count(where: { findings(value, $0, path).isEmpty }) != 1
        {
            found.append("\(path) is not one of the choices")
        }
        if let denied = schema["not"] as? [String: Any], findings(value, denied, path).isEmpty {
            found.append("\(path) has what cannot stand together")
        }
        if let list = value as? [Any] {
            if let least = schema["minItems"] as? Int, list.count < least { found.append("\(path) is too short") }
            if let most = schema["maxItems"] as? Int, list.count > most { found.append("\(path) is too long") }
            if let items = schema["items"] as? [String: Any] {
                for (index, item) in list.enumerated() { found += findings(item, items, "\(path)[\(index)]") }
            }
        }
        if let map = value as? [String: Any] {
            for name in schema["required"] as? [String] ?? [] where map[name] == nil {
                found.append("\(path) lacks \(name)")
            }
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            for (key, inner) in map {
                if let own = properties[key] {
                    found += findings(inner, own, "\(path).\(key)")
                } else if let others = schema["additionalProperties"] as? [String: Any] {
                    found += findings(inner, others, "\(path).\(key)")
                } else if schema["additionalProperties"] as? Bool == false {
                    found.append("\(path) has the unknown key \(key)")
                }
            }
        }
        return found
    }

    private func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": value is Int && !(value is Bool)
        default: (value is Int || value is Double) && !(value is Bool)
        }
    }
}
