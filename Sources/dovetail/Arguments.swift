public import ArgumentParser
public import CampaignModel
public import Pipeline

// What the nouns look like on a command line.

extension Strategy: ExpressibleByArgument {}

extension MissedRun: ExpressibleByArgument {}

extension Instant: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}

extension ScheduleSettings.Moment: ExpressibleByArgument {
    public init?(argument: String) {
        if let local = LocalTime(argument) {
            self = .local(local)
        } else if let instant = Instant(argument) {
            self = .fixed(instant)
        } else {
            return nil
        }
    }
}
