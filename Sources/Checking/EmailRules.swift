internal import Diagnostics
internal import HTML

/// What is wrong with an email.
/// - Parameter postalAddress: The shop's, which the law wants in every campaign email (CAN-SPAM section 7704(a)(5)).
public func checkEmail(_ sample: EmailSample, postalAddress: String) -> [Finding] {
    let text = leftoverLiquid(sample) + envelopeFindings(sample) + textFindings(sample, postalAddress: postalAddress)
    do throws(HTMLError) {
        let page = try EmailPage(sample)
        return text + footerFindings(page, postalAddress: postalAddress) + linkFindings(page) + imageFindings(page)
            + structureFindings(page) + sizeFindings(page)
    } catch {
        let place = SourceLocation(file: sample.htmlFile, line: 1, column: 1)
        let what = "the HTML part cannot be checked: \(error)"
        return text + [Finding(.htmlUnreadable, Diagnostic(.error, at: place, what, remedy: "see the template"))]
    }
}

/// The HTML part of an email, read once for all rules.
struct EmailPage {
    let sample: EmailSample
    let links: [Link]
    let images: [Image]
    let headings: [Heading]
    let tables: [Table]
    let title: String?
    let language: String?
    /// What a reader sees, and all there is with hidden parts; white space normalised.
    let visibleText: String
    let text: String
    /// Line of the first use of each element that no email may hold.
    let forbidden: [(element: String, lines: [Int])]

    init(_ sample: EmailSample) throws(HTMLError) {
        let page = try HTMLPage(parsing: sample.html)
        self.sample = sample
        links = page.links
        images = page.images
        headings = page.headings
        tables = page.tables
        title = page.title
        language = page.language
        visibleText = page.visibleText
        text = page.text
        forbidden = ["script", "iframe", "form", "object", "embed"].map { ($0, page.lines(of: $0)) }
    }

    /// A finding at a line of the HTML part, or about all of it.
    func finding(
        _ rule: Rule,
        _ severity: Diagnostic.Severity,
        line: Int = 1,
        _ what: String,
        remedy: String
    ) -> Finding {
        let place = SourceLocation(file: sample.htmlFile, line: line, column: 1)
        return Finding(rule, Diagnostic(severity, at: place, what, remedy: remedy))
    }
}
