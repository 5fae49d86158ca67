internal import Foundation
internal import StarterShop

extension Workspace {
    /// Writes the starter shop into a folder that is new or empty.
    /// - Returns: The number of files written.
    public static func initialize(folder: String) throws(PipelineError) -> Int {
        let files = FileManager.default
        do {
            if files.fileExists(atPath: folder), try !files.contentsOfDirectory(atPath: folder).isEmpty {
                throw PipelineError.refused(
                    "'\(folder)' is not empty",
                    remedy: "name a new folder; nothing was written"
                )
            }
            for file in StarterShop.files {
                let target = URL(filePath: folder).appending(path: file.path)
                try files.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.bytes).write(to: target)
            }
            return StarterShop.files.count
        } catch let error as PipelineError {
            throw error
        } catch {
            throw .failed(
                "'\(folder)' cannot be written: \(error.localizedDescription)",
                remedy: "free some space or choose another place"
            )
        }
    }
}
