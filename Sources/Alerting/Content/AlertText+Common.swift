internal import Core

extension AlertText {
    /// The rows of an alert about several providers: who they are, and what they share.
    static func together(_ data: JSON) -> [(String, String)] {
        guard let facts = CommonFacts(json: data), facts.members.count > 1 else { return [] }
        let names = facts.members.map { $0.isOpen ? $0.provider : "\($0.provider) (over)" }
        return [
            ("providers", "\(names.joined(separator: ", ")) of \(facts.watched)"), ("likely", facts.cause),
        ]
    }
}
