public import CampaignModel

/// Which side of the experiment a person was drawn to.
public enum Arm: String, Codable, Sendable, CaseIterable {
    case treated, holdout
}

/// One message of a run, as far as the report needs it.
public struct ReportRow: Hashable, Sendable {
    public var customerID: String
    public var arm: Arm
    public var state: MessageState

    /// Pass everyone who was planned or held out when the run was frozen, whatever became of the message: leaving out
    /// those whom sending failed would compare the reachable with everybody. Those skipped at planning are in no arm.
    public init(customerID: String, arm: Arm, state: MessageState) {
        self.customerID = customerID
        self.arm = arm
        self.state = state
    }
}

/// An order that somebody placed in the window after the time planned for their message.
public struct ReportOrder: Hashable, Sendable {
    public var customerID: String
    /// In minor units; negative for returns.
    public var revenue: Int64

    public init(customerID: String, revenue: Int64) {
        self.customerID = customerID
        self.revenue = revenue
    }
}

/// What a run did, and what it earned against the people held out.
public struct RunReport: Hashable, Codable, Sendable {
    /// The run, `CAMPAIGN-N`.
    public var run: String
    public var currency: Currency
    /// Orders count for so many days after the time planned.
    public var windowDays: Int
    /// Messages by state; a state that no message is in is left out.
    public var messages: [MessageState: Int]
    /// `nil` where nobody is in the arm.
    public var treated: ArmResult?
    public var holdout: ArmResult?
    /// `nil` unless there are people in both arms.
    public var incremental: IncrementalEffect?

    /// The difference is taken between all who were to be written to and all who were held out: what became of a message
    /// plays no part, and neither does who clicked.
    /// - Parameters:
    ///   - rows: One for each message; a person with messages on two channels counts once.
    ///   - orders: Orders in the window; those of people who are in no arm are left out.
    public static func make(
        run: String,
        currency: Currency,
        windowDays: Int,
        rows: [ReportRow],
        orders: [ReportOrder]
    ) -> RunReport {
        var arms: [String: Arm] = [:]
        var messages: [MessageState: Int] = [:]
        for row in rows {
            messages[row.state, default: 0] += 1
            let before = arms.updateValue(row.arm, forKey: row.customerID)
            precondition(before == nil || before == row.arm, "a person is either treated or held out, on every channel")
        }
        var customers: [String: Purchases] = [:]
        for order in orders where arms[order.customerID] != nil {
            customers[order.customerID, default: Purchases()].add(order.revenue)
        }
        let treated = ArmSample(.treated, arms, customers)
        let holdout = ArmSample(.holdout, arms, customers)
        return RunReport(
            run: run,
            currency: currency,
            windowDays: windowDays,
            messages: messages,
            treated: treated?.result,
            holdout: holdout?.result,
            incremental: treated.flatMap { treated in holdout.map { treated.effect(against: $0) } }
        )
    }
}

/// One arm of a run. Money is in minor units.
public struct ArmResult: Hashable, Codable, Sendable {
    public var people: Int
    /// People with at least one order of more than 0.
    public var converters: Int
    /// Converters over people, with Wilson's interval.
    public var conversionRate: Estimate
    public var revenue: Int64
    /// Over all people, also those who bought nothing; with Student's interval.
    public var revenuePerPerson: Estimate
}

/// Treated less holdout, by intention to treat. Money is in minor units.
public struct IncrementalEffect: Hashable, Codable, Sendable {
    /// What these figures must be called wherever they are shown.
    public static let label = "incremental (treated − holdout, intention to treat)"

    /// A difference of shares, with Newcombe's interval.
    public var conversionRate: Estimate
    /// With Welch's interval.
    public var revenuePerPerson: Estimate
    /// Revenue that the treated would not have brought without the run: the difference times their number.
    public var revenue: Estimate
}

private struct Purchases {
    var converted = false
    var revenue: Int64 = 0

    mutating func add(_ amount: Int64) {
        if amount > 0 { converted = true }
        revenue += amount
    }
}

/// The people of one arm, measured.
private struct ArmSample {
    var conversion: Proportion
    var revenue: Moments
    var revenueTotal: Int64

    /// - Returns: `nil` where nobody is in the arm.
    init?(_ arm: Arm, _ arms: [String: Arm], _ purchases: [String: Purchases]) {
        let people = arms.values.count { $0 == arm }
        guard people > 0 else { return nil }
        let own = purchases.filter { arms[$0.key] == arm }.values
        // Sums of floating-point numbers hang on their order, and a dictionary has none.
        let revenues = own.map(\.revenue).sorted()
        conversion = Proportion(successes: own.count { $0.converted }, trials: people)
        revenue = Moments(revenues.map(Double.init), zeros: people - revenues.count)
        revenueTotal = revenues.reduce(0, +)
    }

    var result: ArmResult {
        ArmResult(
            people: conversion.trials,
            converters: conversion.successes,
            conversionRate: Estimate(value: conversion.rate, interval: conversion.wilsonInterval()),
            revenue: revenueTotal,
            revenuePerPerson: revenue.estimate()
        )
    }

    func effect(against holdout: ArmSample) -> IncrementalEffect {
        let perPerson = revenue.difference(from: holdout.revenue)
        return IncrementalEffect(
            conversionRate: conversion.difference(from: holdout.conversion),
            revenuePerPerson: perPerson,
            revenue: perPerson.scaled(by: Double(conversion.trials))
        )
    }
}
