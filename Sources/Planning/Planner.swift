public import CampaignModel
internal import JSON
public import Scheduling
public import Threads

/// What a plan is made from. All of it is values: the same input gives the same plan.
public struct PlanningInput: Sendable {
    public var campaign: Campaign
    public var shop: Shop
    public var settings: ShopSettings
    /// Picks for every customer of the audience, in ascending order of customer.
    public var picks: [CustomerPicks]
    /// Normalised addresses that must not be written to.
    public var suppressed: Set<String>
    public var now: Instant
    /// What everyone's clock is to show, where the campaign's schedule goes by it; `nil` where a person starts the run.
    public var due: LocalTime?
    public var zones: ZoneDatabase

    public init(
        campaign: Campaign,
        shop: Shop,
        settings: ShopSettings,
        picks: [CustomerPicks],
        suppressed: Set<String>,
        now: Instant,
        due: LocalTime? = nil,
        zones: ZoneDatabase = ZoneDatabase()
    ) {
        self.campaign = campaign
        self.shop = shop
        self.settings = settings
        self.picks = picks
        self.suppressed = suppressed
        self.now = now
        self.due = due
        self.zones = zones
    }
}

extension RecommendSettings {
    /// Which of the required strategies found too few items; `nil` where none did.
    fileprivate func shortfall(of items: [Recommendation]) -> String? {
        for slot in slots where slot.required > 0 {
            let found = items.count { $0.strategy == slot.strategy }
            if found < slot.required { return "\(found) of \(slot.required) \(slot.strategy.rawValue) items" }
        }
        return nil
    }
}

/// A plan, and what planning had to put up with.
public struct Planned: Sendable {
    public var plan: Plan
    /// Customers whose time zone is missing or unknown and who were given the shop's.
    public var customersWithoutTimeZone: Int
    /// Those who were given their country's.
    public var customersByCountry: Int

    public init(plan: Plan, customersWithoutTimeZone: Int, customersByCountry: Int) {
        self.plan = plan
        self.customersWithoutTimeZone = customersWithoutTimeZone
        self.customersByCountry = customersByCountry
    }
}

/// Decides for everyone in an audience what they get and when, or why they get nothing.
///
/// The questions are asked in a fixed order, and the first "no" is the reason recorded: consent, address, suppression,
/// a time to send it, enough items; whoever passes all of them may be held out by lot. Last, of people with one address
/// only the first stays, and the messages left are spread over time where there is a throttle.
public struct Planner: Sendable {
    private let input: PlanningInput
    private let schedule: SendTimes
    private let writer: PayloadWriter

    public static func plan(_ input: PlanningInput, workers: Workers) -> Planned {
        let planner = Planner(input)
        let chunks = workers.mapChunks(of: input.picks.count, chunk: 1_024) { planner.messages(for: input.picks[$0]) }
        var messages = chunks.flatMap { $0 }
        var addresses = RepeatedAddresses()
        addresses.skip(in: &messages)
        planner.spread(&messages) { input.picks[$0 / planner.messagesPerCustomer].customer }
        let plan = Plan(campaign: input.campaign.name, asOf: input.now, messages: messages)
        let sources = input.picks.map { planner.zoneSource(of: $0.customer) }
        return Planned(
            plan: plan,
            customersWithoutTimeZone: sources.count { $0 == .shop },
            customersByCountry: sources.count { $0 == .country }
        )
    }

    /// A planner that is asked chunk by chunk, from many threads; the picks of its input are not looked at.
    public init(_ input: PlanningInput) {
        self.input = input
        // Configuration has looked both zones up.
        let shopZone = input.zones.zone(input.settings.timeZone) ?? .utc
        var zone = shopZone
        if case .named(let name) = input.campaign.schedule.zone { zone = input.zones.zone(name) ?? shopZone }
        schedule = SendTimes(
            input.campaign.schedule,
            people: PersonZones(input.shop.customers, shop: shopZone, zones: input.zones),
            zone: zone,
            due: input.due,
            now: input.now
        )
        writer = PayloadWriter(shop: input.shop, settings: input.settings)
    }

    /// Messages that a customer has in the plan, sent or not.
    public var messagesPerCustomer: Int { input.campaign.channels.count }

