/// Two providers that are declared equivalent, as they compare now. It stands with the later of the two by name.
package struct PairStatus: Sendable, Equatable {
    /// The other provider.
    package var other: String
    /// The last round in which both were compared; nil before the first.
    package var through: Timestamp?
    /// Log evidence that one of them scores better on the same questions, and what it takes to say so; nats.
    package var logEvidence: Double
    package var threshold: Double
    /// While it is said: 1 when this one is better than the other, -1 when it is worse; else 0.
    package var direction: Int
    /// Log evidence that fixed questions are answered alike less often than at first; nats, nil while that is learnt.
    package var differenceLogEvidence: Double?
    /// It is said that they are.
    package var isDifferent: Bool

    package init(
        other: String, through: Timestamp?, logEvidence: Double, threshold: Double, direction: Int,
        differenceLogEvidence: Double?, isDifferent: Bool
    ) {
        self.other = other
        self.through = through
        self.logEvidence = logEvidence
        self.threshold = threshold
        self.direction = direction
        self.differenceLogEvidence = differenceLogEvidence
        self.isDifferent = isDifferent
    }
}
