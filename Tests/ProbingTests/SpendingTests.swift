import Core
import Probing
import Testing

@Suite struct SpendingTests {
    private let noon = Timestamp(seconds: 1_800_014_400)
    private let prices = Prices(input: USD(1), output: USD(10))

    private func spending(_ budget: DailyBudget, restored: [Spend] = []) -> Spending {
        Spending(provider: "a", budget: budget, prices: prices, restored: restored, now: noon)
    }

    private func reserve(_ spending: inout Spending, _ now: Timestamp? = nil) -> Spending.Reservation? {
        switch spending.reserve(inputTokens: 100, maxOutputTokens: 50, now: now ?? noon) {
        case .reserved(let reservation): reservation
        case .refused: nil
        }
    }

    @Test func `the worst case is reserved and replaced by what was used`() throws {
        var spending = spending(DailyBudget())
        let reservation = try #require(reserve(&spending))
        #expect(
            spending.today(now: noon)
                == Spend(provider: "a", day: noon.day, requests: 1, tokens: 150, money: USD(0.0006)))
        let cost = spending.settle(reservation, as: .used(Completion.Usage(inputTokens: 20, outputTokens: 5)))
        #expect(cost == USD(0.00007))
        #expect(
            spending.today(now: noon)
                == Spend(provider: "a", day: noon.day, requests: 1, tokens: 25, money: USD(0.00007)))
        #expect(spending.settle(reservation, as: .nothing) == .zero)
        #expect(spending.today(now: noon).tokens == 25)
    }

    @Test func `what the provider does not tell stays as reserved`() throws {
        var spending = spending(DailyBudget())
        _ = spending.settle(try #require(reserve(&spending)), as: .used(Completion.Usage(inputTokens: 20)))
        #expect(spending.today(now: noon).tokens == 70)
        #expect(spending.settle(try #require(reserve(&spending)), as: .unknown) == USD(0.0006))
        #expect(spending.today(now: noon).tokens == 220)
    }

    @Test func `what the provider says that it cost counts where that is more than the price list says`() throws {
        var spending = spending(DailyBudget())
        let listed = Completion.Usage(inputTokens: 20, outputTokens: 5)
        for (told, counted) in [(nil, USD(0.00007)), (USD.zero, USD(0.00007)), (USD(0.5), USD(0.5))] {
            var usage = listed
            usage.cost = told
            #expect(spending.settle(try #require(reserve(&spending)), as: .used(usage)) == counted)
        }
    }

    @Test func `a failed call counts as a request, one that never left does not`() throws {
        var spending = spending(DailyBudget())
        _ = spending.settle(try #require(reserve(&spending)), as: .nothing)
        #expect(spending.today(now: noon) == Spend(provider: "a", day: noon.day, requests: 1))
        _ = spending.settle(try #require(reserve(&spending)), as: .notSent)
        #expect(spending.today(now: noon) == Spend(provider: "a", day: noon.day, requests: 1))
    }

    @Test func `each limit refuses by its name`() {
        var requests = spending(DailyBudget(requests: 1))
        _ = reserve(&requests)
        #expect(requests.reserve(inputTokens: 1, maxOutputTokens: 1, now: noon) == .refused(.requests))
        var tokens = spending(DailyBudget(tokens: 299))
        _ = reserve(&tokens)
        #expect(tokens.reserve(inputTokens: 100, maxOutputTokens: 50, now: noon) == .refused(.tokens))
        var money = spending(DailyBudget(money: USD(0.0011)))
        _ = reserve(&money)
        #expect(money.reserve(inputTokens: 100, maxOutputTokens: 50, now: noon) == .refused(.money))
        var huge = spending(DailyBudget(tokens: .max, money: USD(1e9)))
        #expect(huge.reserve(inputTokens: .max, maxOutputTokens: .max, now: noon) == .refused(.money))
    }

    @Test func `what may use only a share of a limit leaves the rest to others`() {
        var spending = spending(DailyBudget(requests: 10))
        func reserve(_ share: Double) -> Bool {
            if case .reserved = spending.reserve(inputTokens: 1, maxOutputTokens: 1, share: share, now: noon) {
                return true
            }
            return false
        }
        #expect((0..<10).count { _ in reserve(0.35) } == 3)
        #expect(!reserve(0) && !reserve(-1) && (0..<10).count { _ in reserve(1) } == 7)
        var free = self.spending(DailyBudget())
        guard case .reserved = free.reserve(inputTokens: 1, maxOutputTokens: 1, share: 0, now: noon) else {
            Issue.record("a share of no limit refuses nothing")
            return
        }
    }

    @Test func `how a call ended decides what it may have cost`() {
        let usage = Completion.Usage(inputTokens: 1, outputTokens: 2)
        #expect(Spending.settlement(outcome: .ok, usage: usage) == .used(usage))
        #expect(Spending.settlement(outcome: .truncatedStream, usage: nil) == .unknown)
        #expect(Spending.settlement(outcome: .timeout, usage: nil) == .unknown)
        #expect(Spending.settlement(outcome: .rateLimited, usage: nil) == .nothing)
        #expect(Spending.settlement(outcome: .breakerOpen, usage: nil) == .notSent)
    }

    @Test func `a new day is free, and a call over midnight counts to the day it began`() throws {
        var spending = spending(DailyBudget(requests: 1))
        let reservation = try #require(reserve(&spending))
        let tomorrow = noon + .seconds(86_400)
        #expect(reserve(&spending) == nil)
        #expect(spending.today(now: tomorrow).requests == 0)
        #expect(reserve(&spending, tomorrow) != nil)
        _ = spending.takeUnsaved()
        _ = spending.settle(reservation, as: .used(Completion.Usage(inputTokens: 1, outputTokens: 1)))
        #expect(spending.takeUnsaved().map { [$0.day, $0.requests, $0.tokens] } == [[noon.day, 1, 2]])
        #expect(spending.today(now: tomorrow).tokens == 150)
    }

    @Test func `a clock set back frees nothing`() {
        var spending = spending(DailyBudget(requests: 2))
        #expect(reserve(&spending) != nil)
        #expect(reserve(&spending, noon + .seconds(86_400)) != nil)
        #expect(reserve(&spending) != nil)
        #expect(reserve(&spending) == nil)
        #expect(reserve(&spending, noon + .seconds(86_400)) == nil)
    }

    @Test func `a clock that was years ahead frees nothing and does not block the budget for years`() {
        var spending = spending(DailyBudget(requests: 2))
        #expect(reserve(&spending) != nil)
        #expect(reserve(&spending, noon + .seconds(86_400 * 900)) != nil)
        let saved = spending.takeUnsaved()
        var restarted = self.spending(DailyBudget(requests: 2), restored: saved)
        for var each in [spending, restarted] { #expect(reserve(&each) == nil) }
        #expect(reserve(&restarted, noon + .seconds(86_400)) != nil)
        let rows = restarted.takeUnsaved()
        #expect(rows.map(\.day) == [noon.day, noon.day + 1, noon.day + 900])
        #expect(rows.map(\.requests) == [2, 1, 0])
    }

    @Test func `it goes on after a restart with its own rows`() {
        let day = noon.day
        let rows = [
            Spend(provider: "b", day: day, requests: 9), Spend(provider: "a", day: day - 1, requests: 9),
            Spend(provider: "a", day: day, requests: 1, tokens: 7),
        ]
        var spending = spending(DailyBudget(requests: 2), restored: rows)
        #expect(spending.takeUnsaved() == [])
        #expect(reserve(&spending) != nil)
        #expect(reserve(&spending) == nil)
        #expect(spending.takeUnsaved().map(\.tokens) == [157])
        #expect(spending.takeUnsaved() == [])
    }

    @Test func `a lower limit holds at once`() {
        var spending = spending(DailyBudget(requests: 5))
        _ = reserve(&spending)
        spending.change(budget: DailyBudget(requests: 1), prices: prices)
        #expect(reserve(&spending) == nil)
    }

    @Test func `no interleaving of calls, failures, restarts and days exceeds a limit`() {
        for seed in UInt64(0)..<60 { Interleaving(seed: seed).run() }
    }
}

/// Random calls against a budget, with an account of its own of what the provider would bill.
private struct Interleaving {
    var seed: UInt64

    func run() {
        var random = SeededRandom(seed: seed)
        let budget = DailyBudget(requests: 40, tokens: 5_000, money: USD(0.02))
        let prices = Prices(input: USD(1), output: USD(10))
        var now = Timestamp(seconds: 1_800_014_400)
        var highestDay = now.day
        var spending = Spending(provider: "a", budget: budget, prices: prices, now: now)
        var flying: [(reservation: Spending.Reservation, input: Int, output: Int)] = []
        var stored: [Int: Spend] = [:]
        var billed = (requests: 0, tokens: 0, money: USD.zero)
        var refusals = 0
        for _ in 0..<600 {
            // A clock that moves on, over midnight at times, and falls back by up to half a day.
            now += .seconds(random.chance(0.02) ? random.int(in: -43_200...43_200) : random.int(in: 0...300))
            if highestDay - now.day > 1 { now += .seconds(86_400) }
            let isReserving = random.chance(0.5)
            let isRestarting = random.chance(0.02)
            // The day is learnt when money is asked for.
            if now.day > highestDay, isReserving || isRestarting {
                // Calls in flight at midnight belong to the day that ends: they leave this account.
                flying = []
                billed = (0, 0, .zero)
                highestDay = now.day
            }
            let (input, output) = (random.int(in: 0...300), random.int(in: 1...200))
            if isReserving {
                switch spending.reserve(inputTokens: input, maxOutputTokens: output, now: now) {
                case .reserved(let reservation):
                    flying.append((reservation, input, output))
                    billed.requests += 1
                case .refused: refusals += 1
                }
            } else if !flying.isEmpty {
                let call = flying.remove(at: random.int(in: 0...flying.count - 1))
                let (usedInput, usedOutput) = (random.int(in: 0...call.input), random.int(in: 0...call.output))
                let usage = Completion.Usage(inputTokens: usedInput, outputTokens: usedOutput)
                let settlements: [Spending.Settlement] = [.used(usage), .used(usage), .nothing, .unknown]
                let settlement = settlements[random.int(in: 0...3)]
                _ = spending.settle(call.reservation, as: settlement)
                if settlement != .nothing {
                    billed.tokens += usedInput + usedOutput
                    billed.money += prices.cost(inputTokens: usedInput, outputTokens: usedOutput)
                }
            }
            if isRestarting {
                // What was in flight when the process died may have been answered and billed in full.
                for call in flying {
                    billed.tokens += call.input + call.output
                    billed.money += prices.cost(inputTokens: call.input, outputTokens: call.output)
                }
                flying = []
                for row in spending.takeUnsaved() { stored[row.day] = row }
                spending = Spending(
                    provider: "a", budget: budget, prices: prices, restored: stored.values.sorted { $0.day < $1.day },
                    now: now)
            }
            #expect(billed.requests <= 40, "seed \(seed)")
            #expect(billed.tokens <= 5_000, "seed \(seed)")
            #expect(billed.money <= USD(0.02), "seed \(seed)")
        }
        #expect(refusals > 0, "seed \(seed)")
    }
}
