internal import CampaignModel
internal import Diagnostics
internal import Segmentation

/// How an audience came about, step by step.
struct AudienceSteps {
    /// Rows, ascending.
    var members: [Int32]
    var steps: [AudienceStep]
    /// Values that no customer has.
    var warnings: [Diagnostic] = []
}

extension Workspace {
    /// Everyone; less those whom `where` or `segment` leaves out, those in no segment of `include`, those in each segment
    /// of `exclude`, and those outside a range of `price_sensitivity` or `engagement`.
    func audienceSteps(of audience: Audience, in situation: Situation) throws(PipelineError) -> AudienceSteps {
        var result = try segmentSteps(of: audience, in: situation)
        for range in audience.estimates {
            let before = result.members.count
            result.members.removeAll { !range.holds(for: $0, in: situation.profiles) }
            result.steps.append(AudienceStep(name: "\(range)", leftOut: before - result.members.count))
        }
        return result
    }

    private func segmentSteps(of audience: Audience, in situation: Situation) throws(PipelineError) -> AudienceSteps {
        var members = Array(0..<Int32(situation.shop.customers.count))
        var steps: [AudienceStep] = []
        if audience.segments.isEmpty { return AudienceSteps(members: members, steps: steps) }
        let evaluator = try evaluator(of: situation)
        let warnings = audience.segments.flatMap { evaluator.warnings(on: $0) }
        func keep(_ rows: [Int32], _ name: String, isExcluded: Bool = false) {
            var isIn = [Bool](repeating: false, count: situation.shop.customers.count)
            for row in rows { isIn[Int(row)] = true }
            let before = members.count
            members.removeAll { isIn[Int($0)] == isExcluded }
            steps.append(AudienceStep(name: name, leftOut: before - members.count))
        }
        if let segment = audience.segment {
            keep(
                try evaluator.rows(of: segment),
                segment.file.hasSuffix("dovetail.yaml") ? "segment \(segment.name)" : "where"
            )
        }
        if !audience.include.isEmpty {
            var included: [Int32] = []
            for segment in audience.include { included += try evaluator.rows(of: segment) }
            keep(included, "include \(audience.include.map(\.name).joined(separator: ", "))")
        }
        for segment in audience.exclude {
            keep(try evaluator.rows(of: segment), "exclude \(segment.name)", isExcluded: true)
        }
        return AudienceSteps(members: members, steps: steps, warnings: warnings)
    }
}

extension SegmentEvaluator {
    fileprivate borrowing func rows(of segment: Segment) throws(PipelineError) -> [Int32] {
        do {
            return try members(of: segment)
        } catch {
            throw .invalid(error.diagnostics)
        }
    }
}
