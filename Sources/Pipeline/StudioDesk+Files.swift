internal import CampaignModel
internal import Checking
internal import Diagnostics
internal import Foundation
internal import Web

extension StudioDesk {
    /// Only what messages are made from can be read: the path is looked up among those, never opened as it came.
    func file(_ path: String) -> StudioFile? {
        guard path == "dovetail.yaml" || workspace.messageFiles().contains(path) else { return nil }
        do throws(PipelineError) {
            return StudioFile(
                path: path,
                text: String(decoding: try Workspace.read(workspace.path(path)), as: UTF8.self)
            )
        } catch {
            return nil
        }
    }

    private static let pictureTypes = [
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "svg": "image/svg+xml", "avif": "image/avif",
    ]

    /// A picture in the shop's `local_images`; the way there has no `..`, nothing hidden, and no link that leads out.
    func picture(_ path: String) -> StudioPicture? {
        guard let images = workspace.settings.shop.localImages else { return nil }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") || $0.contains("\0") }),
            let ending = path.split(separator: ".").last, let type = StudioDesk.pictureTypes[ending.lowercased()]
        else { return nil }
        let folder = URL(filePath: workspace.path(images)).resolvingSymlinksInPath().path
        let file = URL(filePath: "\(folder)/\(path)").resolvingSymlinksInPath().path
        guard file.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/") else { return nil }
        do throws(PipelineError) {
            return StudioPicture(type: type, bytes: try Workspace.read(file))
        } catch {
            return nil
        }
    }

    func trouble(_ error: PipelineError) -> StudioTrouble {
        switch error {
        case .invalid(let findings): StudioTrouble(findings: findings.map(shown))
        case .refused(let what, let remedy), .failed(let what, let remedy):
            StudioTrouble(findings: [Diagnostic(.error, what, remedy: remedy)])
        }
    }

    func studioCheck(_ result: CheckResult) -> StudioCheck {
        StudioCheck(
            findings: result.report.findings.map { finding in
                StudioCheck.Finding(
                    rule: finding.rule.rawValue,
                    finding: shown(finding.diagnostic),
                    count: finding.count
                )
            }
        )
    }

    /// A finding whose file is named as ``file(_:)`` knows it.
    func shown(_ finding: Diagnostic) -> Diagnostic {
        guard var place = finding.location else { return finding }
        let folder = workspace.path("")
        if place.file.hasPrefix(folder) { place.file = String(place.file.dropFirst(folder.count)) }
        if let mark = place.file.firstRange(of: " (") { place = self.place(inValue: mark, of: place) }
        var finding = finding
        finding.location = place
        return finding
    }

    /// `campaigns/a.yaml (message.subject):1:14` is a place in the value of a key; in the file it is further down.
    private func place(inValue mark: Range<String.Index>, of place: SourceLocation) -> SourceLocation {
        let path = String(place.file[..<mark.lowerBound])
        let key = place.file[mark.upperBound...].dropLast().split(separator: ".").last.map { "\($0):" } ?? ""
        let lines = file(path)?.text.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        let line = lines.firstIndex { $0.drop { $0 == " " }.hasPrefix(key) } ?? 0
        let before = lines.isEmpty ? 0 : lines[line].prefix { $0 == " " }.count + key.count + 2
        return SourceLocation(
            file: path,
            line: line + place.line,
            column: place.line == 1 ? before + place.column : place.column
        )
    }
}
