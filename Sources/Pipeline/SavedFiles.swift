internal import Foundation

/// What a shop's messages are made from, as it lies on disk, so that a save can be told.
///
/// Looked at again and again instead of asked of the kernel: it works on every file system, sees an editor that replaces
/// the file as well as one that writes into it, and costs a few dozen `stat` each time.
struct SavedFiles: Equatable, Sendable {
    private struct Stamp: Equatable {
        var size: Int
        var modified: Date
        var number: Int
    }

    private var stamps: [String: Stamp] = [:]

    /// - Parameters:
    ///   - paths: By what they are called.
    init(_ paths: [String: String]) {
        for (name, path) in paths { stamps[name] = SavedFiles.stamp(path) }
    }

    /// The names whose file is not as it was, is new, or is gone; sorted.
    func changes(since before: SavedFiles) -> [String] {
        Set(stamps.keys).union(before.stamps.keys).filter { stamps[$0] != before.stamps[$0] }.sorted()
    }

    /// `nil` where there is no file: an editor may be replacing it.
    private static func stamp(_ path: String) -> Stamp? {
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            return Stamp(
                size: attributes[.size] as? Int ?? 0,
                modified: attributes[.modificationDate] as? Date ?? .distantPast,
                number: attributes[.systemFileNumber] as? Int ?? 0
            )
        } catch {
            return nil
        }
    }
}
