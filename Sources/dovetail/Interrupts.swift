internal import Dispatch
internal import Foundation
internal import Pipeline

/// Turns ctrl-C and SIGTERM into an orderly stop: the first drains, the second stops at once.
struct Interrupts {
    private let sources: [any DispatchSourceSignal]

    init(_ stop: StopSwitch) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if stop.press() {
                    Output.note("\nStopping: messages under way are finished first. Once more stops at once.")
                }
            }
            source.resume()
            return source
        }
    }

    func ignore() { for source in sources { source.cancel() } }
}
