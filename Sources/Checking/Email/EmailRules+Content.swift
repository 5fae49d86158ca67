internal import Diagnostics
internal import HTML

// What both parts, and the lines that an inbox shows, must and must not hold.

/// Liquid that nothing rendered, wherever it stands.
func leftoverLiquid(_ page: EmailPage) -> [Finding] {
    let what = "Liquid is left over where a customer will read it"
    func found(_ source: [UInt8], _ place: (_ offset: Int) -> Place) -> [Finding] {
        let brace = UInt8(ascii: "{")
        return source.indices.dropLast().compactMap { at in
            guard source[at] == brace, source[at + 1] == brace || source[at + 1] == UInt8(ascii: "%") else {
                return nil
            }
            let shown = String(decoding: source[at..<min(source.count, at + 40)].prefix { $0 != 0x0a }, as: UTF8.self)
            let remedy = "close the tag, or mend the data it comes from: '\(shown)'"
            return Finding(.leftoverLiquid, Diagnostic(.error, at: place(at), what, remedy: remedy))
        }
    }
    let sample = page.sample
    return found(sample.html) { page.place(ofText: Array(sample.html[$0..<min(sample.html.count, $0 + 12)])) }
        + found(sample.text) { Place(file: sample.textFile, offset: $0, in: sample.text) }
        + found(Array(sample.subject.utf8)) { _ in sample.subjectPlace }
        + found(Array(sample.preheader.utf8)) { _ in sample.preheaderPlace }
}

func envelopeFindings(_ sample: EmailSample) -> [Finding] {
    subjectFindings(sample) + preheaderFindings(sample)
}

private func subjectFindings(_ sample: EmailSample) -> [Finding] {
    func finding(_ rule: Rule, _ severity: Diagnostic.Severity, _ what: String, remedy: String) -> Finding {
        Finding(rule, Diagnostic(severity, at: sample.subjectPlace, what, remedy: remedy))
    }
    let subject = normalizingSpace(sample.subject)
    if subject.isEmpty {
        let remedy = "write what is in it for the reader under `message: subject`"
        return [finding(.subjectEmpty, .error, "the subject is empty", remedy: remedy)]
    }
    var findings: [Finding] = []
    let length = subject.count
    if length > 70 {
        let remedy = "shorten it, or `truncate` what it takes from the data: '\(subject)' has \(length)"
        findings.append(
            finding(.subjectLong, .warning, "the subject has over 70 characters and is cut off", remedy: remedy)
        )
    } else if length > 45 {
        let what = "the subject has over 45 characters; phones show the first 30 to 45"
        let remedy = "put what matters first: '\(subject)' has \(length)"
        findings.append(finding(.subjectLong, .note, what, remedy: remedy))
    }
    let letters = subject.filter(\.isLetter)
    if letters.count >= 8, letters.allSatisfy({ $0.isUppercase }) {
        let remedy = "write it as you would speak: '\(subject)'"
        findings.append(
            finding(.subjectShouting, .warning, "the subject is all in capitals, as spam is", remedy: remedy)
        )
    }
    return findings
}

/// Inboxes show 40 to 130 characters of it, after the subject.
private func preheaderFindings(_ sample: EmailSample) -> [Finding] {
    func finding(_ rule: Rule, _ severity: Diagnostic.Severity, _ what: String, remedy: String) -> Finding {
        Finding(rule, Diagnostic(severity, at: sample.preheaderPlace, what, remedy: remedy))
    }
    let preheader = normalizingSpace(sample.preheader)
    if preheader.isEmpty {
        let what = "there is no preheader, so inboxes show the first words of the page after the subject"
        let remedy = "set `message: preheader` to a sentence that goes on from the subject"
        return [finding(.preheaderMissing, .warning, what, remedy: remedy)]
    }
    if preheader.lowercased() == normalizingSpace(sample.subject).lowercased() {
        let what = "the preheader says the same as the subject"
        let remedy = "use it for what the subject had no room for"
        return [finding(.preheaderIsSubject, .warning, what, remedy: remedy)]
    }
    if preheader.count > 130 {
        let remedy = "shorten it, or put what matters first: it has \(preheader.count)"
        return [
            finding(.preheaderLength, .note, "the preheader has over 130 characters and is cut off", remedy: remedy)
        ]
    }
    return []
}

func textFindings(_ sample: EmailSample, postalAddress: String) -> [Finding] {
    let place = Place(file: sample.textFile)
    let text = normalizingSpace(String(decoding: sample.text, as: UTF8.self))
    if text.isEmpty {
        let what = "the text part is empty"
        let remedy = "say the same there as in the HTML part; some people and all spam filters read it"
        return [Finding(.textPartEmpty, Diagnostic(.error, at: place, what, remedy: remedy))]
    }
    var findings: [Finding] = []
    if sample.unsubscribeURL.isEmpty || !text.contains(sample.unsubscribeURL) {
        let what = "the text part has no link to unsubscribe"
        let remedy = "add `Unsubscribe: {{ unsubscribe_url }}` at the end of it"
        findings.append(Finding(.unsubscribeMissing, Diagnostic(.error, at: place, what, remedy: remedy)))
    }
    if let markup = ["&nbsp;", "&amp;", "<br", "<p>", "<p ", "<a ", "</"].first(where: text.contains) {
        let what = "the text part shows HTML: people read it as it is written"
        let remedy = "take `\(markup)` out, or give data that holds HTML the filter `strip_html`"
        findings.append(Finding(.textPartMarkup, Diagnostic(.warning, at: place, what, remedy: remedy)))
    }
    return findings + postalAddressMissing(postalAddress, from: text, part: "text", at: place)
}

func footerFindings(_ page: EmailPage, postalAddress: String) -> [Finding] {
    let place = Place(file: page.sample.htmlFile)
    return unsubscribeMissing(page) + preheaderNotShown(page)
        + postalAddressMissing(postalAddress, from: page.visibleText, part: "HTML", at: place)
}

/// A link that a reader can see; that some other tag holds the address does not help.
private func unsubscribeMissing(_ page: EmailPage) -> [Finding] {
    let url = page.sample.unsubscribeURL
    if !url.isEmpty, page.links.contains(where: { $0.href == url && !$0.text.isEmpty && !$0.isHidden }) { return [] }
    let what = "the HTML part has no link to unsubscribe"
    let remedy = "add `<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>` where everyone sees it"
    return [page.finding(.unsubscribeMissing, .error, what, remedy: remedy)]
}

private func preheaderNotShown(_ page: EmailPage) -> [Finding] {
    let preheader = normalizingSpace(page.sample.preheader)
    // Scalar by scalar: the padding that often follows (U+034F) would join the last letter to another Character.
    if preheader.isEmpty || page.text.unicodeScalars.contains(preheader.unicodeScalars) { return [] }
    let what = "the preheader is not in the HTML part, where inboxes take it from"
    let remedy = "write `{% render 'preheader', text: preheader %}` right after `<body>`"
    return [page.finding(.preheaderNotShown, .warning, what, remedy: remedy)]
}

private func postalAddressMissing(
    _ address: String,
    from text: String,
    part: String,
    at place: Place
) -> [Finding] {
    let address = normalizingSpace(address)
    if !address.isEmpty, text.contains(address) { return [] }
    let what = "the \(part) part does not show the shop's postal address, which the law asks for"
    let remedy =
        address.isEmpty
        ? "set `shop: postal_address` in dovetail.yaml" : "add `{{ shop.postal_address }}` to the footer"
    return [Finding(.postalAddressMissing, Diagnostic(.error, at: place, what, remedy: remedy))]
}
