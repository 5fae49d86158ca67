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
    /// The part of the people that each of the campaign's variants gets; empty takes the variants' weights.
    public var shares: [Double] = []
    /// What the shop's people got of late, for the caps.
    public var contacts = ContactHistory()
    /// Of the shop; those of the campaign hold beside them.
    public var caps: [FrequencyCap] = []
    /// For `channel: best`, which without them goes by the customers' own preference alone, and for a minimum of intent,
    /// which without them nobody has.
    public var profiles: CustomerProfiles?
    /// Codes that nobody has yet, by file, in the order in which they are given.
    public var codes: [String: [String]] = [:]
    /// What everyone's clock is to show, where the campaign's schedule goes by it; `nil` where a person starts the run.
    public var due: LocalTime?
    public var zones: ZoneDatabase
    /// Who did what the campaign's trigger waits for; `nil` where it has none.
    public var occasions: TriggeredPeople?

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

extension Campaign {
    /// The caps that its messages are held to, beside the shop's.
    public func limits(withShop caps: [FrequencyCap]) -> LimitSettings {
        var limits = limits
        limits.caps = limits.ignoresCaps ? [] : caps + limits.caps
        return limits
    }
}

/// Decides for everyone in an audience what they get and when, or why they get nothing.
///
/// The questions are asked in a fixed order, and the first "no" is the reason recorded: consent, address, suppression,
/// intent, a time to send it, caps, enough items; whoever passes all of them may be held out by lot. Last, in the order of the
/// customers (``settlement``), of people with one address only the first stays, and codes are given out; and where there is a
/// throttle, what is left is spread over time.
public struct Planner: Sendable {
    private let input: PlanningInput
    private let schedule: SendTimes
    private let writer: PayloadWriter
    private let draw: VariantDraw
    private let versions: [Version]
    private let channels: [Channel]
    private let caps: [FrequencyCap]
    private let bestChannel: BestChannel?

    /// One variant, made ready. A class, so that looking at it for a person counts one reference and not one a field.
    private final class Version: Sendable {
        let variant: Variant
        let minimumItems: Int
        let maximumItems: Int
        /// Slots that ask for a number of items.
        let required: [RecommendSettings.Slot]
        let offer: OfferMaker?
        /// By code of the customers' locales; the last entry is for those without a locale.
        let emailEditions: [Edition]
        let pushEditions: [Edition]

        init(_ variant: Variant, shop: Shop, now: Instant) {
            self.variant = variant
            minimumItems = variant.recommend.minimumItems
            maximumItems = variant.recommend.maximumItems
            required = variant.recommend.slots.filter { $0.required > 0 }
            offer = variant.offer.map { OfferMaker($0, shop: shop, now: now) }
            let locales = shop.customers.locales.values
            emailEditions = Edition.all(of: variant, on: .email, locales)
            pushEditions = Edition.all(of: variant, on: .push, locales)
        }

        /// Which of the required strategies found too few items; `nil` where none did.
        func shortfall(of items: [Recommendation]) -> String? {
            for slot in required {
                let found = items.count { $0.strategy == slot.strategy }
                if found < slot.required { return "\(found) of \(slot.required) \(slot.strategy.rawValue) items" }
            }
            return nil
        }
    }

    /// The language a message is written in, and how its amounts and dates are.
    private struct Edition {
        var language: String?
        var locale: String?

        static func all(of variant: Variant, on channel: Channel, _ locales: StringTable) -> [Edition] {
            let languages = variant.languages(on: channel)
            return ((0..<Int32(locales.count)).map { locales[$0] } + [""]).map { name in
                let found = MessageLanguage.best(for: name, among: languages)
                let locale =
                    switch channel {
                    case .email: (found.map { variant.message?.languages[$0] } ?? variant.message)?.locale
                    case .push: (found.map { variant.push?.languages[$0] } ?? variant.push)?.locale
                    }
                return Edition(language: found, locale: locale)
            }
        }
    }

    public static func plan(_ input: PlanningInput, workers: Workers) -> Planned {
        let planner = Planner(input)
        let chunks = workers.mapChunks(of: input.picks.count, chunk: 1_024) { planner.messages(for: input.picks[$0]) }
        var plan = planner.emptyPlan
        plan.messages = chunks.flatMap { $0 }
        var settlement = planner.settlement
        settlement.settle(&plan.messages)
        planner.spread(&plan.messages) { input.picks[$0 / planner.messagesPerCustomer].customer }
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
        let campaign = input.campaign
        // ShopConfiguration has looked both zones up.
        let shopZone = input.zones.zone(input.settings.timeZone) ?? .utc
        var zone = shopZone
        if case .named(let name) = campaign.schedule.zone { zone = input.zones.zone(name) ?? shopZone }
        schedule = SendTimes(
            campaign.schedule,
            people: PersonZones(input.shop.customers, shop: shopZone, zones: input.zones),
            zone: zone,
            due: input.due,
            now: input.now
        )
        writer = PayloadWriter(shop: input.shop, settings: input.settings)
        let variants = campaign.variants
        draw = VariantDraw(campaign: campaign, shares: input.shares.isEmpty ? variants.map(\.weight) : input.shares)
        channels = campaign.channels
        caps = campaign.limits(withShop: input.caps).caps
        bestChannel = campaign.channel == .best ? BestChannel(input.shop, input.profiles) : nil
        versions = variants.map { Version($0, shop: input.shop, now: input.now) }
    }

    /// Each variant's part of the people.
    private var shares: [VariantShare] {
        let weights = input.shares.isEmpty ? versions.map(\.variant.weight) : input.shares
        let total = weights.reduce(0, +)
        return zip(versions, weights).map { VariantShare(name: $0.variant.name, share: $1 / total) }
    }

