import Statistics
import Testing

@Suite struct BettingTests {
    @Test func `the bet on scores of 0 and 1 is the likelihood ratio of the two rates`() {
        for (mean, effect) in [(0.9, 0.1), (0.5, 0.6), (0.3, 0.04), (0.6, 0.25)] {
            let bet = bettingFraction(effect: effect, mean: mean, variance: mean * (1 - mean))
            let lower = mean * (1 - effect)
            #expect(isClose(logBet(bet, mean: mean, score: 1), logarithm(lower / mean)))
            #expect(isClose(logBet(bet, mean: mean, score: 0), logarithm((1 - lower) / (1 - mean))))
        }
    }

    @Test func `a bet is fair at its mean and loses at every higher one, whatever the distribution`() {
        for mean in stride(from: 0.05, through: 0.95, by: 0.05) {
            for variance in [1e-4, 0.01, mean * (1 - mean)] {
                for effect in [0.04, 0.1, 0.25, 0.6] {
                    let bet = bettingFraction(effect: effect, mean: mean, variance: variance)
                    let (low, high) = (
                        power(logBet(bet, mean: mean, score: 0)), power(logBet(bet, mean: mean, score: 1))
                    )
                    #expect(isClose(mean * high + (1 - mean) * low, 1))
                    let better = mean + (1 - mean) / 2
                    #expect(better * high + (1 - better) * low < 1)
                    #expect(high >= 0.05 - 1e-12)
                }
            }
        }
    }

    @Test func `four bets at once are the four bets`() {
        let bets = SIMD4(0.1, 0.7, 1.3, 2.9)
        let together = logBets(bets, mean: 0.7, score: 0.4)
        for lane in 0..<4 { #expect(isClose(together[lane], logBet(bets[lane], mean: 0.7, score: 0.4))) }
    }

    @Test func `weights of all components of a mixture sum to one`() {
        for tiers in [
            [MixtureTier(weight: 0.6, places: 1, effects: 3)],
            [
                MixtureTier(weight: 0.6, places: 1, effects: 3), MixtureTier(weight: 0.25, places: 8, effects: 3),
                MixtureTier(weight: 0.15, places: 24, effects: 2),
            ],
        ] {
            let total = zip(tiers, mixtureLogWeights(tiers)).reduce(0) {
                $0 + power($1.1) * Double($1.0.places * $1.0.effects)
            }
            #expect(isClose(total, 1))
        }
    }
}
