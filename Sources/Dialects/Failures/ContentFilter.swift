import Core

/// What Azure's content filters say: `{"violence": {"filtered": true, "severity": "high"}, "jailbreak": …}`.
enum ContentFilter {
    /// The categories for which something was filtered, with their severities, in their order: `violence (high)`.
    static func filtered(_ results: JSON) -> [String] {
        (results.members ?? []).prefix(32).filter { $0.value["filtered"]?.bool == true }.map { category in
            let severity = category.value["severity"]?.string.map { " (" + ErrorText.code($0) + ")" } ?? ""
            return ErrorText.code(category.key) + severity
        }
    }
}
