internal import CampaignModel

extension YAMLSection {
    /// A length of time written `90m`, `24h`, `7d` or `2w`, in seconds.
    func duration(_ key: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let text = text(key) else { return nil }
        let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()), number > 0,
            number <= range.upperBound / unit, range.contains(number * unit)
        else {
            let bounds = "from \(spelled(range.lowerBound)) to \(spelled(range.upperBound))"
            report(
                key,
                "is no length of time in bounds: '\(text)'",
                remedy: "write a number with m, h, d or w, \(bounds)"
            )
            return nil
        }
        return number * unit
    }

    private func spelled(_ seconds: Int64) -> String {
        if seconds % 86_400 == 0 { return "\(seconds / 86_400)d" }
        return seconds % 3_600 == 0 ? "\(seconds / 3_600)h" : "\(seconds / 60)m"
    }

    /// An amount of money in the currency's major unit: `5`, `4.99`.
    func amount(_ key: String) -> Amount? {
        guard let text = text(key) else { return nil }
        guard let amount = Amount(text) else {
            report(key, "is no amount: '\(text)'", remedy: "write '5' or '4.99', in the shop's currency")
            return nil
        }
        return amount
    }

    /// A discount written `10` or `10%`, as a share; more than 0%, less than 100%.
    func percent(_ key: String) -> Double? {
        guard let text = text(key) else { return nil }
        guard let number = Double(text.hasSuffix("%") ? String(text.dropLast()) : text), number > 0, number < 100 else {
            report(key, "must be more than 0 and less than 100 percent", remedy: "write '10' or '10%'")
            return nil
        }
        return number / 100
    }
}
