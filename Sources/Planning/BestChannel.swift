internal import CampaignModel

/// The one channel for a person, where a campaign says `channel: best`.
///
/// Of two channels that the person can be reached on: what the column `preferred_channel` of the customers says; else
/// push for those who are here a lot (engagement of at least 0.5) and mostly on a phone, a tablet or in the app; else email.
struct BestChannel: Sendable {
    private static let engagedFrom: Float = 0.5
    private static let handhelds: Set<String> = ["mobile", "phone", "tablet", "app", "ios", "android"]

    private let profiles: CustomerProfiles?
    private let preferences: DictionaryColumn?
    /// By code of `preferences`; `nil` for a word that is no channel.
    private let preferred: [Channel?]
    /// By code of the events' devices.
    private let isHandheld: [Bool]

    init(_ shop: Shop, _ profiles: CustomerProfiles?) {
        self.profiles = profiles
        preferences = shop.customers.attributes.first { $0.name.lowercased() == "preferred_channel" }?.cells
        preferred =
            (preferences?.values).map { words in
                (0..<Int32(words.count)).map { Channel(rawValue: words[$0].lowercased()) }
            } ?? []
        let devices = shop.events.devices.values
        isHandheld = (0..<Int32(devices.count)).map { BestChannel.handhelds.contains(devices[$0].lowercased()) }
    }

    /// For a person who can be reached on both.
    func channel(of customer: Int32) -> Channel {
        let row = Int(customer)
        if let code = preferences?.codes[row], code >= 0, let channel = preferred[Int(code)] { return channel }
        guard let profiles, case let device = profiles.device[row], device >= 0, isHandheld[Int(device)],
            profiles.engagement[row] >= BestChannel.engagedFrom
        else { return .email }
        return .push
    }
}
