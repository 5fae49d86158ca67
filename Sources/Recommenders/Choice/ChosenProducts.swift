public import CampaignModel

/// One product of a message, before its reason is known.
public struct ChosenProduct: Hashable, Sendable {
    /// Row in `Products`.
    public var product: Int32
    public var strategy: Strategy
    /// Counts the sets of the message from 1; 0 for a product that stands alone.
    public var set: UInt8
    /// Comparable within one strategy and customer only; higher is better.
    public var score: Float
}

/// What was chosen for several customers, in one block: the customer at `index` has `items(index)`.
public struct ChosenProducts: Sendable {
    public let customers: ArraySlice<Int32>
    private let maximum: Int
    private var counts: [UInt8]
    /// `maximum` places a customer, of which the first `counts` are taken.
    private var places: [ChosenProduct]

    init(customers: ArraySlice<Int32>, maximum: Int) {
        self.customers = customers
        self.maximum = maximum
        counts = Array(repeating: 0, count: customers.count)
        let free = ChosenProduct(product: -1, strategy: .popular, set: 0, score: 0)
        places = Array(repeating: free, count: customers.count * maximum)
    }

    /// How many products the customer at `index` (from 0) has.
    public func count(_ index: Int) -> Int { Int(counts[index]) }

    public func items(_ index: Int) -> ArraySlice<ChosenProduct> {
        places[index * maximum..<index * maximum + Int(counts[index])]
    }

    func room(_ index: Int) -> Int { maximum - Int(counts[index]) }

    mutating func append(_ item: ChosenProduct, to index: Int) {
        places[index * maximum + Int(counts[index])] = item
        counts[index] += 1
    }
}
