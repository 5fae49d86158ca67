internal import CampaignModel
internal import Diagnostics

extension PreviewGallery {
    /// The same email by night, where no pictures are loaded, and as plain text; folded away.
    func otherViews(_ email: ComposedEmail, _ entry: PreviewEntry) -> String {
        let copy = displayCopy(
            email.html,
            imageBase: imageBase,
            localImages: localImages,
            disarm: entry.links?.all ?? []
        )
        func frame(_ name: String, _ view: DisplayView) -> String {
            """
            <figure class="phone">
            <div class="device"><iframe title="\(name), 375 pixels wide" width="375" sandbox="allow-same-origin" \
            loading="lazy" srcdoc="\(escaped(String(decoding: view.show(copy), as: UTF8.self)))"></iframe></div>
            <figcaption>\(name) <span>375 px</span></figcaption>
            </figure>
            """
        }
        return """
            <details>
            <summary>By night, without pictures, as plain text</summary>
            <div class="screens">
            \(frame("Dark", DisplayView(isDark: true)))
            \(frame("Images off", DisplayView(showsImages: false)))
            <figure class="plain">
            <pre>\(escaped(String(decoding: email.text, as: UTF8.self)))</pre>
            <figcaption>Plain text</figcaption>
            </figure>
            </div>
            </details>
            """
    }

    /// What the pre-launch rules say of the emails shown; nothing where there is no email.
    func checked(_ findings: [PreviewFinding], _ entries: [PreviewEntry]) -> String {
        guard entries.contains(where: { $0.email != nil }) else { return "" }
        let rows = findings.map { finding in
            """
            <tr><th scope="row" class="\(finding.diagnostic.severity.rawValue)">\(finding.diagnostic.severity.rawValue)</th>\
            <td>\(escaped(finding.diagnostic.what))<br><small>\(escaped(finding.diagnostic.remedy))</small></td>\
            <td><code>\(escaped(finding.diagnostic.location.map { "\($0)" } ?? ""))</code></td>\
            <td><code>\(escaped(finding.rule))</code></td><td class="count">\(grouped(finding.count))</td></tr>
            """
        }
        let table = """
            <div class="scroll"><table>
            <thead><tr><th scope="col">Severity</th><th scope="col">Finding</th><th scope="col">Place</th>\
            <th scope="col">Rule</th><th scope="col" class="count">Places</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table></div>
            """
        return """
            <section class="panel">
            <h2>What the check says <small>of the emails shown here; 'dovetail check' looks at more</small></h2>
            \(findings.isEmpty ? "<p>Nothing is wrong with them.</p>" : table)
            </section>
            """
    }
}
