public import ArgumentParser
public import CampaignModel

// What the nouns look like on a command line.

extension Strategy: ExpressibleByArgument {}

extension Instant: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}