    /// Decides for some customers; ``RepeatedAddresses`` has the last word, in the order of the audience.
    public func messages(for picks: ArraySlice<CustomerPicks>) -> [PlannedMessage] {
        picks.flatMap { picks in input.campaign.channels.map { message(for: picks, on: $0) } }
    }

    /// Whose clock a customer's messages go by.
    public func zoneSource(of customer: Int32) -> PersonZones.Source { schedule.people.position(of: customer).source }

    /// Whether the whole plan must be known before anything of it is settled: turns are given over all of it.
    public var isThrottled: Bool { input.campaign.schedule.throttle != nil }

    /// Spreads a whole plan over time, where there is a throttle.
    /// - Parameter customer: Of the message at a position.
    public func spread(_ messages: inout [PlannedMessage], customer: (Int) -> Int32) {
        schedule.spread(&messages, customer: customer)
    }

    private func message(for picks: CustomerPicks, on channel: Channel) -> PlannedMessage {
        let customers = input.shop.customers
        let row = Int(picks.customer)
        let id = customers.ids[picks.customer]
        let address = channel == .email ? customers.emails[row] : customers.pushTokens[row]
        let timing = schedule.timing(of: picks.customer)
        var message = PlannedMessage(
            customerID: id,
            channel: channel,
            address: address,
            disposition: .planned,
            sendAt: timing.sendAt,
            validUntil: timing.validUntil
        )
        decide(&message, consent: channel == .email ? customers.emailConsent[row] : customers.pushConsent[row])
        guard message.disposition == .planned else { return message }
        if let obstacle = timing.obstacle {
            message.disposition = .skipped(obstacle.reason)
            message.detail = obstacle.detail
            return message
        }
        let settings = input.campaign.recommend
        guard picks.items.count >= settings.minimumItems else {
            message.disposition = .skipped(.tooFewItems)
            message.detail = "\(picks.items.count) of \(settings.minimumItems) items"
            return message
        }
        if let shortfall = settings.shortfall(of: picks.items) {
            message.disposition = .skipped(.tooFewItems)
            message.detail = shortfall
            return message
        }
        let items = picks.items.prefix(settings.maximumItems)
        message.productIDs = items.map { input.shop.products.ids[$0.product] }
        message.payload = writer.payload(customer: picks.customer, items: items)
        if isHeldOut(customerID: id) { message.disposition = .holdout }
        return message
    }

    private func decide(_ message: inout PlannedMessage, consent: Consent) {
        guard consent == .granted else {
            message.disposition = .skipped(.noConsent)
            message.detail = consent == .refused ? "consent refused" : "consent unknown"
            return
        }
        guard !message.address.isEmpty else {
            message.disposition = .skipped(.noAddress)
            message.detail = message.channel == .email ? "no email address" : "no push token"
            return
        }
        guard message.channel == .email else { return }
        guard let address = EmailAddress(message.address) else {
            message.disposition = .skipped(.noAddress)
            message.detail = "not an address that can be mailed"
            return
        }
        message.address = address.text
        if input.suppressed.contains(address.normalized) { message.disposition = .suppressed }
    }

    /// Whether a person is held out: decided by experiment and person alone, so it stays the same over runs, channels,
    /// machines and changes to the rest of the audience.
    private func isHeldOut(customerID: String) -> Bool {
        let experiment = input.campaign.experiment
        guard experiment.holdout > 0 else { return false }
        let seed = fingerprint(experiment.name ?? input.campaign.name)
        let share = Double(fingerprint(customerID, seed: seed) >> 11) * 0x1p-53
        return share < experiment.holdout
    }
}

/// One address gets one message: the first customer who has it. Keeps fingerprints of the addresses, not the addresses.
public struct RepeatedAddresses: Sendable {
    private var seen: Set<UInt64> = []

    public init() {}

    /// Skips messages to an address that an earlier one, of this call or one before, goes to.
    public mutating func skip(in messages: inout [PlannedMessage]) {
        for index in messages.indices {
            let message = messages[index]
            guard message.channel == .email, message.disposition == .planned || message.disposition == .holdout else {
                continue
            }
            if !seen.insert(fingerprint(message.address.lowercased())).inserted {
                messages[index].disposition = .skipped(.duplicateAddress)
                messages[index].detail = "another customer of this run has the same address"
                messages[index].productIDs = []
                messages[index].payload = []
            }
        }
    }
}
