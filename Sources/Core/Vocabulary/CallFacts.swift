/// What is known of the call that an answer came from, beside the answer itself.
///
/// Whole microseconds and stored prices, so that a trace gives the same facts again.
package struct CallFacts: Sendable, Equatable {
    /// Whole time of the exchange; nil where it is not known.
    package var total: Duration?
    /// Time to the first token of a stream, to the first byte otherwise.
    package var firstToken: Duration?
    /// What the provider charges; zero for both where nobody said.
    package var prices: Prices

    package init(total: Duration? = nil, firstToken: Duration? = nil, prices: Prices = Prices()) {
        self.total = total.map { .microseconds($0.microseconds) }
        self.firstToken = firstToken.map { .microseconds($0.microseconds) }
        self.prices = prices
    }

    /// What the call cost: as the provider says, else by its prices; nil where neither is known.
    package func cost(of usage: Completion.Usage) -> USD? {
        if let cost = usage.cost { return cost }
        guard prices != Prices(), let input = usage.inputTokens, let output = usage.outputTokens else { return nil }
        return prices.cost(inputTokens: input, outputTokens: output)
    }
}
