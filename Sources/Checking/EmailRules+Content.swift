internal import Diagnostics
internal import HTML

// What both parts, and the lines that an inbox shows, must and must not hold.

/// Liquid that nothing rendered, wherever it stands.
func leftoverLiquid(_ sample: EmailSample) -> [Finding] {
    func found(_ source: [UInt8], _ file: String) -> [Finding] {
        let brace = UInt8(ascii: "{")
        return source.indices.dropLast().compactMap { at in
            guard source[at] == brace, source[at + 1] == brace || source[at + 1] == UInt8(ascii: "%") else {
                return nil
            }
            let what = "Liquid is left over where a customer will read it"
            let remedy = "close the tag in the template, or wrap it in `{% raw %}` if it is text"
            return Finding(
                .leftoverLiquid,
                Diagnostic(.error, file: file, offset: at, in: source, what, remedy: remedy)
            )
        }
    }
    return found(sample.html, sample.htmlFile) + found(sample.text, sample.textFile)
        + found(Array(sample.subject.utf8), "subject") + found(Array(sample.preheader.utf8), "preheader")
}

func envelopeFindings(_ sample: EmailSample) -> [Finding] {
    subjectEmpty(sample) + subjectLong(sample) + preheaderMissing(sample) + preheaderIsSubject(sample)
}

private func subjectEmpty(_ sample: EmailSample) -> [Finding] {
    guard normalizingSpace(sample.subject).isEmpty else { return [] }
    return [Finding(.subjectEmpty, Diagnostic(.error, "the subject is empty", remedy: "see `message: subject`"))]
}

/// Phones show 30 to 40 characters, most desktops about 70.
private func subjectLong(_ sample: EmailSample) -> [Finding] {
    guard sample.subject.count > 70 else { return [] }
    let remedy = "shorten it: '\(sample.subject)' has \(sample.subject.count)"
    return [Finding(.subjectLong, Diagnostic(.warning, "the subject has over 70 characters", remedy: remedy))]
}

private func preheaderMissing(_ sample: EmailSample) -> [Finding] {
    guard normalizingSpace(sample.preheader).isEmpty else { return [] }
    let what = "there is no preheader, so inboxes show the first words of the page"
    return [Finding(.preheaderMissing, Diagnostic(.warning, what, remedy: "set `message: preheader`"))]
}

private func preheaderIsSubject(_ sample: EmailSample) -> [Finding] {
    let preheader = normalizingSpace(sample.preheader).lowercased()
    guard !preheader.isEmpty, preheader == normalizingSpace(sample.subject).lowercased() else { return [] }
    let what = "the preheader says the same as the subject"
    return [Finding(.preheaderIsSubject, Diagnostic(.warning, what, remedy: "say something new in it"))]
}

func textFindings(_ sample: EmailSample, postalAddress: String) -> [Finding] {
    let place = SourceLocation(file: sample.textFile, line: 1, column: 1)
    let text = normalizingSpace(String(decoding: sample.text, as: UTF8.self))
    if text.isEmpty {
        let what = "the text part is empty"
        return [Finding(.textPartEmpty, Diagnostic(.error, at: place, what, remedy: "write the template's `.txt`"))]
    }
    var findings: [Finding] = []
    if sample.unsubscribeURL.isEmpty || !text.contains(sample.unsubscribeURL) {
        let what = "the text part has no link to unsubscribe"
        let remedy = "add `{{ unsubscribe_url }}` to the template's `.txt`"
        findings.append(Finding(.unsubscribeMissing, Diagnostic(.error, at: place, what, remedy: remedy)))
    }
    return findings + postalAddressMissing(postalAddress, from: text, part: "text", at: place)
}

func footerFindings(_ page: EmailPage, postalAddress: String) -> [Finding] {
    let place = SourceLocation(file: page.sample.htmlFile, line: 1, column: 1)
    return unsubscribeMissing(page) + preheaderNotShown(page)
        + postalAddressMissing(postalAddress, from: page.visibleText, part: "HTML", at: place)
}

/// A link that a reader can see; that some other tag holds the address does not help.
private func unsubscribeMissing(_ page: EmailPage) -> [Finding] {
    let url = page.sample.unsubscribeURL
    if !url.isEmpty, page.links.contains(where: { $0.href == url && !$0.text.isEmpty && !$0.isHidden }) { return [] }
    let what = "the HTML part has no link to unsubscribe"
    let remedy = "add `<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>`"
    return [page.finding(.unsubscribeMissing, .error, what, remedy: remedy)]
}

private func preheaderNotShown(_ page: EmailPage) -> [Finding] {
    let preheader = normalizingSpace(page.sample.preheader)
    // Scalar by scalar: the padding that often follows (U+034F) would join the last letter to another Character.
    if preheader.isEmpty || page.text.unicodeScalars.contains(preheader.unicodeScalars) { return [] }
    let what = "the preheader is not in the HTML part, where inboxes take it from"
    let remedy = "start the body with `<div style=\"display:none\">{{ preheader }}</div>`"
    return [page.finding(.preheaderNotShown, .warning, what, remedy: remedy)]
}

private func postalAddressMissing(
    _ address: String,
    from text: String,
    part: String,
    at place: SourceLocation
) -> [Finding] {
    let address = normalizingSpace(address)
    if !address.isEmpty, text.contains(address) { return [] }
    let what = "the \(part) part does not show the shop's postal address"
    let remedy = address.isEmpty ? "set `shop: postal_address`" : "add `{{ shop.postal_address }}`"
    return [Finding(.postalAddressMissing, Diagnostic(.error, at: place, what, remedy: remedy))]
}
