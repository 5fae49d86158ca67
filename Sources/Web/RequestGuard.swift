/// Who may ask: a browser on this machine, for itself, and only to look.
enum RequestGuard {
    /// What is said to whoever may not.
    struct Refusal: Equatable {
        var status: Int
        var text: String
    }

    /// - Parameters:
    ///   - host: The Host header: a page elsewhere whose name was pointed at 127.0.0.1 (DNS rebinding) sends its own.
    ///   - site: `Sec-Fetch-Site`, by which a browser tells which page asks; `nil` from everything else.
    ///   - isPublic: Whether other pages may ask too: pictures, which a message in its sandbox asks for.
    static func refusal(method: String, host: String?, site: String?, isPublic: Bool) -> Refusal? {
        guard method == "GET" || method == "HEAD" else {
            return Refusal(status: 405, text: "The studio only shows: GET and HEAD.")
        }
        guard let host, isLoopback(host) else {
            return Refusal(status: 403, text: "The studio answers to 127.0.0.1 and localhost alone.")
        }
        if !isPublic, let site, site != "same-origin", site != "none" {
            return Refusal(status: 403, text: "Another page asked for this.")
        }
        return nil
    }

    private static func isLoopback(_ host: String) -> Bool {
        ["127.0.0.1", "localhost", "[::1]"].contains { name in
            guard host.lowercased().hasPrefix(name) else { return false }
            let rest = host.dropFirst(name.count)
            return rest.isEmpty || rest.first == ":" && rest.dropFirst().allSatisfy { ("0"..."9").contains($0) }
        }
    }
}
