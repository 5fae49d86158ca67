internal import Bookkeeping
public import CampaignModel
public import Diagnostics
internal import Foundation
internal import Scheduling

/// When a campaign runs by itself.
public struct ScheduleEntry: Codable, Sendable {
    /// The newest time at which it was due.
    public struct Last: Codable, Sendable {
        public var due: String
        /// `claimed`, `started`, `stale` or `skipped`.
        public var state: String
        public var run: String?
    }

    public var campaign: String
    /// `cron 0 9 * * *`, `at 2026-12-01T10:00`, `on view` or `by hand`.
    public var schedule: String
    /// IANA name, or `recipient`.
    public var timeZone: String
    public var enabled: Bool
    /// ISO 8601 with the offset; by the recipients' clocks, where it is everyone's own time, without one.
    public var next: [String]
    public var last: Last?
    /// What a person must decide; `nil` where there is nothing.
    public var question: String?
}

public struct ScheduleReport: Codable, Sendable {
    public var campaigns: [ScheduleEntry]
    /// Of campaign files that cannot be read.
    public var findings: [Diagnostic]
}

extension Workspace {
    /// When every campaign runs next, and what became of its last due time.
    public func schedule(count: Int) throws(PipelineError) -> ScheduleReport {
        let dues = try recordedDues()
        var report = ScheduleReport(campaigns: [], findings: [])
        for name in try campaignNames() {
            do throws(PipelineError) {
                let campaign = try campaign(name)
                let table = try timetable(campaign)
                let last = dues.first { $0.campaign == name }
                report.campaigns.append(
                    ScheduleEntry(
                        campaign: name,
                        schedule: campaign.trigger.map { "on \($0.event.rawValue)" } ?? campaign.schedule.wording,
                        timeZone: campaign.schedule.zone == .recipient ? "recipient" : table.zone.name,
                        enabled: campaign.enabled,
                        next: campaign.enabled ? table.next(count, after: now).map { text($0, campaign, table) } : [],
                        last: last.map { .init(due: $0.local.description, state: $0.state.rawValue, run: $0.run) },
                        question: dues.first { $0.campaign == name && $0.state == .stale }.map(Workspace.question)
                            ?? last.flatMap { $0.at > now ? Workspace.setBack($0) : nil }
                    )
                )
            } catch {
                guard case .invalid(let findings) = error else { throw error }
                report.findings += findings
            }
        }
        return report
    }

    /// What campaigns that missed their time ask, a sentence each.
    public func scheduleQuestions() throws(PipelineError) -> [String] {
        try recordedDues().filter { $0.state == .stale }.map(Workspace.question)
    }

    /// The next times of a cron expression, ISO 8601 with the offset.
    public static func nextRuns(
        of expression: String,
        timeZone: String,
        after: ScheduleSettings.Moment?,
        count: Int
    ) throws(PipelineError) -> [String] {
        do throws(Diagnostic) {
            let zone = try ZoneDatabase().requiredZone(timeZone)
            let start: Instant =
                switch after {
                case .fixed(let instant): instant
                case .local(let local): zone.instant(of: local)
                case nil: WallClock().now
                }
            return try CronExpression(expression).next(count, after: start, in: zone).map(zone.text)
        } catch {
            throw .refused(error.what, remedy: error.remedy)
        }
    }

    func timetable(_ campaign: Campaign) throws(PipelineError) -> Timetable {
        do throws(Diagnostic) {
            return try Timetable(campaign.schedule, shopZone: settings.shop.timeZone, zones: ZoneDatabase())
        } catch {
            throw .invalid([error])
        }
    }

    private func recordedDues() throws(PipelineError) -> [DueRecord] {
        // Looking makes no ledger.
        guard FileManager.default.fileExists(atPath: path(settings.ledger)) else { return [] }
        do {
            return try openLedger().dues(of: nil)
        } catch {
            throw PipelineError(ledgerError: error)
        }
    }

    private func text(_ due: DueTime, _ campaign: Campaign, _ table: Timetable) -> String {
        campaign.schedule.zone == .recipient ? due.local.description : table.zone.text(due.at)
    }

    static func question(_ due: DueRecord) -> String {
        "stale_schedule: '\(due.campaign)' was due at \(due.local) and did not run; 'dovetail run \(due.campaign) --missed "
            + "send' sends it now, '--missed skip' leaves it out"
    }

    private static func setBack(_ due: DueRecord) -> String {
        "stale_schedule: the clock is behind the last due time of '\(due.campaign)', \(due.local): nothing runs before that; "
            + "set the clock, or forget the time with 'dovetail run \(due.campaign) --missed skip'"
    }
}

extension ScheduleSettings {
    /// As a person would say it.
    fileprivate var wording: String {
        switch start {
        case .manual: "by hand"
        case .at(.fixed(let instant)): "at \(instant)"
        case .at(.local(let local)): "at \(local)"
        case .cron(let text): "cron \(text)"
        }
    }
}
