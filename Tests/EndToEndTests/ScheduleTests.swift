import Foundation
import TestSupport
import Testing

@Suite struct ScheduleTests {
    /// A shop whose campaign runs by itself.
    private func scheduled(_ folder: URL, _ schedule: String, port: Int = 1) throws -> SmallShop {
        let shop = try SmallShop(in: folder, port: port)
        // The shop is too small for six new products a day.
        let schedule = "schedule: \(schedule)\nrecommend:\n  no_repeat_days: 0\n"
        try shop.edit("campaigns/offers.yaml", "recommend:\n", schedule)
        return shop
    }

    private func dovetail(_ shop: SmallShop, at time: String, _ arguments: String..., machine: String = "here") throws
        -> DovetailCommand.Result
    {
        let places = ["--shop", shop.folder.path, "--at", time]
        return try DovetailCommand.start(arguments + places, environment: ["DOVETAIL_MACHINE": machine]).wait()
    }

    @Test func nextTimesAreOneALine() throws {
        let result = try DovetailCommand.run(
            "schedule",
            "next",
            "30 2 * * *",
            "--timezone",
            "Europe/Berlin",
            "--after",
            "2026-03-28T12:00:00+01:00",
            "--count",
            "2"
        )
        #expect(result.output == "2026-03-29T03:00:00+02:00\n2026-03-30T02:30:00+02:00\n")
        let refused = try DovetailCommand.run("schedule", "next", "0 9 15W * *")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("write the days"))
    }

    @Test func aWeekOfDaysRunsOnceADay() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try scheduled(folder, #"{cron: "0 9 * * *"}"#, port: server.port)
            let early = try dovetail(shop, at: "2026-11-16T08:00:00Z", "run")
            #expect(early.status == 0, "\(early.errors)")
            #expect(early.output.contains("nothing is due; next at 2026-11-16T09:00:00Z"))
            for day in 16...18 {
                // Before, on time, again, and by a clock set back.
                for time in ["08:59:00", "09:00:20", "09:20:00", "08:58:00", "09:05:00"] {
                    let result = try dovetail(shop, at: "2026-11-\(day)T\(time)Z", "run")
                    #expect(result.status == 0, "\(result.errors)")
                }
                #expect(server.accepted.count == 40 * (day - 15))
            }
            let schedule = try dovetail(shop, at: "2026-11-18T10:00:00Z", "schedule")
            #expect(schedule.output.contains("2026-11-19T09:00:00+00:00  2026-11-18T09:00 offers-3"))
        }
    }

    @Test func twoSchedulersSendOnce() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try scheduled(folder, #"{cron: "0 9 * * *"}"#, port: server.port)
            _ = try dovetail(shop, at: "2026-11-16T08:00:00Z", "run")
            let places = ["run", "--shop", folder.path, "--at", "2026-11-16T09:00:10Z"]
            let both = try (0..<3).map { _ in
                try DovetailCommand.start(places, environment: ["DOVETAIL_MACHINE": "here"])
            }
            for process in both { #expect(process.wait().status == 0) }
            #expect(server.accepted.count == 40)
            #expect(Set(server.accepted.map(\.recipient)).count == 40)
        }
    }

    @Test func aMissedRunAsksAndSendsNothing() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try scheduled(folder, #"{cron: "0 9 * * *", grace: 30m}"#, port: server.port)
            _ = try dovetail(shop, at: "2026-11-16T08:00:00Z", "run")
            let late = try dovetail(shop, at: "2026-11-16T11:00:00Z", "run")
            #expect(late.output.contains("stale_schedule: 'offers' was due at 2026-11-16T09:00"))
            let again = try dovetail(shop, at: "2026-11-16T11:01:00Z", "run")
            #expect(again.output.contains("nothing is due"))
            #expect(server.accepted.isEmpty)
            #expect(try dovetail(shop, at: "2026-11-16T11:02:00Z", "status").errors.contains("stale_schedule"))
            let sent = try dovetail(shop, at: "2026-11-16T12:00:00Z", "run", "offers", "--missed", "send")
            #expect(sent.status == 0, "\(sent.errors)")
            #expect(server.accepted.count == 40)
            let settled = try dovetail(shop, at: "2026-11-16T12:10:00Z", "run", "offers", "--missed", "skip")
            #expect(settled.status == 64)
        }
    }

    @Test func aCopyOnAnotherMachineAsksBeforeItSends() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try scheduled(folder, #"{cron: "0 9 * * *"}"#, port: server.port)
            _ = try dovetail(shop, at: "2026-11-16T08:00:00Z", "run")
            let clone = try dovetail(shop, at: "2026-11-16T09:00:00Z", "run", machine: "there")
            #expect(clone.status == 64)
            #expect(clone.errors.contains("stale_schedule") && clone.errors.contains("--moved-here"))
            #expect(server.accepted.isEmpty)
            let moved = try dovetail(shop, at: "2026-11-16T09:01:00Z", "run", "--moved-here", machine: "there")
            #expect(moved.status == 0, "\(moved.errors)")
            #expect(server.accepted.count == 40)
            #expect(try dovetail(shop, at: "2026-11-16T09:02:00Z", "run").status == 64)
        }
    }

    @Test func aCampaignWithoutAScheduleIsLeftAlone() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try SmallShop(in: folder, port: server.port)
            try shop.dovetail("plan", "offers")
            let result = try dovetail(shop, at: "2026-11-16T09:00:00Z", "run")
            #expect(result.status == 0, "\(result.errors)")
            #expect(server.accepted.isEmpty)
            #expect(try shop.status().state == "scheduled")
        }
    }

    @Test func quietHoursHoldARunThatComesLateToBeSent() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let schedule = #"{cron: "50 20 * * *", quiet_hours: {from: "21:00", to: "08:00"}}"#
            let shop = try scheduled(folder, schedule, port: server.port)
            _ = try dovetail(shop, at: "2026-11-16T20:00:00Z", "run")
            // Within the grace, but in the quiet hours.
            let night = try dovetail(shop, at: "2026-11-16T21:30:00Z", "run")
            #expect(night.status == 0, "\(night.errors)")
            #expect(server.accepted.isEmpty)
            _ = try dovetail(shop, at: "2026-11-17T07:59:00Z", "run")
            #expect(server.accepted.isEmpty)
            _ = try dovetail(shop, at: "2026-11-17T08:00:00Z", "run")
            #expect(server.accepted.count == 40)
        }
    }

    @Test func aBrokenCampaignDoesNotHoldTheOthersUp() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try scheduled(folder, #"{at: "2026-11-16 09:00"}"#, port: server.port)
            try folder.write("name: broken\ncolour: red\n", to: "campaigns/broken.yaml")
            let result = try dovetail(shop, at: "2026-11-16T09:00:00Z", "run")
            #expect(result.status == 1)
            #expect(result.output.contains("broken: "))
            #expect(server.accepted.count == 40)
        }
    }

    @Test func watchSendsWhatIsDueAndStopsWhenTold() throws {
        let server = MisbehavingSMTPServer()
        try withTemporaryFolder { folder in
            let shop = try scheduled(folder, #"{at: "2026-11-16 09:00"}"#, port: server.port)
            let places = ["run", "--watch", "--shop", shop.folder.path, "--at", "2026-11-16T08:59:57Z"]
            let process = try DovetailCommand.start(places, environment: ["DOVETAIL_MACHINE": "here"])
            let deadline = Date().addingTimeInterval(60)
            while server.accepted.count < 40, Date() < deadline { Thread.sleep(forTimeInterval: 0.1) }
            process.signal(SIGTERM)
            let result = process.wait()
            #expect(result.status == 0, "\(result.errors)")
            #expect(server.accepted.count == 40)
        }
    }
}
