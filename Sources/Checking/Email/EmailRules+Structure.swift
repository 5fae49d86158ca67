internal import Diagnostics
internal import HTML

/// What screen readers and phones need of the page's frame.
/// Source: Email Markup Consortium, "Accessibility Report 2025".
func structureFindings(_ page: EmailPage) -> [Finding] {
    titleMissing(page) + languageFindings(page) + headingFindings(page) + layoutTableRoles(page) + metaFindings(page)
        + vmlFindings(page) + forbiddenElements(page)
}

private func titleMissing(_ page: EmailPage) -> [Finding] {
    if page.title?.isEmpty == false { return [] }
    let what = "the page has no title, which screen readers and browser tabs show"
    let remedy = "add `<title>{{ subject }}</title>` to the head"
    return [page.finding(.titleMissing, .warning, what, remedy: remedy)]
}

/// Web mail takes `html` and `body` away, so that the language must stand once more on what the body holds.
private func languageFindings(_ page: EmailPage) -> [Finding] {
    var findings: [Finding] = []
    if !isLanguage(page.language) {
        let what = "the page does not say its language, so screen readers guess how to speak it"
        let html = page.elements(named: ["html"]).first
        findings.append(page.finding(.languageMissing, .warning, at: html, what, remedy: "write `<html lang=\"en\">`"))
    }
    let body = page.elements(named: ["body"]).first
    let inside = page.elements.indices.filter { page.elements[$0].parent == body && body != nil }
    if !inside.contains(where: { isLanguage(page.elements[$0].attributes["lang"]) }) {
        let what = "the language is lost in web mail, which takes `<html>` away"
        let remedy = "put all that the body shows in `<div lang=\"en\" dir=\"ltr\">`"
        findings.append(page.finding(.languageInBodyMissing, .warning, at: body, what, remedy: remedy))
    }
    let directions: Set<String> = ["ltr", "rtl", "auto"]
    if !inside.contains(where: { directions.contains(page.elements[$0].attributes["dir"]?.lowercased() ?? "") }) {
        let what = "the direction of writing is not said, and web mail in Arabic or Hebrew turns the page around"
        let remedy = "put all that the body shows in `<div lang=\"en\" dir=\"ltr\">`"
        findings.append(page.finding(.directionMissing, .warning, at: body, what, remedy: remedy))
    }
    return findings
}

/// `en`, `de-AT`, `zh-Hant`. Source: BCP 47.
private func isLanguage(_ text: String?) -> Bool {
    guard let first = text?.split(separator: "-", omittingEmptySubsequences: false).first else { return false }
    return (2...3).contains(first.count) && first.allSatisfy { $0.isASCII && $0.isLetter }
}

/// Source: WCAG 2.2, success criteria 1.3.1 and 2.4.6.
private func headingFindings(_ page: EmailPage) -> [Finding] {
    var findings: [Finding] = []
    if !page.headings.contains(where: { $0.level == 1 && !$0.text.isEmpty }) {
        let what = "the page has no main heading, by which people jump to what it is about"
        findings.append(page.finding(.headingMissing, .warning, what, remedy: "make the main line an `<h1>`"))
    }
    var before = 0
    for heading in page.headings where !heading.text.isEmpty {
        // What comes before the first main heading has no level that it could skip.
        if before > 0, heading.level > before + 1 {
            let what = "a heading skips a level, from h\(before) to h\(heading.level)"
            let remedy = "make it an `<h\(before + 1)>`; its size is a matter of style"
            findings.append(page.finding(.headingOrder, .warning, at: heading.element, what, remedy: remedy))
        }
        before = heading.level
    }
    return findings
}

private func layoutTableRoles(_ page: EmailPage) -> [Finding] {
    page.tables.filter { !$0.holdsData && $0.role != "presentation" && $0.role != "none" }.map { table in
        let what = "a layout table is read out cell by cell"
        let remedy = "add `role=\"presentation\"`"
        return page.finding(.layoutTableRole, .warning, at: table.element, what, remedy: remedy)
    }
}

private func metaFindings(_ page: EmailPage) -> [Finding] {
    let metas = page.elements(named: ["meta"])
    func attribute(_ element: Int, _ name: String) -> String {
        page.elements[element].attributes[name]?.lowercased() ?? ""
    }
    var findings: [Finding] = []
    let saysCharset = metas.contains { meta in
        attribute(meta, "charset") == "utf-8" || attribute(meta, "content").contains("charset=utf-8")
    }
    if !saysCharset {
        let what = "the page does not say that it is UTF-8, and breaks umlauts where it is saved or forwarded"
        findings.append(
            page.finding(.charsetMissing, .note, what, remedy: "add `<meta charset=\"utf-8\">` to the head")
        )
    }
    for meta in metas where attribute(meta, "name") == "viewport" {
        let content = attribute(meta, "content").filter { !$0.isWhitespace }
        guard ["user-scalable=no", "user-scalable=0", "maximum-scale=1"].contains(where: content.contains) else {
            continue
        }
        let what = "the page forbids enlarging, which people with weak eyes need"
        let remedy = "write `content=\"width=device-width, initial-scale=1\"`"
        findings.append(page.finding(.zoomBlocked, .warning, at: meta, what, remedy: remedy))
    }
    return findings
}

/// Outlook's drawings stand in comments, which no parser looks into.
private func vmlFindings(_ page: EmailPage) -> [Finding] {
    let text = String(decoding: page.sample.html, as: UTF8.self)
    return text.ranges(of: "<v:").compactMap { range in
        let tag = text[range.lowerBound...].prefix { $0 != ">" }
        let name = tag.dropFirst(3).prefix { $0.isLetter }
        guard ["rect", "roundrect", "oval", "shape", "image"].contains(String(name)), !tag.contains("alt=") else {
            return nil
        }
        let place = page.place(ofText: Array("<v:\(name)".utf8))
        let what = "a VML shape for Outlook has no `alt`"
        let remedy = "add `alt=\"\"`, or say what it shows"
        return Finding(.vmlWithoutAlternative, Diagnostic(.warning, at: place, what, remedy: remedy))
    }
}

private func forbiddenElements(_ page: EmailPage) -> [Finding] {
    page.elements(named: ["script", "iframe", "form", "object", "embed", "applet"]).map { element in
        let what = "mail clients take `<\(page.elements[element].name)>` out, and spam filters dislike it"
        return page.finding(.forbiddenElement, .error, at: element, what, remedy: "link to a page that does it")
    }
}

/// Gmail cuts an email off at about 102 kB of HTML, and with it the link to unsubscribe.
func sizeFindings(_ page: EmailPage) -> [Finding] {
    let count = page.sample.html.count
    guard count > 90_000 else { return [] }
    let remedy = "show less, or move styles from the tags to `<style>`: somebody's has \(count) bytes"
    if count > 100_000 {
        let what = "the HTML part is over 100 kB: Gmail cuts it off at 102 kB, with the link to unsubscribe"
        return [page.finding(.htmlSize, .error, what, remedy: remedy)]
    }
    return [page.finding(.htmlSize, .warning, "the HTML part is over 90 kB; Gmail cuts off at 102 kB", remedy: remedy)]
}
