public import CampaignModel

/// The pages of a preview: each person's files, and the index that shows them side by side.
///
/// Everything works from `file://`: one page, no script, nothing fetched from elsewhere but the shop's own pictures.
public struct PreviewGallery: Sendable {
    /// The name over the page: `premium-upgrade-7`.
    public var title: String
    public var shopName: String
    /// What the addresses of the shop's pictures start with.
    public var imageBase: String?
    /// What stands there in the pages, relative to the preview's folder or `file://…/`.
    public var localImages: String?

    public init(title: String, shopName: String, imageBase: String? = nil, localImages: String? = nil) {
        self.title = title
        self.shopName = shopName
        self.imageBase = imageBase
        self.localImages = localImages
    }

    /// A file to be written into the preview's folder.
    public struct File: Hashable, Sendable {
        public var name: String
        public var bytes: [UInt8]
    }

    /// One person's files: `.html` to look at (links disarmed), and `.eml`, `.txt` and `.json` exactly as they are sent.
    public func files(for entry: PreviewEntry) -> [File] {
        var files: [File] = []
        if let email = entry.email {
            let page = displayCopy(
                email.html,
                imageBase: imageBase,
                localImages: localImages,
                disarm: entry.links?.all ?? []
            )
            files.append(File(name: entry.fileStem + ".html", bytes: page))
            files.append(File(name: entry.fileStem + ".txt", bytes: email.text))
            files.append(File(name: entry.fileStem + ".eml", bytes: email.message))
        }
        if let push = entry.push { files.append(File(name: entry.fileStem + ".json", bytes: push.body)) }
        return files
    }

    /// `index.html`.
    /// - Parameters:
    ///   - entries: The people shown; need not be all who are planned.
    ///   - skipped: People who get nothing; need not be all of them.
    ///   - counts: Those of the whole plan.
    ///   - findings: What the pre-launch rules say of the emails shown.
    public func index(
        entries: [PreviewEntry],
        skipped: [PreviewSkip],
        counts: PlanCounts,
        findings: [PreviewFinding] = []
    ) -> [UInt8] {
        let page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="\(PreviewGallery.contentSecurityPolicy)">
            <title>\(escaped(title)) · preview</title>
            <style>\(PreviewGallery.style)</style>
            </head>
            <body>
            \(masthead(shown: entries.count, counts))
            <main>
            \(audience(counts))
            \(inbox(entries))
            \(checked(findings, entries))
            \(entries.map(person).joined(separator: "\n"))
            \(nothing(skipped, counts))
            </main>
            <footer>The <code>.eml</code> and <code>.json</code> files are byte for byte what is sent. In the pages shown
            here, links that act for a person lead nowhere.</footer>
            </body>
            </html>

            """
        return Array(page.utf8)
    }

    private static let contentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data: https:; frame-src 'self' file:"

    private func masthead(shown: Int, _ counts: PlanCounts) -> String {
        """
        <header class="masthead">
        <p class="eyebrow">\(escaped(shopName)) · preview</p>
        <h1>\(escaped(title))</h1>
        <p class="lead">\(grouped(counts.planned)) of \(grouped(counts.audience)) possible messages, one a person and channel, are planned.
        \(grouped(shown)) \(shown == 1 ? "person is" : "people are") shown here, with what they will be sent.</p>
        </header>
        """
    }

    /// The mail program's list of messages; each row leads to its person.
    private func inbox(_ entries: [PreviewEntry]) -> String {
        let rows = entries.filter { $0.email != nil }.map { "<li>\(inboxRow($0))</li>" }
        guard !rows.isEmpty else { return "" }
        return """
            <section class="panel">
            <h2>In the inbox <small>due times in UTC</small></h2>
            <ol class="inbox">
            \(rows.joined(separator: "\n"))
            </ol>
            </section>
            """
    }

    private func inboxRow(_ entry: PreviewEntry) -> String {
        guard let email = entry.email else { return "" }
        let sender = email.senderName.isEmpty ? email.sender.text : email.senderName
        let initial = sender.first.map { String($0).uppercased() } ?? "?"
        return """
            <a class="mail" href="#\(entry.fileStem)">
            <span class="avatar" aria-hidden="true">\(escaped(initial))</span>
            <span class="sender">\(escaped(sender))</span>
            <span class="line"><b>\(escaped(email.subject))</b> <span>\(escaped(email.preheader))</span></span>
            <time datetime="\(entry.sendAt)">\(clockTime(CivilTime(entry.sendAt)))</time>
            <span class="to">\(escaped(entry.displayName))</span>
            </a>
            """
    }
}

extension PreviewEntry {
    var displayName: String { customerName.isEmpty ? customerID : customerName }
}

/// `12,345`
func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number.magnitude).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
}

/// Text as it stands in HTML, in an element or an attribute in double quotes.
func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
