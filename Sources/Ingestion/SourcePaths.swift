internal import CampaignModel
internal import Diagnostics
internal import Foundation

/// Finds the files that paths and globs name. `*` and `?` stand for anything inside one name.
struct SourcePaths {
    /// The shop's folder, where relative paths start.
    let folder: String

    /// The files in order: pattern by pattern, those of a glob by name, none twice.
    func files(_ source: DataSources.Source, part: String, findings: inout [Diagnostic]) -> [String] {
        var found: [String] = []
        for pattern in source.files {
            let matches = expand(pattern).filter(isFile)
            if matches.isEmpty, !source.optional { findings.append(missing(pattern, part: part)) }
            found += matches.filter { !found.contains($0) }
        }
        if source.files.isEmpty, !source.optional {
            let what = "data.\(part) names no file"
            findings.append(Diagnostic(.error, what, remedy: "write data.\(part).files: [data/\(part).csv]"))
        }
        return found
    }

    /// The path from where the program runs.
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

    private func isFile(_ path: String) -> Bool {
        let path = absolute(path)
        return FileManager.default.fileExists(atPath: path) && !FileManager.default.fileExists(atPath: path + "/.")
    }

    private func expand(_ pattern: String) -> [String] {
        var paths = [pattern.hasPrefix("/") ? "/" : ""]
        for component in pattern.split(separator: "/").map(String.init) {
            paths = paths.flatMap { path in
                let names =
                    hasWildcard(component) ? self.names(in: path).filter { matches($0, component) } : [component]
                return names.map { path.isEmpty || path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
            }
        }
        return paths
    }

    private func names(in path: String) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: absolute(path)).sorted()
        } catch {
            // What cannot be listed holds nothing that matches; the caller says that no file was found.
            return []
        }
    }

    private func hasWildcard(_ component: String) -> Bool { component.contains { $0 == "*" || $0 == "?" } }

    /// Whether a name is what a pattern means; hidden files must be named.
    private func matches(_ name: String, _ pattern: String) -> Bool {
        let name = Array(name.unicodeScalars)
        let pattern = Array(pattern.unicodeScalars)
        if name.first == ".", pattern.first != "." { return false }
        var at = 0
        var inPattern = 0
        var star: (inPattern: Int, at: Int)?
        while at < name.count {
            if inPattern < pattern.count, pattern[inPattern] == "*" {
                star = (inPattern, at)
                inPattern += 1
            } else if inPattern < pattern.count, pattern[inPattern] == "?" || pattern[inPattern] == name[at] {
                at += 1
                inPattern += 1
            } else if let last = star {
                star = (last.inPattern, last.at + 1)
                at = last.at + 1
                inPattern = last.inPattern + 1
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == "*" }
    }

    /// Says which part of a path is not there, and what is there instead.
    private func missing(_ pattern: String, part: String) -> Diagnostic {
        var path = pattern.hasPrefix("/") ? "/" : ""
        for component in pattern.split(separator: "/").map(String.init) {
            let next = path.isEmpty || path.hasSuffix("/") ? path + component : path + "/" + component
            if hasWildcard(component) || !FileManager.default.fileExists(atPath: absolute(next)) {
                let there = names(in: path).filter { !$0.hasPrefix(".") }
                let place = path.isEmpty ? "the shop's folder" : "'\(path)'"
                let remedy =
                    there.isEmpty ? "\(place) is empty" : "in \(place), \(suggestion(for: component, among: there))"
                let what = hasWildcard(pattern) ? "no file matches '\(pattern)'" : "there is no file '\(pattern)'"
                return Diagnostic(.error, "\(what), which data.\(part) names", remedy: remedy)
            }
            path = next
        }
        return Diagnostic(
            .error,
            "'\(pattern)', which data.\(part) names, is a folder",
            remedy: "write '\(pattern)/*.csv'"
        )
    }
}
