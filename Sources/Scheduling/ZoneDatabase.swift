public import Diagnostics
internal import Foundation
internal import Synchronization

/// The machine's time zones by IANA name. Each is read once, when it is first asked for.
public final class ZoneDatabase: Sendable {
    /// Where systems keep them.
    public static let usualFolders = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"]

    private let folder: String?
    private let zones = Mutex<[String: ZoneRules?]>([:])

    /// - Parameter folders: The first that exists is used. Without any, UTC is the only zone.
    public init(folders: [String] = ZoneDatabase.usualFolders) {
        folder = folders.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// - Returns: `nil` where there is no such zone.
    public func zone(_ name: String) -> ZoneRules? {
        zones.withLock { zones in
            if let known = zones[name] { return known }
            let zone = read(name)
            zones[name] = .some(zone)
            return zone
        }
    }

    /// - Throws: What is wrong, and the nearest name.
    public func requiredZone(_ name: String) throws(Diagnostic) -> ZoneRules {
        if let zone = zone(name) { return zone }
        guard folder != nil else {
            throw Diagnostic(
                .error,
                "the time zone '\(name)' cannot be looked up: this machine has no time zone files",
                remedy: "install the package tzdata, or use UTC"
            )
        }
        throw Diagnostic(
            .error,
            "there is no time zone '\(name)'",
            remedy: nearestName(to: name, in: names).map { "did you mean '\($0)'?" }
                ?? "write an IANA name such as 'Europe/Berlin'"
        )
    }

    /// All names, sorted; empty where the machine has no time zone files.
    public var names: [String] {
        guard let folder, let paths = FileManager.default.subpaths(atPath: folder) else { return [] }
        let folders = Set(paths.compactMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } })
        return paths.filter { path in
            path.first?.isUppercase == true && !path.contains(".") && path != "Factory" && !folders.contains(path)
        }
        .sorted()
    }

    private func read(_ name: String) -> ZoneRules? {
        if name == "UTC" { return .utc }
        // Names are ASCII and lead to no other folder.
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
        guard isName, !name.hasPrefix("/"), !name.isEmpty, let folder,
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)")
        else { return nil }
        return ZoneRules(name: name, file: [UInt8](bytes))
    }
}
