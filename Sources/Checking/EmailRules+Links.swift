internal import Diagnostics
internal import HTML

func linkFindings(_ page: EmailPage) -> [Finding] {
    emptyLinks(page) + linksWithoutText(page) + linksTwice(page) + insecureLinks(page) + unsafeLinks(page)
        + relativeLinks(page)
}

private func emptyLinks(_ page: EmailPage) -> [Finding] {
    page.links.filter { $0.href.isEmpty || $0.href == "#" }.map { link in
        let remedy = "give '\(link.text)' a target, or take the link off"
        return page.finding(.linkEmpty, .error, line: link.line, "a link leads nowhere", remedy: remedy)
    }
}

/// Source: WCAG 2.2, success criterion 2.4.4.
private func linksWithoutText(_ page: EmailPage) -> [Finding] {
    page.links.filter { $0.text.isEmpty && !$0.isSilent }.map { link in
        let what = "a link has no text, so a screen reader has nothing to say"
        let remedy = "write words into it, or an `alt` on its image"
        return page.finding(.linkWithoutText, .warning, line: link.line, what, remedy: remedy)
    }
}

/// Two links side by side, with one text and one target. Source: WCAG 2.2, technique H2.
private func linksTwice(_ page: EmailPage) -> [Finding] {
    let spoken = page.links.filter { !$0.isSilent }
    return zip(spoken, spoken.dropFirst()).compactMap { first, second in
        guard first.href == second.href, first.text == second.text, !first.text.isEmpty else { return nil }
        let what = "two links that follow each other say and do the same, and are read out twice"
        let remedy = "join them, or write `aria-hidden=\"true\" tabindex=\"-1\"` on one: '\(first.text)'"
        return page.finding(.linkTwice, .note, line: second.line, what, remedy: remedy)
    }
}

private func insecureLinks(_ page: EmailPage) -> [Finding] {
    page.links.filter { scheme(of: $0.href) == "http" }.map { link in
        page.finding(
            .linkInsecure,
            .warning,
            line: link.line,
            "a link uses http:",
            remedy: "use https: for \(link.href)"
        )
    }
}

private func unsafeLinks(_ page: EmailPage) -> [Finding] {
    page.links.compactMap { link in
        guard let scheme = scheme(of: link.href), ["javascript", "vbscript", "data", "file"].contains(scheme) else {
            return nil
        }
        let remedy = "link to a page instead"
        return page.finding(.linkUnsafe, .error, line: link.line, "a link uses \(scheme):", remedy: remedy)
    }
}

/// In an email there is no page that a link could be relative to.
private func relativeLinks(_ page: EmailPage) -> [Finding] {
    page.links.filter { !$0.href.isEmpty && !$0.href.hasPrefix("#") && scheme(of: $0.href) == nil }.map { link in
        let remedy = "write the whole address of \(link.href)"
        return page.finding(.linkRelative, .error, line: link.line, "a link has no https:// in front", remedy: remedy)
    }
}

/// The scheme of an address in lower case, as browsers read it: white space and controls inside do not count.
/// Source: WHATWG URL, "URL parsing".
func scheme(of address: String) -> String? {
    let scalars = address.unicodeScalars.filter { $0.value > 0x20 }
    guard let colon = scalars.firstIndex(of: ":") else { return nil }
    let name = scalars[..<colon]
    let isScheme = name.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789+-.".unicodeScalars.contains(scalar))
    }
    guard isScheme, let first = name.first, first.properties.isAlphabetic else { return nil }
    return String(String.UnicodeScalarView(name)).lowercased()
}
