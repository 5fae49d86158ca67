import CampaignModel
import Scheduling
import Testing

/// A zone of this machine.
func zone(_ name: String) throws -> ZoneRules { try #require(ZoneDatabase().zone(name)) }

func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }
