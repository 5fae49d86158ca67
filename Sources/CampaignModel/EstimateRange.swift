/// What a campaign asks of an estimate about its customers; both bounds belong to it.
public struct EstimateRange: Hashable, Codable, Sendable {
    public enum Estimate: String, Codable, Sendable, CaseIterable {
        case priceSensitivity = "price_sensitivity"
        case engagement
    }

    public var estimate: Estimate
    /// 0 ... 1
    public var atLeast: Double?
    public var atMost: Double?

    public init(_ estimate: Estimate, atLeast: Double? = nil, atMost: Double? = nil) {
        (self.estimate, self.atLeast, self.atMost) = (estimate, atLeast, atMost)
    }

    /// Whether it holds for a customer.
    public func holds(for customer: Int32, in profiles: CustomerProfiles) -> Bool {
        let value =
            switch estimate {
            case .priceSensitivity: Double(profiles.priceSensitivity[Int(customer)])
            case .engagement: Double(profiles.engagement[Int(customer)])
            }
        return value >= atLeast ?? 0 && value <= atMost ?? 1
    }
}

extension EstimateRange: CustomStringConvertible {
    /// `price_sensitivity at least 0.2, at most 0.6`
    public var description: String {
        let bounds = [atLeast.map { "at least \($0)" }, atMost.map { "at most \($0)" }].compactMap(\.self)
        return "\(estimate.rawValue) \(bounds.joined(separator: ", "))"
    }
}
