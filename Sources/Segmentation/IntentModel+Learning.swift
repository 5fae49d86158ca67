internal import Foundation
internal import CampaignModel
internal import Statistics
internal import Threads

/// Sessions to learn from: one entry in every column, in the order of their customers.
struct SessionSample: Sendable {
    var signals = SignalRows(width: SessionReader.width)
    var starts: [Int64] = []
    var bought: [Bool] = []

    var count: Int { starts.count }

    mutating func append(_ session: Session, _ row: [Float]) {
        signals.cells += row
        starts.append(session.start)
        bought.append(session.bought)
    }

    mutating func append(_ other: SessionSample) {
        signals.cells += other.signals.cells
        starts += other.starts
        bought += other.bought
    }

    /// The rows, in their order.
    func rows(_ rows: [Int]) -> SessionSample {
        var sample = SessionSample()
        for row in rows {
            sample.signals.cells += signals(of: row)
            sample.starts.append(starts[row])
            sample.bought.append(bought[row])
        }
        return sample
    }

    func signals(of row: Int) -> ArraySlice<Float> { signals.cells[row * signals.width..<(row + 1) * signals.width] }
}

extension IntentModel {
    /// With fewer sessions, purchases or sessions without one, the documented weights are used.
    static let minimumSessions = 1_000
    static let minimumOfEach = 100
    /// How strongly the documented weights hold: as much as so many sessions.
    private static let priorSessions = 20.0

    /// Learns from the older sessions and calibrates on the newer ones: a slope and an intercept (Platt, "Probabilistic
    /// Outputs for Support Vector Machines", 1999). What it is worth is measured one fifth of the sessions earlier: learned
    /// from the oldest three fifths, calibrated on the fourth, asked about the fifth.
    ///
    /// The same bit for bit with any number of threads.
    init(_ sample: SessionSample, devices: [String?], workers: Workers) {
        let documented = IntentModel(documentedFor: sample, devices: devices)
        let purchases = sample.bought.count { $0 }
        self = documented
        guard sample.count >= IntentModel.minimumSessions, purchases >= IntentModel.minimumOfEach,
            sample.count - purchases >= IntentModel.minimumOfEach
        else { return }
        let byTime = sample.starts.indices.sorted { (sample.starts[$0], $0) < (sample.starts[$1], $1) }
        let fifths = (0...5).map { $0 * byTime.count / 5 }
        func part(_ first: Int, _ last: Int) -> SessionSample {
            sample.rows(Array(byTime[fifths[first]..<fifths[last]]))
        }
        let tried = documented.fitted(to: part(0, 3), workers).calibrated(on: part(3, 4), workers)
        self = documented.fitted(to: part(0, 4), workers).calibrated(on: part(4, 5), workers)
        quality = tried.quality(on: part(4, 5))
        source = .learned(
            from: Instant(seconds: sample.starts[byTime[0]]),
            to: Instant(seconds: sample.starts[byTime[byTime.count - 1]])
        )
    }

    private init(documentedFor sample: SessionSample, devices: [String?]) {
        var sums = [Double](repeating: 0, count: SessionReader.width)
        for row in 0..<sample.count {
            for signal in sums.indices { sums[signal] += Double(sample.signals.cells[row * sums.count + signal]) }
        }
        source = .documented
        sessions = sample.count
        purchases = sample.bought.count { $0 }
        intercept = SessionSignal.documentedIntercept
        terms = SessionSignal.allCases.map { signal in
            let device: String? =
                switch signal {
                case .secondDevice: devices[0]
                case .thirdDevice: devices[1]
                default: nil
                }
            return Term(
                name: device.map { "device is \($0)" } ?? signal.name,
                weight: signal.documentedWeight,
                usual: sums[signal.rawValue] / Double(max(1, sample.count))
            )
        }
        quality = quality(on: sample)
    }

    private func fitted(to sample: SessionSample, _ workers: Workers) -> IntentModel {
        let trainer = LogitTrainer(
            regularization: IntentModel.priorSessions / Double(max(1, sample.count)),
            workers: workers
        )
        let fit = trainer.fitBinary(
            sample.signals,
            targets: sample.bought.map { $0 ? 1 : 0 },
            center: terms.map(\.weight)
        )
        guard let fit else { return self }
        var model = self
        model.intercept = fit.bias
        for signal in terms.indices {
            model.terms[signal].weight = fit.weights[signal] / fit.scales[signal]
            model.intercept -= model.terms[signal].weight * fit.means[signal]
        }
        return model
    }

    private func calibrated(on sample: SessionSample, _ workers: Workers) -> IntentModel {
        var scores = SignalRows(width: 1)
        for row in 0..<sample.count { scores.cells.append(Float(score(sample.signals(of: row)))) }
        let trainer = LogitTrainer(
            regularization: IntentModel.priorSessions / Double(max(1, sample.count)),
            workers: workers
        )
        guard let fit = trainer.fitBinary(scores, targets: sample.bought.map { $0 ? 1 : 0 }, center: [1]) else {
            return self
        }
        let slope = fit.weights[0] / fit.scales[0]
        var model = self
        model.intercept = intercept * slope + fit.bias - slope * fit.means[0]
        for signal in terms.indices { model.terms[signal].weight *= slope }
        return model
    }

    private func quality(on sample: SessionSample) -> ForecastQuality? {
        ForecastQuality(of: (0..<sample.count).map { probability(sample.signals(of: $0)) }, hits: sample.bought)
    }
}