    /// The plan before its messages: what it is held to, and what its people are drawn in.
    public var emptyPlan: Plan {
        var plan = Plan(campaign: input.campaign.name, asOf: input.now, messages: [])
        plan.limits = input.campaign.limits(withShop: input.caps)
        plan.experiment = input.campaign.experiment.name ?? input.campaign.name
        plan.shares = shares
        if let trigger = input.campaign.trigger, let occasions = input.occasions {
            plan.entries = TriggerEntries(trigger, people: occasions.people(of: input.shop))
        }
        return plan
    }

    /// Messages that a customer has in the plan, sent or not.
    public var messagesPerCustomer: Int { bestChannel == nil ? channels.count : 1 }

    /// Decides for some customers; ``settlement`` has the last word, in the order of the audience.
    public func messages(for picks: ArraySlice<CustomerPicks>) -> [PlannedMessage] {
        picks.flatMap { messages(for: $0) }
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

    /// What goes through the plan's messages in their order.
    public var settlement: Settlement {
        var files: [String: String] = [:]
        for version in versions {
            if case .file(let file) = version.variant.offer?.codes { files[version.variant.name] = file.id }
        }
        return Settlement(files: files, codes: input.codes)
    }

    /// A person's messages: one a channel of the campaign, or the one on the channel that suits them best.
    private func messages(for picks: CustomerPicks) -> [PlannedMessage] {
        var messages = channels.map { addressed(picks.customer, on: $0) }
        if let bestChannel { messages = [best(of: messages, bestChannel.channel(of: picks.customer))] }
        var contacts = caps.isEmpty ? [] : input.contacts.contacts(of: picks.customer)
        for index in messages.indices where messages[index].disposition == .planned {
            let (moment, channel) = (messages[index].sendAt.seconds, messages[index].channel)
            if let reason = caps.verdict(at: moment, on: channel, beside: contacts) {
                messages[index].disposition = .skipped(reason)
                continue
            }
            fill(&messages[index], with: picks)
            // Who is held out counts as if written to, so that both arms are left alike.
            if !caps.isEmpty, messages[index].disposition == .planned || messages[index].disposition == .holdout {
                contacts.append(Contact(time: moment, channel: channel))
            }
        }
        return messages
    }

    /// Of a person's messages the one that can be sent, and of two the one on the `preferred` channel.
    private func best(of messages: [PlannedMessage], _ preferred: Channel) -> PlannedMessage {
        let open = messages.filter { $0.disposition == .planned }
        let candidates = open.isEmpty ? messages : open
        return candidates.first { $0.channel == preferred } ?? candidates[0]
    }

    /// Who, where and when; or why not.
    private func addressed(_ customer: Int32, on channel: Channel) -> PlannedMessage {
        let customers = input.shop.customers
        let row = Int(customer)
        let address = channel == .email ? customers.emails[row] : customers.pushTokens[row]
        let timing = schedule.timing(of: customer)
        var message = PlannedMessage(
            customerID: customers.ids[customer],
            channel: channel,
            address: address,
            disposition: .planned,
            variant: versions[draw.variant(of: customers.ids.texts.cell(row))].variant.name,
            sendAt: timing.sendAt,
            validUntil: timing.validUntil
        )
        decide(&message, consent: channel == .email ? customers.emailConsent[row] : customers.pushConsent[row])
        if message.disposition == .planned { checkIntent(of: row, &message) }
        if message.disposition == .planned, let obstacle = timing.obstacle {
            message.disposition = .skipped(obstacle.reason)
            message.detail = obstacle.detail
        }
        return message
    }

    private func checkIntent(of row: Int, _ message: inout PlannedMessage) {
        guard let minimum = input.campaign.minimumIntent else { return }
        let intent = Double(input.profiles?.intent[row] ?? -1)
        if intent >= minimum { return }
        message.disposition = .skipped(.lowIntent)
        let found = intent < 0 ? "no session of late" : "intent \((intent * 1_000).rounded() / 1_000)"
        message.detail = "\(found), the minimum is \(minimum)"
    }

    /// What the message shows, if there is enough of it.
    private func fill(_ message: inout PlannedMessage, with picks: CustomerPicks) {
        let customers = input.shop.customers
        let row = Int(picks.customer)
        let version = versions[draw.variant(of: customers.ids.texts.cell(row))]
        guard picks.items.count >= version.minimumItems else {
            message.disposition = .skipped(.tooFewItems)
            message.detail = "\(picks.items.count) of \(version.minimumItems) items"
            return
        }
        if let shortfall = version.shortfall(of: picks.items) {
            message.disposition = .skipped(.tooFewItems)
            message.detail = shortfall
            return
        }
        let items = picks.items.prefix(version.maximumItems)
        let offer = version.offer?.offer(customer: picks.customer, items: items, sendAt: message.sendAt)
        if let end = offer?.expiresAt { message.validUntil = min(message.validUntil, end) }
        let locale = customers.locales.codes[row]
        let editions = message.channel == .email ? version.emailEditions : version.pushEditions
        let edition = editions[locale < 0 ? editions.count - 1 : Int(locale)]
        message.productIDs = items.map { input.shop.products.ids[$0.product] }
        message.payload = writer.payload(
            customer: picks.customer,
            items: items,
            offer: offer,
            language: edition.language,
            locale: edition.locale,
            occasion: occasion(of: picks.customer)
        )
        if draw.isHeldOut(customers.ids.texts.cell(row)) { message.disposition = .holdout }
    }

    private func occasion(of customer: Int32) -> EventPayload? {
        guard let trigger = input.campaign.trigger else { return nil }
        return input.occasions?.event(of: customer, trigger.event)
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
}
