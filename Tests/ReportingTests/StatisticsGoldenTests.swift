import Foundation
import TestSupport
import Testing

@testable import Reporting

/// Against SciPy and statsmodels.
struct StatisticsGoldenTests {
    private typealias Numbers = [String: Double]

    @Test func estimatorsAgreeWithSciPyAndStatsmodels() throws {
        guard let file = Conformance.cases("stats/stats-golden.json") else { return }
        let golden = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        var passed = 0
        var failed = 0
        var skipped = 0
        for entry in try #require(golden["cases"] as? [[String: Any]]) {
            let name = try #require(entry["name"] as? String)
            let input = try #require(entry["input"] as? [String: Any])
            let output = try #require(entry["output"] as? [String: Any])
            guard let results = StatisticsGoldenTests.results(name, input) else {
                skipped += 1
                continue
            }
            let right = results.allSatisfy { key, value in
                (output[key] as? Double).map { close(value, $0) } ?? false
            }
            #expect(right, "\(name): \(results) instead of \(output)")
            if right { passed += 1 } else { failed += 1 }
        }
        #expect(passed >= 11)
        Conformance.report("stats/stats-golden.json", passed: passed, failed: failed, skipped: skipped)
    }

    /// What we compute of a case, under the names of its output; `nil` for what Reporting does not compute.
    private static func results(_ name: String, _ input: [String: Any]) -> Numbers? {
        func number(_ key: String) -> Double { (input[key] as? Double) ?? .nan }
        func proportion(_ successes: String, _ trials: String) -> Proportion {
            Proportion(successes: Int(number(successes)), trials: Int(number(trials)))
        }
        switch name {
        case "wilson_interval":
            let interval = proportion("x", "n").wilsonInterval(confidence: 1 - number("alpha"))
            return ["lo": interval.low, "hi": interval.high]
        case "two_proportion_z":
            let difference = proportion("treat_x", "treat_n").difference(from: proportion("control_x", "control_n"))
            return [
                "diff": difference.value, "newcombe_lo": difference.interval?.low ?? .nan,
                "newcombe_hi": difference.interval?.high ?? .nan,
            ]
        case "welch_t":
            guard let treated = input["treat"] as? [Double], let control = input["control"] as? [Double] else {
                return [:]
            }
            let difference = Moments(treated).difference(from: Moments(control))
            return [
                "diff": difference.value, "ci_lo": difference.interval?.low ?? .nan,
                "ci_hi": difference.interval?.high ?? .nan,
                "df": Moments(treated).degreesOfFreedom(with: Moments(control)) ?? .nan,
            ]
        case "incremental_revenue":
            let treated = number("treat_revenue") / number("treat_n")
            let control = number("control_revenue") / number("control_n")
            let perPerson = Estimate(value: treated - control, interval: nil)
            return [
                "incremental_per_recipient": perPerson.value,
                "incremental_total": perPerson.scaled(by: number("treat_n")).value,
            ]
        case "special_functions":
            return [
                "norm_ppf_0_975": NormalDistribution.quantile(0.975),
                "t_sf_2_5_df_7_3": StudentDistribution(degreesOfFreedom: 7.3).upperTail(2.5),
                "t_ppf_0_975_df_12_5": StudentDistribution(degreesOfFreedom: 12.5).quantile(0.975),
                "betainc_2_5_3_5_0_4": regularizedBeta(0.4, complement: 0.6, 2.5, 3.5),
                "betainc_1e3_2e4_0_05": regularizedBeta(0.05, complement: 0.95, 1e3, 2e4),
            ]
        default: return nil
        }
    }
}
