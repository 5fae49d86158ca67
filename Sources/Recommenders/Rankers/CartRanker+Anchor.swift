extension CartRanker {
    /// The product of the cart that a product goes with most: of its orders the largest share held both, and at least a
    /// tenth more than chance. `nil` where there is none.
    func anchor(of product: Int32, in cart: [Int32]) -> Int32? {
        let pairs = knowledge.pairs
        let chance = Float(pairs.orders[Int(product)]) / Float(max(1, pairs.basketCount))
        var best: (product: Int32, share: Float)?
        for item in cart {
            guard let entry = pairs.range(Int(item)).first(where: { pairs.companions[$0] == product }) else { continue }
            let share = Float(pairs.pairs[entry]) / Float(pairs.orders[Int(item)])
            if share > 1.1 * chance, share > best?.share ?? 0 { best = (item, share) }
        }
        return best?.product
    }
}
