/// One family of metrics: its name, what kind of figure it is, and what it means.
struct MetricFamily: Sendable {
    /// How the figure behaves.
    enum Kind: String, Sendable { case gauge, counter, histogram }

    /// As samples carry it; a counter ends in `_total`.
    let name: String
    let kind: Kind
    /// The unit that the name ends in (before `_total`): `seconds`, `bytes`; empty for a plain number.
    let unit: String
    /// A sentence without line ends.
    let help: String

    init(_ name: String, _ kind: Kind, unit: String = "", _ help: String) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
    }

    /// The name that OpenMetrics declares: without a counter's `_total`.
    var baseName: String { kind == .counter && name.hasSuffix("_total") ? String(name.dropLast(6)) : name }
}
