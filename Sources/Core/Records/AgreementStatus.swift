/// Whether a provider's answers agree with each other and with those of equivalent providers.
package struct AgreementStatus: Sendable, Equatable {
    package var isInconsistent: Bool
    /// In which ways they do not, for people.
    package var words: [String]

    package init(isInconsistent: Bool = false, words: [String] = []) {
        self.isInconsistent = isInconsistent
        self.words = words
    }
}
