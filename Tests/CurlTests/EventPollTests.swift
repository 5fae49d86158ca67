import Curl
import Foundation
import Testing

struct EventPollTests {
    @Test func eachWakeIsToldOnce() throws {
        let wakeup = try Wakeup()
        var poll = try EventPoll()
        try poll.watch(wakeup, token: 7)
        for _ in 0..<3 {
            wakeup.wake()
            try poll.wait(milliseconds: 1_000)
            #expect(poll.events.map(\.token) == [7])
            try poll.wait(milliseconds: 0)
            #expect(poll.events.isEmpty)
        }
    }

    @Test func allPollsAreWokenByOne() throws {
        let wakeup = try Wakeup()
        var first = try EventPoll()
        var second = try EventPoll()
        try first.watch(wakeup, token: 1)
        try second.watch(wakeup, token: 2)
        wakeup.wake()
        try first.wait(milliseconds: 1_000)
        try second.wait(milliseconds: 1_000)
        #expect(first.events.map(\.token) == [1])
        #expect(second.events.map(\.token) == [2])
    }

    @Test func multiIsWokenByAPollThatIsWoken() throws {
        let wakeup = try Wakeup()
        var poll = try EventPoll()
        try poll.watch(wakeup, token: 1)
        let multi = try CurlMulti(maximumConnections: 1)
        Thread { wakeup.wake() }.start()
        try multi.wait(or: poll, milliseconds: 10_000)
        try poll.wait(milliseconds: 0)
        #expect(poll.events.map(\.token) == [1])
    }
}
