internal import CampaignModel

extension Products {
    /// Takes products of the same title and category for variants of one product, where the catalogue does not say: to a
    /// reader they are the same thing twice.
    mutating func groupByTitle() {
        var names = StringTable()
        var groups: [Int32] = []
        var sizes: [Int] = []
        groups.reserveCapacity(count)
        for product in 0..<count {
            let category = categories.codes[product]
            let group = names.intern("\(category) \(titles[product])")
            if Int(group) == sizes.count { sizes.append(0) }
            sizes[Int(group)] += 1
            groups.append(group)
        }
        itemGroups = groups.enumerated().map { product, group in
            sizes[Int(group)] > 1 && !titles.isEmpty(at: product) ? group : -1
        }
    }
}
