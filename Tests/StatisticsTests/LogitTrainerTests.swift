import Foundation
import TestSupport
import Testing
import Threads

@testable import Statistics

@Suite struct LogitTrainerTests {
    private func rows(_ rows: [[Float]]) -> SignalRows {
        var signals = SignalRows(width: rows.first?.count ?? 0)
        signals.cells = Array(rows.joined())
        return signals
    }

    /// Random groups of 2 ... 9 rows with one or two chosen, by a rule with noise.
    private func problem(seed: UInt64, groups count: Int, width: Int) -> (SignalRows, [Int32], [Float]) {
        var random = SeededGenerator(seed: seed)
        var signals = SignalRows(width: width)
        var groups: [Int32] = [0]
        var targets: [Float] = []
        for group in 0..<count {
            let size = Int.random(in: 2...9, using: &random)
            var scores: [Float] = []
            for _ in 0..<size {
                let row = (0..<width).map { Float.random(in: -1...1, using: &random) * Float($0 + 1) + 5 }
                signals.cells += row
                scores.append(row[0] + Float.random(in: -1...1, using: &random))
            }
            let order = scores.indices.sorted { scores[$0] > scores[$1] }
            targets += scores.indices.map { $0 == order[0] || group % 3 == 0 && $0 == order[1] ? 1 : 0 }
            groups.append(Int32(targets.count))
        }
        return (signals, groups, targets)
    }

    @Test func aBinaryModelOfOneFlagGivesTheLogOddsOfTheTable() throws {
        // 3 of 10 without the flag, 6 of 8 with it.
        let flags: [Float] = Array(repeating: 0, count: 10) + Array(repeating: 1, count: 8)
        let targets: [Float] = (0..<10).map { $0 < 3 ? 1 : 0 } + (0..<8).map { $0 < 6 ? 1 : 0 }
        let trainer = LogitTrainer(regularization: 0, workers: Workers(count: 1))
        let fit = try #require(trainer.fitBinary(rows(flags.map { [$0] }), targets: targets))
        let factor = fit.weights[0] / fit.scales[0]
        #expect(abs(factor - (log(6.0 / 2) - log(3.0 / 7))) < 1e-6)
        #expect(abs(fit.bias - factor * fit.means[0] - log(3.0 / 7)) < 1e-6)
    }

    @Test func aConditionalModelOfOneFlagGivesTheLogOddsOfTheChoices() throws {
        // Of two things, one with the flag: it is chosen 7 times of 9.
        var cells: [[Float]] = []
        var targets: [Float] = []
        for group in 0..<9 {
            cells += [[1], [0]]
            targets += group < 7 ? [1, 0] : [0, 1]
        }
        let trainer = LogitTrainer(regularization: 0, workers: Workers(count: 1))
        let groups = (0...9).map { Int32(2 * $0) }
        let fit = try #require(trainer.fitConditional(rows(cells), groups: groups, targets: targets))
        #expect(abs(fit.weights[0] / fit.scales[0] - log(7.0 / 2)) < 1e-6)
        #expect(abs(fit.loss + (7 * log(7.0 / 9) + 2 * log(2.0 / 9)) / 9) < 1e-9)
    }

    @Test(arguments: [false, true])
    func derivativesAgreeWithFiniteDifferences(_ isBinary: Bool) {
        let (signals, groups, targets) = problem(seed: 3, groups: 40, width: 4)
        let problem = LogitProblem(
            signals,
            groups: isBinary ? nil : groups,
            targets: targets,
            workers: Workers(count: 1)
        )
        let weights = (0..<problem.size).map { 0.3 * Double($0) - 0.4 }
        let state = problem.evaluate(weights)
        for one in 0..<problem.size {
            var (above, below) = (weights, weights)
            above[one] += 1e-5
            below[one] -= 1e-5
            let (up, down) = (problem.evaluate(above), problem.evaluate(below))
            #expect(abs((up.loss - down.loss) / 2e-5 - state.gradient[one]) < 1e-7)
            for other in 0..<problem.size {
                let slope = (up.gradient[other] - down.gradient[other]) / 2e-5
                #expect(abs(slope - state.curvature[one * problem.size + other]) < 1e-6)
            }
        }
    }

