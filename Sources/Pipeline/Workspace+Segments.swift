internal import CampaignModel
internal import Diagnostics
internal import Segmentation

extension Workspace {
    /// The words of segment expressions: this shop's columns, then the functions.
    public func segmentVocabulary() throws(PipelineError) -> [SegmentWord] {
        let evaluator = try evaluator(of: situation(observer: { _ in }))
        let columns = evaluator.columns.map { SegmentWord(name: $0.name, type: $0.kind.rawValue, meaning: $0.meaning) }
        let functions = SegmentFunction.allCases.map { function in
            SegmentWord(name: "\(function.rawValue)('…', days)", type: "function", meaning: function.meaning)
        }
        let builtIn = SegmentWord(
            name: SegmentFunction.builtIn.joined(separator: " "),
            type: "functions",
            meaning: "as in SQLite"
        )
        return columns + functions + [builtIn]
    }

    /// Counts the segments of `dovetail.yaml` and the campaigns' audiences, or the one that is named or written out.
    public func segments(
        named name: String?,
        where expression: String?,
        observer: PipelineObserver
    ) throws(PipelineError) -> [SegmentCount] {
        let chosen = try segmentsToCount(name, expression)
        let situation = try situation(observer: observer)
        let evaluator = try evaluator(of: situation)
        var counts: [SegmentCount] = []
        var findings: [Diagnostic] = []
        for segment in chosen {
            do {
                let members = try evaluator.members(of: segment)
                counts.append(
                    SegmentCount(name: segment.name, expression: segment.expression, customers: members.count)
                )
            } catch {
                findings += error.diagnostics
            }
        }
        if !findings.isEmpty { throw .invalid(findings) }
        return counts
    }

    /// The first members of a segment with all that is known of them.
    public func members(
        named name: String?,
        where expression: String?,
        limit: Int,
        observer: PipelineObserver
    ) throws(PipelineError) -> [SegmentMember] {
        let segment = try segmentsToCount(name, expression).first
        let situation = try situation(observer: observer)
        let members = try members(of: segment, in: situation)
        let evaluator = try evaluator(of: situation)
        return members.prefix(limit).map { customer in
            SegmentMember(
                customer: situation.shop.customers.ids[customer],
                features: evaluator.features(of: customer).map { .init(name: $0.name, value: "\($0.value)") }
            )
        }
    }

    private func segmentsToCount(_ name: String?, _ expression: String?) throws(PipelineError) -> [Segment] {
        if let expression { return [Segment(name: "--where", expression: expression, file: "--where", line: 1)] }
        var all = settings.segments
        for campaign in try campaignNames() {
            if let audience = try audience(of: campaign) { all.append(audience) }
        }
        guard let name else { return all }
        if let segment = all.first(where: { $0.name == name }) { return [segment] }
        throw .refused("there is no segment '\(name)'", remedy: suggestion(for: name, among: all.map(\.name)))
    }

    private func audience(of campaign: String) throws(PipelineError) -> Segment? {
        guard var segment = try self.campaign(campaign).audience.segment else { return nil }
        segment.name = campaign
        return segment
    }
}

extension SegmentFunction {
    fileprivate var meaning: String {
        switch self {
        case .bought: "whether something of this category, product id or sku was bought within so many days, or ever"
        case .viewed: "whether one was viewed or put in the cart within so many days, or ever"
        }
    }
}
