/// An amount of money in US dollars: whole nanodollars, so that sums are exact.
package struct USD: Hashable, Comparable, Sendable {
    /// Billionths of a dollar.
    package var nanodollars: Int64

    /// An amount from its nanodollars.
    package init(nanodollars: Int64) { self.nanodollars = nanodollars }

    /// An amount from dollars, rounded to a nanodollar; not finite or beyond ±9 billion becomes the nearest bound.
    package init(_ dollars: Double) {
        let nano = (dollars * 1e9).rounded()
        self.nanodollars = nano.isNaN ? 0 : Int64(max(-9e18, min(9e18, nano)))
    }

    /// The amount in dollars.
    package var dollars: Double { Double(nanodollars) / 1e9 }

    package static let zero = USD(nanodollars: 0)
    package static func < (a: Self, b: Self) -> Bool { a.nanodollars < b.nanodollars }
    package static func + (a: Self, b: Self) -> Self { Self(nanodollars: a.nanodollars &+ b.nanodollars) }
    package static func - (a: Self, b: Self) -> Self { Self(nanodollars: a.nanodollars &- b.nanodollars) }
    package static func += (a: inout Self, b: Self) { a = a + b }

    /// What `tokens` cost at this price for a million of them, rounded up to a nanodollar; never negative.
    package func forTokens(_ tokens: Int) -> USD {
        guard tokens > 0, nanodollars > 0 else { return .zero }
        let (high, low) = nanodollars.multipliedFullWidth(by: Int64(tokens))
        guard high < 500_000 else { return USD(nanodollars: .max / 4) }
        let (quotient, remainder) = Int64(1_000_000).dividingFullWidth((high, low))
        return USD(nanodollars: quotient + (remainder > 0 ? 1 : 0))
    }
}

extension USD: CustomStringConvertible {
    /// `$1.25`, and more digits where cents would hide the amount: `$0.0042`.
    package var description: String {
        let amount = abs(dollars)
        let digits = amount == 0 || amount >= 0.1 ? 2 : amount >= 0.001 ? 4 : 6
        return (nanodollars < 0 ? "-$" : "$") + fixed(amount, digits)
    }
}
