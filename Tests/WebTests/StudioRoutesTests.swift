import Diagnostics
import Testing

@testable import Web

@Suite struct StudioRoutesTests {
    let routes = StudioRoutes(source: FixedSource())

    @Test func thePageAndWhatItIsMadeOfAreInsideTheProgram() async {
        let page = await routes.answer(path: "/", query: [:])
        #expect(page.type == "text/html; charset=utf-8")
        let text = String(decoding: page.bytes, as: UTF8.self)
        for match in text.matches(of: /(?:src|href)="\/assets\/([^"]+)"/) {
            let asset = await routes.answer(path: "/assets/\(match.1)", query: [:])
            #expect(asset.status == 200 && !asset.bytes.isEmpty, "\(match.1)")
        }
        #expect(text.matches(of: /(?:src|href)="\/assets\//).count >= 3)
    }

    @Test func everyModuleThatAScriptImportsIsThere() async {
        var pending = ["studio.js"]
        var seen: Set<String> = []
        while let name = pending.popLast() {
            guard seen.insert(name).inserted else { continue }
            let script = await routes.answer(path: "/assets/\(name)", query: [:])
            #expect(script.type == "text/javascript; charset=utf-8", "\(name)")
            let text = String(decoding: script.bytes, as: UTF8.self)
            pending += text.matches(of: /from "\.\/([^"]+)"/).map { String($0.1) }
            #expect(!text.contains("innerHTML") && !text.contains("://"), "\(name)")
        }
        #expect(seen.count >= 8)
    }

    /// Nothing stands in the page itself, so that its policy can forbid it.
    @Test func thePageHasNoScriptAndNoStyleInline() async {
        let text = String(decoding: await routes.answer(path: "/", query: [:]).bytes, as: UTF8.self)
        #expect(text.firstMatch(of: /<style|style="|<script(?![^>]*src=)|\son[a-z]+="|javascript:/) == nil)
        #expect(!text.contains("://"))
    }

    @Test(arguments: [
        "/nothing", "/assets/", "/assets/../StudioRoutes.swift", "/assets/..%2f", "/pictures/", "/pictures/../a b.png",
        "/pictures//etc/passwd", "//", "/api", "/api/", "/message", "?", "",
    ])
    func whatIsNotThereIsNotFound(path: String) async {
        #expect(await routes.answer(path: path, query: [:]).status == 404)
    }

    @Test func onlyKnownFilesAreShown() async {
        #expect(await routes.answer(path: "/api/file", query: ["path": "dovetail.yaml"]).status == 200)
        for path in ["../dovetail.yaml", "/etc/passwd", "dovetail.yaml/", ""] {
            #expect(await routes.answer(path: "/api/file", query: ["path": path]).status == 404)
        }
    }

    @Test func aMessageIsShownInASandbox() async {
        let query = ["campaign": "spring", "customer": "C1", "images": "off", "scheme": "dark"]
        let page = await routes.answer(path: "/message.html", query: query)
        #expect(String(decoding: page.bytes, as: UTF8.self) == "images false dark true")
        let policy = page.headers["content-security-policy"] ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("sandbox"))
        for granted in ["allow-scripts", "allow-same-origin", "allow-forms", "script-src"] {
            #expect(!policy.contains(granted), "\(granted)")
        }
    }

    @Test func whoGetsNoEmailHasNone() async {
        for path in ["/message.html", "/message.eml"] {
            #expect(await routes.answer(path: path, query: ["customer": "nobody"]).status == 404)
        }
    }

    @Test func theDownloadIsTheMessageItself() async {
        let query = ["campaign": "spring", "customer": "a\"\r\nb/../c"]
        let download = await routes.answer(path: "/message.eml", query: query)
        #expect(download.bytes == Array("Subject: New\r\n\r\nHello".utf8))
        #expect(download.headers["content-disposition"] == "attachment; filename=\"spring-a__b_.._c.eml\"")
    }

    @Test func theScopeIsReadFromTheQuery() async {
        func name(_ query: [String: String]) async -> String {
            String(decoding: await routes.answer(path: "/api/customers", query: query).bytes, as: UTF8.self)
        }
        #expect(await name([:]).contains(#""name":"audience""#))
        #expect(await name(["scope": "everyone"]).contains(#""name":"everyone""#))
        #expect(await name(["scope": "segment", "segment": "loyal"]).contains(#"segment(\"loyal\")"#))
        #expect(await name(["search": "ada"]).contains(#""id":"ada""#))
    }

    /// The page asks on, and a browser's console stays clean: that files need mending is an answer, not a failure.
    @Test func whatIsWrongWithTheFilesIsAnAnswer() async {
        let place = SourceLocation(file: "templates/a.html", line: 3, column: 7)
        let finding = Diagnostic(.error, at: place, "unknown filter 'mony'", remedy: "did you mean 'money'?")
        let routes = StudioRoutes(source: FixedSource(trouble: StudioTrouble(findings: [finding])))
        let answer = await routes.answer(path: "/api/message", query: [:])
        #expect(answer.status == 200)
        let text = String(decoding: answer.bytes, as: UTF8.self)
        #expect(text.hasPrefix(#"{"trouble":[{"location":{"column":7,"file":"templates/a.html","line":3}"#), "\(text)")
        #expect(await routes.answer(path: "/message.html", query: [:]).status == 422)
    }

    @Test func valuesHaveALimit() async {
        let long = String(repeating: "x", count: 513)
        #expect(await routes.answer(path: "/api/customers", query: ["search": long]).status == 400)
    }

    @Test func listenersHaveALimit() async {
        #expect(
            await StudioRoutes(source: FixedSource(listeners: 0)).answer(path: "/api/changes", query: [:]).status == 503
        )
    }

    @Test func aSaveIsAnEventAndNoSaveAComment() {
        let event = StudioServer.event(StudioChange(files: ["a\nb"]))
        #expect(String(decoding: event, as: UTF8.self) == "event: saved\ndata: {\"files\":[\"a\\nb\"]}\n\n")
        #expect(StudioServer.event(StudioChange(files: [])) == Array(":\n\n".utf8))
    }
}
