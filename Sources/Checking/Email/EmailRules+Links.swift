internal import Diagnostics
internal import HTML

func linkFindings(_ page: EmailPage) -> [Finding] {
    emptyLinks(page) + linksWithoutText(page) + vagueLinks(page) + linksTwice(page) + insecureLinks(page)
        + unsafeLinks(page) + relativeLinks(page)
}

private func emptyLinks(_ page: EmailPage) -> [Finding] {
    page.links.filter { $0.href.isEmpty || $0.href == "#" }.map { link in
        let remedy = "give '\(link.text)' a target, or take the link off"
        return page.finding(.linkEmpty, .error, at: link.element, "a link leads nowhere", remedy: remedy)
    }
}

/// Source: WCAG 2.2, success criterion 2.4.4.
private func linksWithoutText(_ page: EmailPage) -> [Finding] {
    page.links.filter { $0.text.isEmpty && !$0.isSilent }.map { link in
        let what = "a link has no text, so a screen reader has nothing to say"
        let remedy = "write words into it, or an `alt` on its image"
        return page.finding(.linkWithoutText, .warning, at: link.element, what, remedy: remedy)
    }
}

/// Source: WCAG 2.2, success criterion 2.4.4: screen readers list links without what stands around them.
private func vagueLinks(_ page: EmailPage) -> [Finding] {
    page.links.compactMap { link in
        let words = link.text.lowercased().filter { $0.isLetter || $0 == " " }
        guard !link.isSilent, vagueWords.contains(normalizingSpace(words)) else { return nil }
        let what = "a link's text does not say where it leads"
        let remedy = "name the thing instead of '\(link.text)': 'See the camera', 'Read about delivery'"
        return page.finding(.linkVague, .warning, at: link.element, what, remedy: remedy)
    }
}

private let vagueWords: Set<String> = [
    "click here", "here", "more", "read more", "learn more", "link", "this link", "this", "go", "click", "info",
    "continue", "details", "hier", "hier klicken", "klick hier", "mehr", "mehr lesen", "weiter", "weiterlesen",
    "mehr erfahren", "ici", "cliquez ici", "en savoir plus", "lire la suite", "plus", "aquí", "haz clic aquí",
    "leer más",
    "más", "clicca qui", "qui", "leggi di più", "klik hier", "lees meer", "kliknij tutaj", "klicka här", "läs mer",
]

/// Two links side by side, with one text and one target. Source: WCAG 2.2, technique H2.
private func linksTwice(_ page: EmailPage) -> [Finding] {
    let spoken = page.links.filter { !$0.isSilent }
    return zip(spoken, spoken.dropFirst()).compactMap { first, second in
        guard first.href == second.href, first.text == second.text, !first.text.isEmpty else { return nil }
        let what = "two links that follow each other say and do the same, and are read out twice"
        let remedy = "join them, or write `aria-hidden=\"true\" tabindex=\"-1\"` on one: '\(first.text)'"
        return page.finding(.linkTwice, .note, at: second.element, what, remedy: remedy)
    }
}

private func insecureLinks(_ page: EmailPage) -> [Finding] {
    page.links.filter { scheme(of: $0.href) == "http" }.map { link in
        let what = "a link uses http:, and browsers warn of the page"
        return page.finding(.linkInsecure, .warning, at: link.element, what, remedy: "use https: for \(link.href)")
    }
}

private func unsafeLinks(_ page: EmailPage) -> [Finding] {
    page.links.compactMap { link in
        guard let scheme = scheme(of: link.href), ["javascript", "vbscript", "data", "file"].contains(scheme) else {
            return nil
        }
        let what = "a link uses \(scheme):, which mail clients block and filters take for an attack"
        return page.finding(.linkUnsafe, .error, at: link.element, what, remedy: "link to a page instead")
    }
}

/// In an email there is no page that a link could be relative to.
private func relativeLinks(_ page: EmailPage) -> [Finding] {
    page.links.filter { !$0.href.isEmpty && !$0.href.hasPrefix("#") && scheme(of: $0.href) == nil }.map { link in
        let remedy = "write the whole address, as `{{ shop.url }}…`, instead of \(link.href)"
        return page.finding(.linkRelative, .error, at: link.element, "a link has no https:// in front", remedy: remedy)
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
