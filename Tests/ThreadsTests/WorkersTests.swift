import Synchronization
import Testing
import Threads

struct WorkersTests {
    @Test(arguments: [1, 2, 3, 8, 64], [0, 1, 2, 7, 1_000])
    func resultsAreThoseOfOneThread(threads: Int, jobs: Int) {
        let squares = Workers(count: threads).map(jobs: jobs) { $0 * $0 }
        #expect(squares == (0..<jobs).map { $0 * $0 })
    }

    @Test func everyJobRunsOnce() {
        let runs = Mutex([Int](repeating: 0, count: 500))
        _ = Workers(count: 8).map(jobs: 500) { job in runs.withLock { $0[job] += 1 } }
        #expect(runs.withLock { $0 } == [Int](repeating: 1, count: 500))
    }

    @Test(arguments: [1, 4])
    func chunksCoverEveryElementOnceInOrder(threads: Int) {
        for (elements, chunk) in [(0, 5), (1, 5), (5, 5), (6, 5), (1_003, 10)] {
            let chunks = Workers(count: threads).mapChunks(of: elements, chunk: chunk) { $0 }
            #expect(chunks.flatMap { Array($0) } == Array(0..<elements))
            #expect(chunks.allSatisfy { !$0.isEmpty && $0.count <= chunk })
        }
    }

    @Test func thereIsAlwaysOneWorker() {
        #expect(Workers(count: 0).count == 1)
        #expect(Workers(count: -3).count == 1)
        #expect(Workers().count >= 1)
    }
}
