public import CampaignModel

/// Who is due to be written to for something they did, and how the others fared.
public struct TriggeredPeople: Sendable {
    /// Rows, ascending.
    public fileprivate(set) var customers: [Int32] = []
    /// When it happened, in Unix seconds; one entry a customer.
    public fileprivate(set) var moments: [Int64] = []
    /// Events that counted; one entry a customer.
    public fileprivate(set) var counts: [Int32] = []
    /// Products `firstProducts[i] ..< firstProducts[i + 1]` are what it is about, the newest first.
    public fileprivate(set) var firstProducts: [Int32] = [0]
    public fileprivate(set) var products: [Int32] = []
    /// It happened, and the delay is not over.
    public fileprivate(set) var waiting = 0
    /// They entered before, and it is too soon to do so again.
    public fileprivate(set) var entered = 0
    /// Something makes it needless.
    public fileprivate(set) var exited: [TriggerSettings.Exit: Int] = [:]

    public func products(of index: Int) -> ArraySlice<Int32> {
        products[Int(firstProducts[index])..<Int(firstProducts[index + 1])]
    }

    fileprivate mutating func append(_ customer: Int32, _ occasion: Occasion) {
        customers.append(customer)
        moments.append(occasion.moment)
        counts.append(occasion.count)
        products += occasion.products
        firstProducts.append(Int32(products.count))
    }
}

/// What a template sees of what a person did.
struct EventPayload {
    var type: TriggerSettings.Event
    /// Unix seconds.
    var moment: Int64
    var count: Int32
    var products: ArraySlice<Int32>

    /// What is in the cart, where that is what it is about.
    var cart: ArraySlice<Int32> { type == .addToCart || type == .checkout ? products : [] }
}

extension TriggeredPeople {
    /// What complements and upgrades start from, by customer.
    public var anchors: [Int32: [Int32]] {
        Dictionary(uniqueKeysWithValues: customers.indices.map { (customers[$0], Array(products(of: $0))) })
    }

    /// As the ledger keeps them.
    func people(of shop: Shop) -> [TriggerEntries.Person] {
        customers.indices.map { index in
            TriggerEntries.Person(
                customerID: shop.customers.ids[customers[index]],
                moment: Instant(seconds: moments[index]),
                productIDs: products(of: index).map { shop.products.ids[$0] }
            )
        }
    }

    func event(of customer: Int32, _ type: TriggerSettings.Event) -> EventPayload? {
        var (low, high) = (0, customers.count)
        while low < high {
            let middle = (low + high) / 2
            if customers[middle] < customer { low = middle + 1 } else { high = middle }
        }
        guard low < customers.count, customers[low] == customer else { return nil }
        return EventPayload(type: type, moment: moments[low], count: counts[low], products: products(of: low))
    }
}

extension TriggerSearch {
    /// When a customer last entered, in Unix seconds.
    public struct Entry: Sendable {
        public var moment: Int64
        public var enteredAt: Int64

        public init(moment: Int64, enteredAt: Int64) {
            self.moment = moment
            self.enteredAt = enteredAt
        }
    }

    /// One pass over the events and orders of an audience, up to now.
    /// - Parameters:
    ///   - audience: Rows, ascending.
    ///   - entries: Each customer's last entry into the campaign.
    public func people(among audience: [Int32], entries: [Int32: Entry]) -> TriggeredPeople {
        var people = TriggeredPeople()
        var occasion = Occasion()
        for customer in audience {
            occasion.reset()
            guard find(customer, &occasion) else { continue }
            let due = occasion.moment + trigger.delaySeconds
            if due > now.seconds {
                people.waiting += 1
                continue
            }
            if due <= now.seconds - trigger.graceSeconds { continue }
            if let entry = entries[customer],
                entry.enteredAt > now.seconds - trigger.reenterAfterSeconds || entry.moment >= occasion.moment
            {
                people.entered += 1
                continue
            }
            if let exit = exit(customer, occasion) {
                people.exited[exit, default: 0] += 1
                continue
            }
            people.append(customer, occasion)
        }
        return people
    }
}