    @Test func noOtherWeightsDoBetter() throws {
        let (signals, groups, targets) = problem(seed: 5, groups: 300, width: 3)
        let trainer = LogitTrainer(regularization: 1e-9, workers: Workers(count: 1))
        let fit = try #require(trainer.fitConditional(signals, groups: groups, targets: targets))
        let problem = LogitProblem(signals, groups: groups, targets: targets, workers: Workers(count: 1))
        for value in problem.evaluate(fit.weights).gradient { #expect(abs(value) < 1e-6) }
        #expect(fit.weights[0] > 5 * abs(fit.weights[1]) && fit.weights[0] > 5 * abs(fit.weights[2]))
    }

    @Test func theSameBitsComeOutWithAnyNumberOfThreads() throws {
        let (signals, groups, targets) = problem(seed: 7, groups: 6_000, width: 5)
        let fits = [1, 2, 5].map { threads in
            LogitTrainer(workers: Workers(count: threads)).fitConditional(signals, groups: groups, targets: targets)
        }
        let first = try #require(fits[0])
        for fit in fits { #expect(fit?.weights == first.weights && fit?.loss == first.loss) }
    }

    @Test func theOrderOfRowsAndGroupsMatters_OnlyInTheLastDigits() throws {
        let (signals, groups, targets) = problem(seed: 11, groups: 200, width: 3)
        var turned = SignalRows(width: 3)
        var turnedTargets: [Float] = []
        var turnedGroups: [Int32] = [0]
        for group in (0..<200).reversed() {
            for row in (Int(groups[group])..<Int(groups[group + 1])).reversed() {
                turned.cells += signals.cells[3 * row..<3 * row + 3]
                turnedTargets.append(targets[row])
            }
            turnedGroups.append(Int32(turnedTargets.count))
        }
        let trainer = LogitTrainer(workers: Workers(count: 1))
        let one = try #require(trainer.fitConditional(signals, groups: groups, targets: targets))
        let other = try #require(trainer.fitConditional(turned, groups: turnedGroups, targets: turnedTargets))
        for (left, right) in zip(one.weights, other.weights) { #expect(abs(left - right) < 1e-6) }
    }

    @Test func aSignalThatNeverVariesHasNoWeight() throws {
        let signals = rows([[1, 7], [0, 7], [1, 7], [0, 7], [0, 7], [1, 7]])
        let trainer = LogitTrainer(workers: Workers(count: 1))
        let fit = try #require(
            trainer.fitConditional(signals, groups: [0, 2, 4, 6], targets: [1, 0, 1, 0, 1, 0], center: [0, 3])
        )
        #expect(fit.weights[1] == 0 && fit.scales[1] == 1)
        for weight in fit.weights { #expect(weight.isFinite) }
    }

    @Test func littleToLearnFromLeavesTheWeightsAtTheCentre() throws {
        let signals = rows([[1, 2], [0, 5]])
        var trainer = LogitTrainer(workers: Workers(count: 1))
        trainer.regularization = 1e6
        let fit = try #require(trainer.fitConditional(signals, groups: [0, 2], targets: [0, 1], center: [2, -3]))
        for (signal, center) in [2.0, -3].enumerated() {
            #expect(abs(fit.weights[signal] / fit.scales[signal] - center) < 1e-3)
        }
    }

    @Test func whatIsPerfectlyPredictedKeepsFiniteWeights() throws {
        let signals = rows([[1], [0], [1], [0]])
        let trainer = LogitTrainer(regularization: 1e-3, workers: Workers(count: 1))
        let binary = try #require(trainer.fitBinary(signals, targets: [1, 0, 1, 0]))
        #expect(binary.weights[0].isFinite && binary.weights[0] > 0)
        let conditional = try #require(trainer.fitConditional(signals, groups: [0, 2, 4], targets: [1, 0, 1, 0]))
        #expect(conditional.weights[0].isFinite && conditional.weights[0] > 0)
    }

    @Test func thereIsNothingToLearnWithoutCases() {
        let trainer = LogitTrainer(workers: Workers(count: 2))
        #expect(trainer.fitBinary(SignalRows(width: 2), targets: []) == nil)
        #expect(trainer.fitConditional(rows([[1], [2]]), groups: [0, 2], targets: [0, 0]) == nil)
    }
}
