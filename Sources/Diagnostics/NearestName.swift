/// The candidate a person most likely meant, for "did you mean": the smallest edit distance (insert, delete, replace,
/// swap neighbours), ignoring case, at most a third of the longer name and at least one edit. Ties go to the first.
/// - Returns: `nil` where nothing is near.
public func nearestName(to name: String, in candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
        let other = Array(candidate.lowercased().unicodeScalars)
        let limit = max(1, max(wanted.count, other.count) / 3)
        guard abs(wanted.count - other.count) <= limit else { continue }
        let distance = editDistance(wanted, other)
        if distance <= limit, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
}

/// `"did you mean 'x'?"`, or a list of what there is when nothing is near.
public func suggestion(for name: String, among candidates: [String]) -> String {
    if let nearest = nearestName(to: name, in: candidates) { return "did you mean '\(nearest)'?" }
    let shown = candidates.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return candidates.isEmpty ? "" : "there are \(shown)\(candidates.count > 12 ? ", …" : "")"
}

/// Restricted Damerau-Levenshtein distance ("optimal string alignment").
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        row.reserveCapacity(b.count + 1)
        for j in b.indices {
            var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
            row.append(cost)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
