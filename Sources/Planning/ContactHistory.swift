public import CampaignModel

/// The contacts of every customer, by row: what frequency caps count.
public struct ContactHistory: Sendable {
    /// Contacts `starts[c] ..< starts[c + 1]` are customer c's; empty where nobody has any.
    private var starts: [Int32] = []
    private var contacts: [Contact] = []

    /// Nobody was ever written to.
    public init() {}

    /// - Parameter contacts: In any order, each with the customer's row.
    public init(_ contacts: [(customer: Int32, contact: Contact)], customers: Int) {
        if contacts.isEmpty { return }
        starts = Array(repeating: 0, count: customers + 1)
        for (customer, _) in contacts { starts[Int(customer) + 1] += 1 }
        for customer in 0..<customers { starts[customer + 1] += starts[customer] }
        var next = starts
        self.contacts = Array(repeating: Contact(time: 0, channel: .email), count: contacts.count)
        for (customer, contact) in contacts {
            self.contacts[Int(next[Int(customer)])] = contact
            next[Int(customer)] += 1
        }
    }

    func contacts(of customer: Int32) -> ArraySlice<Contact> {
        if starts.isEmpty { return [] }
        return contacts[Int(starts[Int(customer)])..<Int(starts[Int(customer) + 1])]
    }
}
