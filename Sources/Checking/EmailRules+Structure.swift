internal import Diagnostics
internal import HTML

/// Source of what screen readers need: Email Markup Consortium, "Accessibility Report 2025".
func structureFindings(_ page: EmailPage) -> [Finding] {
    titleMissing(page) + languageMissing(page) + headingMissing(page) + layoutTableRoles(page) + forbiddenElements(page)
}

private func titleMissing(_ page: EmailPage) -> [Finding] {
    if page.title?.isEmpty == false { return [] }
    let remedy = "add `<title>{{ subject }}</title>` to the head"
    return [page.finding(.titleMissing, .warning, "the page has no title", remedy: remedy)]
}

private func languageMissing(_ page: EmailPage) -> [Finding] {
    if page.language?.isEmpty == false { return [] }
    let what = "the page does not say its language, so screen readers guess how to speak it"
    return [page.finding(.languageMissing, .warning, what, remedy: "write `<html lang=\"en\">`")]
}

private func headingMissing(_ page: EmailPage) -> [Finding] {
    if page.headings.contains(where: { $0.level == 1 && !$0.text.isEmpty }) { return [] }
    let remedy = "make the main line an `<h1>`"
    return [page.finding(.headingMissing, .warning, "the page has no main heading", remedy: remedy)]
}

private func layoutTableRoles(_ page: EmailPage) -> [Finding] {
    page.tables.filter { !$0.holdsData && $0.role != "presentation" && $0.role != "none" }.map { table in
        let what = "a layout table is read out cell by cell"
        let remedy = "add `role=\"presentation\"`"
        return page.finding(.layoutTableRole, .warning, line: table.line, what, remedy: remedy)
    }
}

private func forbiddenElements(_ page: EmailPage) -> [Finding] {
    page.forbidden.flatMap { element, lines in
        lines.map { line in
            let what = "mail clients take `<\(element)>` out, and spam filters dislike it"
            return page.finding(.forbiddenElement, .error, line: line, what, remedy: "link to a page that does it")
        }
    }
}

/// Gmail cuts an email off at about 102 kB of HTML, and with it the link to unsubscribe.
func sizeFindings(_ page: EmailPage) -> [Finding] {
    let count = page.sample.html.count
    guard count > 90_000 else { return [] }
    let remedy = "show less, or shorten its styles: it has \(count) bytes"
    if count > 100_000 {
        return [page.finding(.htmlSize, .error, "the HTML part is over 100 kB and will be cut off", remedy: remedy)]
    }
    return [page.finding(.htmlSize, .warning, "the HTML part is over 90 kB; Gmail cuts off at 102 kB", remedy: remedy)]
}
