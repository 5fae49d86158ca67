internal import Dispatch
internal import Foundation
internal import Pipeline

/// Turns ctrl-C and SIGTERM into an orderly stop: the first drains, the second stops at once.
struct Interrupts {
    /// Closing connections and writing that down takes no longer. Whatever is cut off then, the ledger has the truth.
    private static let lastSeconds = 2.0

    private let sources: [any DispatchSourceSignal]

    init(_ stop: StopSwitch) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if stop.press() {
                    Output.note("\nStopping: messages under way are finished first. Once more stops at once.")
                } else {
                    DispatchQueue.global().asyncAfter(deadline: .now() + Interrupts.lastSeconds) { _exit(130) }
                }
            }
            source.resume()
            return source
        }
    }

    func ignore() { for source in sources { source.cancel() } }
}
