/// What shows that an answer was not made for the question that it came to.
package enum TellTale: String, Sendable, CaseIterable {
    // Proofs: one such answer is enough, and it is not scored.
    /// A header says that a cache of whole answers replied.
    case cacheHeader = "cache-header"
    /// The answer's `Age` reaches back to before the request.
    case age
    /// The response id and the text of an earlier answer.
    case repeatedID = "repeated-id"
    /// Text and moment of creation of an earlier answer, before the request.
    case repeatedAnswer = "repeated-answer"
    /// It carries the nonce of another question: of an earlier round, or of one that was under way beside it.
    case foreignNonce = "foreign-nonce"
    /// Right for an earlier round's question and wrong for its own; proof once there are so many that chance is ruled out.
    case earlierAnswer = "earlier-answer"
    /// A fact as it was before a date that has passed.
    case oldSnapshot = "old-snapshot"
    // Hints: scored as ever; only their share says something.
    /// It says that it was made before it was asked for.
    case createdEarlier = "created-earlier"
    /// No tokens are counted for it.
    case noUsage = "no-usage"
    /// It came in a fraction of the shortest time that such an answer ever took.
    case tooFast = "too-fast"
    /// A long text, word by word as the last time, though it is drawn at random.
    case identicalText = "identical-text"

    /// One such answer is enough.
    package var isProof: Bool { !TellTale.hints.contains(self) }

    /// Those that say something only by their share.
    package static let hints: [TellTale] = [.createdEarlier, .noUsage, .tooFast, .identicalText]

    /// For people, after "the answer": `carries the code of another question`.
    package var words: String {
        switch self {
        case .cacheHeader: "came from a cache, as its headers say"
        case .age: "is older than the request, as its Age says"
        case .repeatedID: "repeats an earlier response, id and text"
        case .repeatedAnswer: "repeats an earlier response, text and time of creation"
        case .foreignNonce: "carries the code of another question"
        case .earlierAnswer: "is right for an earlier question and wrong for its own"
        case .oldSnapshot: "tells a fact as it was before a date that has passed"
        case .createdEarlier: "says that it was made before it was asked for"
        case .noUsage: "has no tokens counted for it"
        case .tooFast: "came faster than any such answer before"
        case .identicalText: "is word by word the last one, though it is drawn at random"
        }
    }
}
