internal import CampaignModel

extension PreviewGallery {
    /// One person: the message at two widths, the push message, and why these items.
    func person(_ entry: PreviewEntry) -> String {
        """
        <article class="panel person" id="\(entry.fileStem)">
        <header>
        <p class="number">\(entry.number)</p>
        <div>
        <h2>\(escaped(entry.displayName))</h2>
        <p class="facts">\(facts(entry))</p>
        </div>
        <nav aria-label="Files">\(fileLinks(entry))</nav>
        </header>
        \(entry.email.map { screens($0, entry) } ?? "")
        <div class="below\(entry.push == nil ? "" : " paired")">
        \(entry.push.map { lockScreen($0, entry) } ?? "")
        \(reasons(entry))
        </div>
        </article>
        """
    }

    private func facts(_ entry: PreviewEntry) -> String {
        var facts = ["customer \(escaped(entry.customerID))"]
        if let tier = entry.tier { facts.append("\(escaped(tier)) tier") }
        if let email = entry.email { facts.append("email to \(escaped(email.recipient.text))") }
        if entry.push != nil { facts.append("push") }
        let time = CivilTime(entry.sendAt)
        facts.append("due \(isoDate(time)) \(clockTime(time)) UTC")
        return facts.map { "<span>\($0)</span>" }.joined(separator: " ")
    }

    private func fileLinks(_ entry: PreviewEntry) -> String {
        var kinds: [String] = []
        if entry.email != nil { kinds += ["html", "txt", "eml"] }
        if entry.push != nil { kinds.append("json") }
        return kinds.map { "<a href=\"\(entry.fileStem).\($0)\">.\($0)</a>" }.joined(separator: " ")
    }

    /// Frames run no script. They need their origin, though: without it a browser loads no picture from a local folder.
    private func screens(_ email: ComposedEmail, _ entry: PreviewEntry) -> String {
        func frame(_ device: String, width: Int) -> String {
            """
            <figure class="\(device.lowercased())">
            <div class="device"><iframe src="\(entry.fileStem).html" title="\(device), \(width) pixels wide" width="\(width)" \
            sandbox="allow-same-origin" loading="lazy"></iframe></div>
            <figcaption>\(device) <span>\(width) px</span></figcaption>
            </figure>
            """
        }
        return """
            <div class="envelope">
            <p class="subject">\(escaped(email.subject))</p>
            <p class="preheader">\(escaped(email.preheader))</p>
            </div>
            <div class="screens">
            \(frame("Phone", width: 375))
            \(frame("Desktop", width: 680))
            </div>
            \(otherViews(email, entry))
            """
    }

    private func lockScreen(_ push: ComposedPush, _ entry: PreviewEntry) -> String {
        let time = CivilTime(entry.sendAt)
        return """
            <figure class="lock">
            <div class="wallpaper">
            <p class="clock">\(clockTime(time))</p>
            <div class="notice">
            <p class="app"><span>\(escaped(shopName))</span> <span>now</span></p>
            <p class="title">\(escaped(push.title))</p>
            <p>\(escaped(push.text))</p>
            </div>
            </div>
            <figcaption>Push <span>on the lock screen</span></figcaption>
            </figure>
            """
    }

    private func reasons(_ entry: PreviewEntry) -> String {
        guard !entry.items.isEmpty else { return "" }
        return """
            <section>
            <h3>Why these \(entry.items.count) items</h3>
            <ol class="items">
            \(entry.items.map(item).joined(separator: "\n"))
            </ol>
            </section>
            """
    }

    private func item(_ item: PreviewItem) -> String {
        var evidence = item.evidence.map { "<div><dt>\(escaped(words($0.name)))</dt><dd>\(short($0.value))</dd></div>" }
        if let score = item.score { evidence.append("<div><dt>score</dt><dd>\(short(score))</dd></div>") }
        let picture = item.imageURL.map { "<img src=\"\(escaped(local($0)))\" alt=\"\" loading=\"lazy\">" } ?? ""
        return """
            <li>
            <span class="picture">\(picture)</span>
            <div class="what">
            <p class="title">\(escaped(item.title))</p>
            <p class="reason">\(escaped(item.reason))</p>
            </div>
            <p class="price">\(price(item))</p>
            <div class="how"><span class="strategy">\(escaped(words(item.strategy)))</span>
            <dl>\(evidence.joined())</dl></div>
            </li>
            """
    }

    private func price(_ item: PreviewItem) -> String {
        let price = item.price?.description ?? ""
        guard let sale = item.salePrice else { return price }
        return "\(sale.description) <s>\(price)</s>"
    }

    /// A picture's address as pages show it.
    private func local(_ address: String) -> String {
        guard let imageBase, let localImages, address.hasPrefix(imageBase) else { return address }
        return localImages + address.dropFirst(imageBase.count)
    }
}

/// `2026-11-22`
func isoDate(_ time: CivilTime) -> String { String(time.instant.description.prefix(10)) }

/// `days_since` as people write it.
func words(_ name: String) -> String { String(name.map { $0 == "_" ? " " : $0 }) }

/// At most three digits after the point, and none that say nothing.
private func short(_ value: Double) -> String {
    guard value.magnitude < 1e15 else { return "\(value)" }
    let thousandths = (value * 1_000).rounded()
    if thousandths == 0, value != 0 { return value < 0 ? "> -0.001" : "&lt; 0.001" }
    let whole = Int(thousandths.magnitude) / 1_000
    let rest = String(Int(thousandths.magnitude) % 1_000 + 1_000).dropFirst()
    let digits = rest.reversed().drop { $0 == "0" }.reversed()
    return (thousandths < 0 ? "-" : "") + grouped(whole) + (digits.isEmpty ? "" : "." + String(digits))
}
