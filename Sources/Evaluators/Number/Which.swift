/// Which number, date or duration counts where the answer has several.
enum Which: String, CaseIterable, Sendable {
    case last, first
    /// None, unless it is the only one.
    case only
}
