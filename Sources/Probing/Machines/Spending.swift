package import Core

/// What one provider may still use on the UTC day: hard limits of requests, tokens and money.
///
/// The worst case of a request is reserved before it is sent and replaced by what it really used when it ended, so that
/// requests in flight at the same time cannot exceed a limit together. Only a provider that bills more tokens than it
/// was allowed to write can: then nothing more is sent that day.
///
/// | event | requests | tokens and money |
/// | --- | --- | --- |
/// | `reserve`, within all limits | +1 | + worst case |
/// | `reserve`, beyond one | | |
/// | `settle` `.used` | | actual instead of worst case; what the provider does not tell stays as reserved |
/// | `settle` `.nothing` | | back |
/// | `settle` `.unknown` | | stays as reserved |
/// | `settle` `.notSent` | −1 | back |
///
/// The day is the highest that the clock has shown: a clock that falls back counts to the day that has begun already
/// and frees nothing. A clock that falls back by more than a day had been wrong before: all that was spent on days that
/// have not come yet then counts as spent today.
package struct Spending: Sendable, Equatable {
    /// The claim of one request in flight.
    package struct Reservation: Hashable, Sendable {
        package let id: Int
    }

    /// A limit that a request would exceed.
    package enum Limit: String, Sendable, CaseIterable { case requests, tokens, money }

    /// What is said to a request that wants to be sent.
    package enum Answer: Sendable, Equatable {
        case reserved(Reservation)
        case refused(Limit)
    }

    /// What became of a request.
    package enum Settlement: Sendable, Equatable {
        /// It used this much, as far as the provider tells.
        case used(Completion.Usage)
        /// It failed in a way that nobody bills.
        case nothing
        /// It may have been answered and billed, unseen.
        case unknown
        /// It never left.
        case notSent
    }

    private struct Held: Sendable, Equatable {
        var day: Int
        var inputTokens: Int
        var outputTokens: Int
        var money: USD
    }

    private static let keptDays = 8

    private let provider: String
    private var budget: DailyBudget
    private var prices: Prices
    /// Ascending by day; the last one is written to.
    private var ledgers: [Spend]
    private var held: [Int: Held] = [:]
    private var lastReservation = 0
    private var unsaved: [Int] = []

    /// Spending that goes on from the rows of a store; rows of other providers are ignored.
    package init(provider: String, budget: DailyBudget, prices: Prices, restored: [Spend] = [], now: Timestamp) {
        self.provider = provider
        self.budget = budget
        self.prices = prices
        ledgers = restored.filter { $0.provider == provider }.sorted { $0.day < $1.day }
        if ledgers.isEmpty { ledgers = [Spend(provider: provider, day: now.day)] }
        advance(to: now.day)
    }

    /// The most tokens that a prompt can be: one for each byte of messages, calls, tools and schema, and what a chat
    /// template adds.
    package static func worstCaseInputTokens(of probe: RenderedProbe) -> Int {
        var tokens = 64
        for message in probe.messages {
            tokens += message.content.utf8.count + 8
            for call in message.toolCalls + (message.answers.map { [$0] } ?? []) {
                tokens += call.id.utf8.count + call.name.utf8.count + call.arguments.utf8.count + 16
            }
        }
        // Vendors put instructions of their own before the tools, some hundred tokens.
        if !probe.sampling.tools.isEmpty { tokens += 512 }
        for tool in probe.sampling.tools { tokens += tool.json.bytes.count + 16 }
        if case .schema(let schema) = probe.sampling.format { tokens += schema.bytes.count + 16 }
        return tokens
    }

    /// How a request that ended so is settled. Time-outs, cut streams and cancelled calls may have been billed.
    package static func settlement(outcome: Outcome, usage: Completion.Usage?) -> Settlement {
        if let usage { return .used(usage) }
        switch outcome {
        case .ok, .refusal, .truncated, .malformed, .stale, .timeout, .truncatedStream, .cancelled: return .unknown
        case .errorIn200, .rateLimited, .money, .auth, .badRequest, .server, .network: return .nothing
        case .breakerOpen, .budgetExhausted, .ownNetwork, .shed, .skipped: return .notSent
        }
    }

    /// A request wants to be sent; every attempt of a sample asks for itself. `share`, in [0, 1], is the part of each limit
    /// that it may bring the day to: less than all for what the rounds of the rest of the day go before.
    package mutating func reserve(
        inputTokens: Int, maxOutputTokens: Int, share: Double = 1, now: Timestamp
    ) -> Answer {
        advance(to: now.day)
        let wish = Held(
            day: ledger.day, inputTokens: max(inputTokens, 0), outputTokens: max(maxOutputTokens, 0),
            money: prices.cost(inputTokens: inputTokens, outputTokens: maxOutputTokens))
        let tokens = saturatingSum(wish.inputTokens, wish.outputTokens)
        if exceeds(ledger.requests, 1, budget.requests.part(share)) { return .refused(.requests) }
        if exceeds(ledger.tokens, tokens, budget.tokens.part(share)) { return .refused(.tokens) }
        if exceeds(ledger.money.nanodollars, wish.money.nanodollars, (budget.money?.nanodollars).part(share)) {
            return .refused(.money)
        }
        add(requests: 1, tokens: tokens, money: wish.money, to: ledger.day)
        lastReservation += 1
        held[lastReservation] = wish
        return .reserved(Reservation(id: lastReservation))
    }

    /// A request ended; gives the money that stays counted for it. A reservation settled already changes nothing.
    package mutating func settle(_ reservation: Reservation, as settlement: Settlement) -> USD {
        guard let wish = held.removeValue(forKey: reservation.id) else { return .zero }
        let reserved = saturatingSum(wish.inputTokens, wish.outputTokens)
        switch settlement {
        case .unknown: return wish.money
        case .nothing:
            add(tokens: -reserved, money: .zero - wish.money, to: wish.day)
            return .zero
        case .notSent:
            add(requests: -1, tokens: -reserved, money: .zero - wish.money, to: wish.day)
            return .zero
        case .used(let usage):
            let input = max(usage.inputTokens ?? wish.inputTokens, 0)
            let output = max(usage.outputTokens ?? wish.outputTokens, 0)
            // The dearer of the two, so that neither a stale price list nor a far end that says 0 breaks a limit.
            let cost = max(prices.cost(inputTokens: input, outputTokens: output), usage.cost ?? .zero)
            add(tokens: saturatingSum(input, output) - reserved, money: cost - wish.money, to: wish.day)
            return cost
        }
    }

    /// The configuration changed; what was spent stays spent.
    package mutating func change(budget: DailyBudget, prices: Prices) {
        self.budget = budget
        self.prices = prices
    }

    /// What counts for today, reservations included.
    package func today(now: Timestamp) -> Spend {
        now.day > ledger.day ? Spend(provider: provider, day: now.day) : ledger
    }

    /// The rows that changed since they were last taken, ascending by day: to be stored with what changed them.
    package mutating func takeUnsaved() -> [Spend] {
        let days = unsaved.sorted()
        unsaved = []
        return days.map { day in ledgers.first { $0.day == day } ?? Spend(provider: provider, day: day) }
    }

    /// What was used, by day, oldest first.
    package var rows: [Spend] { ledgers }

    private var ledger: Spend { ledgers[ledgers.count - 1] }

    private mutating func advance(to day: Int) {
        if day > ledger.day {
            ledgers.append(Spend(provider: provider, day: day))
            if ledgers.count > Self.keptDays { ledgers.removeFirst() }
        } else if ledger.day - day > 1 {
            fallBack(to: day)
        }
    }

    private mutating func fallBack(to day: Int) {
        var carried = Spend(provider: provider, day: day)
        for row in ledgers where row.day >= day {
            carried.requests = saturatingSum(carried.requests, row.requests)
            carried.tokens = saturatingSum(carried.tokens, row.tokens)
            carried.money += row.money
            noteUnsaved(row.day)
        }
        ledgers.removeAll { $0.day >= day }
        ledgers.append(carried)
        noteUnsaved(day)
        held = held.mapValues { wish in
            var moved = wish
            moved.day = min(wish.day, day)
            return moved
        }
    }

    private mutating func add(requests: Int = 0, tokens: Int, money: USD, to day: Int) {
        guard let index = ledgers.firstIndex(where: { $0.day == day }) else { return }
        ledgers[index].requests += requests
        ledgers[index].tokens = max(saturatingSum(ledgers[index].tokens, tokens), 0)
        ledgers[index].money = max(ledgers[index].money + money, .zero)
        noteUnsaved(day)
    }

    private mutating func noteUnsaved(_ day: Int) {
        if !unsaved.contains(day) { unsaved.append(day) }
    }
}

private func exceeds<Amount: FixedWidthInteger>(_ spent: Amount, _ more: Amount, _ limit: Amount?) -> Bool {
    guard let limit else { return false }
    let (sum, overflow) = spent.addingReportingOverflow(more)
    return overflow || sum > limit
}

extension FixedWidthInteger {
    /// A share, in [0, 1], of it, rounded down.
    fileprivate func part(_ share: Double) -> Self { share >= 1 ? self : Self(Double(self) * Swift.max(share, 0)) }
}

extension Optional where Wrapped: FixedWidthInteger {
    /// A share of a limit; none of none.
    fileprivate func part(_ share: Double) -> Wrapped? { map { $0.part(share) } }
}

private func saturatingSum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? (b > 0 ? .max : .min) : sum
}
