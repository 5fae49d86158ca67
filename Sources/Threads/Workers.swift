internal import Dispatch
internal import Foundation
internal import Synchronization

/// A fixed number of threads for work on arrays, outside Swift's cooperative pool; results never depend on how many.
public struct Workers: Sendable {
    /// Threads used at once, at least 1.
    public let count: Int

    /// - Parameter count: Threads; `nil` means as many as the machine has cores.
    public init(count: Int? = nil) {
        self.count = max(1, count ?? ProcessInfo.processInfo.activeProcessorCount)
    }

    /// Runs `body` once for every index in `0..<jobs`, in no fixed order, and returns the results by index.
    ///
    /// Make a job thousands of elements long: handing one out costs about a microsecond.
    public func map<Result: Sendable>(jobs: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        if count == 1 || jobs <= 1 { return (0..<jobs).map(body) }
        let results = Mutex<[Result?]>(Array(repeating: nil, count: jobs))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(count, jobs)) { _ in
            while true {
                let job = next.wrappingAdd(1, ordering: .relaxed).oldValue
                if job >= jobs { return }
                let result = body(job)
                results.withLock { $0[job] = result }
            }
        }
        return results.withLock { finished in
            finished.map { result in
                guard let result else { preconditionFailure("every job leaves a result") }
                return result
            }
        }
    }

    /// Splits `0..<elements` into ranges of at most `chunk` and maps them; the split depends on `chunk` alone.
    public func mapChunks<Result: Sendable>(
        of elements: Int,
        chunk: Int,
        _ body: @Sendable (Range<Int>) -> Result
    ) -> [Result] {
        precondition(chunk > 0, "a chunk holds at least one element")
        return map(jobs: (elements + chunk - 1) / chunk) { job in
            body(job * chunk..<min(elements, (job + 1) * chunk))
        }
    }
}
