public import CampaignModel
internal import Diagnostics

/// Reads `campaigns/NAME.yaml`.
public enum CampaignFile {
    /// - Parameters:
    ///   - file: Path for findings; its last part without `.yaml` is the campaign's name.
    ///   - text: The file's content, UTF-8.
    ///   - segments: The named segments of `dovetail.yaml`, for `audience: {segment: NAME}`.
    /// - Throws: Every finding at once: YAML errors, unknown keys, missing and wrong values.
    public static func read(file: String, text: [UInt8], segments: [Segment]) throws(ConfigurationError) -> Campaign {
        let top = try YAMLSection.file(file, text)
        let campaign = campaign(top, file: file, segments: segments)
        if !top.findings.all.isEmpty { throw ConfigurationError(top.findings.all) }
        return campaign
    }

    /// What is wrong is in the section's findings.
    static func campaign(_ top: YAMLSection, file: String, segments: [Segment]) -> Campaign {
        let name = name(top, file: file)
        let channel = top.choice("channel", of: ChannelChoice.self) ?? .email
        let message = changes(top, "message", MessageChanges.emailKeys, required: ["subject", "template"])
        let push = changes(top, "push", MessageChanges.pushKeys, required: ["template"])
        let recommend = recommend(top.section("recommend"))
        let offer = top.has("offer") ? offer(top.section("offer")) : nil
        if message == nil, channel != .push {
            top.report("message", "is missing", remedy: "say subject and template, or write 'channel: push'")
        }
        if push == nil, channel != .email {
            top.report("push", "is missing", remedy: "name its template, or write 'channel: email'")
        }
        let schedule = schedule(top.section("schedule"))
        var campaign = Campaign(
            name: name,
            enabled: top.boolean("enabled") ?? true,
            channel: channel,
            audience: audience(top.section("audience"), campaign: name, segments: segments),
            message: message?.email,
            push: push?.push,
            recommend: recommend,
            offer: offer,
            schedule: schedule,
            trigger: top.has("trigger") ? trigger(top.section("trigger"), start: schedule.start) : nil,
            experiment: experiment(
                top.section("experiment"),
                base: Variant(
                    name: "A",
                    message: message?.email,
                    push: push?.push,
                    recommend: recommend,
                    offer: offer
                ),
                message: message,
                push: push
            ),
            limits: limits(top.section("limits"))
        )
        campaign.minimumIntent = minimumIntent(top)
        campaign.audience.estimates = estimates(top)
        top.refuseUnknownKeys()
        return campaign
    }

    /// The section `message` or `push`; `nil` where the file has none.
    static func changes(
        _ section: YAMLSection,
        _ key: String,
        _ keys: [String],
        required: [String] = []
    ) -> MessageChanges? {
        section.has(key) ? MessageChanges(section.section(key), keys: keys, required: required) : nil
    }

    private static func name(_ top: YAMLSection, file: String) -> String {
        let fileName = String(file.split(separator: "/").last ?? "").replacing(".yaml", with: "")
        let name = top.text("name") ?? fileName
        if name != fileName {
            top.report("name", "must be the file's name, '\(fileName)'")
        }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        if name.isEmpty || !isPlain {
            top.report("name", "must be lower-case letters, digits and hyphens")
        }
        return name
    }
}
