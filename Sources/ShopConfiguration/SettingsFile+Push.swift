internal import CampaignModel
internal import Diagnostics

/// `push`: the gateway, its preset, and how fast it is asked.
extension SettingsFile {
    static func push(_ section: YAMLSection) -> PushSettings {
        let preset = preset(section)
        let tokensAreAddresses = section.boolean("tokens_are_addresses") ?? false
        if tokensAreAddresses, preset != .generic, preset != .ntfy {
            let remedy = "use 'preset: generic' or 'preset: ntfy', or take it out"
            section.report("tokens_are_addresses", "means nothing to \(preset.name)", remedy: remedy)
        }
        if tokensAreAddresses, section.has("url") {
            section.report("url", "is not used where each token is an address", remedy: "take it out")
        }
        for key in ["authorization", "secret", "service_account"] where section.has(key) {
            let remedy = "set DOVETAIL_PUSH_\(key.uppercased()) in the environment"
            section.report(key, "does not belong in a file", remedy: remedy)
        }
        let headers = section.dictionary("headers").map { ($0.key, $0.value) }
        let settings = PushSettings(
            preset: preset,
            url: webAddress(section, "url", required: preset.standardURL == nil && !tokensAreAddresses),
            connections: section.integer("connections", in: 1...64) ?? 16,
            headers: Dictionary(headers, uniquingKeysWith: { first, _ in first }),
            rates: (section.texts("rate") ?? []).compactMap { rate($0, section) },
            tokensAreAddresses: tokensAreAddresses
        )
        section.refuseUnknownKeys()
        return settings
    }

    private static func preset(_ section: YAMLSection) -> PushPreset {
        let name = section.text("preset") ?? PushPreset.generic.name
        if name != "onesignal", section.has("app_id") {
            section.report("app_id", "is for 'preset: onesignal'", remedy: "take it out")
        }
        if name != "fcm", section.has("project") {
            section.report("project", "is for 'preset: fcm'", remedy: "take it out")
        }
        switch name {
        case "generic": return .generic
        case "fcm": return .fcm(project: section.text("project"))
        case "onesignal": return .oneSignal(appID: section.requiredText("app_id"))
        case "ntfy": return .ntfy
        case "expo": return .expo
        case "listmonk": return .listmonk
        default:
            let names = ["generic", "fcm", "onesignal", "ntfy", "expo", "listmonk"]
            section.report("preset", "cannot be '\(name)'", remedy: suggestion(for: name, among: names))
            return .generic
        }
    }
}
