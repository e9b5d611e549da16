internal import Core

/// What the prompts of fixed probes cost in tokens: the same bytes cost the same, unless tokeniser or chat template changed.
///
/// Of each prompt the counts are learnt that its first answers show, for a prompt that a cache holds may be counted
/// otherwise; one that shows more than three is passed over. A count that was never seen makes the prompt odd, three known
/// ones in a row make it even again.
///
/// | state | prompts become odd | all are even again |
/// | --- | --- | --- |
/// | settled | one → **suspected**, two at once → **changed** | – |
/// | suspected | another one, or the same for the third time → **changed** | dismissed → **settled** |
/// | changed | counted | returned → **settled** |
struct PromptTokens: Sendable, Equatable {
    /// One fixed prompt.
    struct Prompt: Sendable, Equatable {
        /// Of the probe, and of the prompt's language: another one is another prompt.
        var version: String
        /// Input tokens that are known, those seen last first.
        var known: [Int]
        /// Answers that are learnt from.
        var answers = 1
        var odd: Odd?
        /// The last answer that showed a known count.
        var last: Witness?

        /// It shows so many that one more says nothing.
        var isRestless: Bool { known.count > PromptTokens.mostKnown }
    }

    /// Counts that were never seen, from the first of them on.
    struct Odd: Sendable, Equatable {
        var tokens: Int
        var seen: Int
        var answers: Int
        /// Known counts in a row since the last odd one.
        var even = 0
        var first: Witness
    }

    enum State: Sendable, Equatable { case settled, suspected, changed }

    /// What an answer did.
    enum Change: Sendable, Equatable { case none, suspected, changed, dismissed, returned }

    static let learning = 3
    static let mostKnown = 3
    /// Sightings at one prompt that confirm a change, and known counts in a row that end one.
    static let confirmations = 3
    /// Prompts that are compared.
    static let mostPrompts = 64

    private(set) var state = State.settled
    /// By the key of the probe.
    private(set) var prompts: [String: Prompt] = [:]
    /// Fewer tokens than before may mean that a cache holds the beginning of the prompt, and say nothing.
    let leavesOutCached: Bool

    init(leavesOutCached: Bool) { self.leavesOutCached = leavesOutCached }

    /// Keys of the prompts that are odd, in order.
    var odd: [String] { prompts.keys.sorted().filter { prompts[$0]?.odd != nil } }

    /// Prompts that are compared.
    var compared: Int { prompts.values.count { !$0.isRestless && $0.answers >= Self.learning } }

    /// Takes the input tokens of an answer.
    mutating func heard(_ tokens: Int, version: String, in witness: Witness) -> Change {
        let key = witness.probe
        guard var prompt = prompts[key], prompt.version == version else {
            if prompts[key] != nil || prompts.count < Self.mostPrompts {
                prompts[key] = Prompt(version: version, known: [tokens], last: witness)
            }
            return settle()
        }
        prompt.take(tokens, in: witness, leavesOutCached: leavesOutCached)
        prompts[key] = prompt
        return settle()
    }

    /// Only these probes are still asked.
    mutating func keep(_ isAsked: (String) -> Bool) -> Change {
        for key in prompts.keys where !isAsked(key) { prompts[key] = nil }
        return settle()
    }

    /// The new counts are normal from now on.
    mutating func accept() {
        for key in odd {
            guard var prompt = prompts[key], let odd = prompt.odd else { continue }
            prompt.known = odd.even == 0 ? [odd.tokens] : [odd.tokens] + prompt.known
            prompt.odd = nil
            prompts[key] = prompt
        }
        state = .settled
    }

    /// Moves the state by what is odd now.
    private mutating func settle() -> Change {
        let odd = prompts.values.compactMap(\.odd)
        switch state {
        case .settled:
            guard !odd.isEmpty else { return .none }
            state = isSure(odd) ? .changed : .suspected
            return state == .changed ? .changed : .suspected
        case .suspected:
            if odd.isEmpty {
                state = .settled
                return .dismissed
            }
            guard isSure(odd) else { return .none }
            state = .changed
            return .changed
        case .changed:
            guard odd.isEmpty else { return .none }
            state = .settled
            return .returned
        }
    }

    private func isSure(_ odd: [Odd]) -> Bool { odd.count > 1 || odd.contains { $0.seen >= Self.confirmations } }
}

extension PromptTokens.Prompt {
    fileprivate mutating func take(_ tokens: Int, in witness: Witness, leavesOutCached: Bool) {
        let isKnown = known.contains(tokens) || leavesOutCached && tokens < known.max() ?? 0
        if isKnown {
            if let index = known.firstIndex(of: tokens) { known.insert(known.remove(at: index), at: 0) }
            guard var odd else {
                answers += 1
                return last = witness
            }
            (odd.even, odd.answers) = (odd.even + 1, odd.answers + 1)
            self.odd = odd.even >= PromptTokens.confirmations ? nil : odd
        } else if isRestless {
            return
        } else if answers < PromptTokens.learning {
            known.insert(tokens, at: 0)
            answers += 1
        } else if var odd {
            (odd.tokens, odd.seen, odd.answers, odd.even) = (tokens, odd.seen + 1, odd.answers + 1, 0)
            self.odd = odd
        } else {
            odd = PromptTokens.Odd(tokens: tokens, seen: 1, answers: 1, first: witness)
        }
    }
}

extension PromptTokens {
    var json: JSON {
        let word: String =
            switch state {
            case .settled: "settled"
            case .suspected: "suspected"
            case .changed: "changed"
            }
        return [
            "state": .string(word),
            "prompts": .object(prompts.keys.sorted().compactMap { key in prompts[key].map { (key, $0.json) } }),
        ]
    }

    /// Reads back what `json` wrote; what cannot be read is learnt anew.
    init(leavesOutCached: Bool, json: JSON?) {
        self.init(leavesOutCached: leavesOutCached)
        for member in json?["prompts"]?.members ?? [] { prompts[member.key] = Prompt(json: member.value) }
        let isOdd = !odd.isEmpty
        state = json?["state"] == "changed" && isOdd ? .changed : isOdd ? .suspected : .settled
    }
}

extension PromptTokens.Prompt {
    fileprivate var json: JSON {
        .compact([
            ("version", .string(version)), ("known", .array(known.map(JSON.int))), ("answers", .int(answers)),
            ("last", last?.json),
            (
                "odd",
                odd.map {
                    [.int($0.tokens), .int($0.seen), .int($0.answers), .int($0.even), $0.first.json]
                }
            ),
        ])
    }

    fileprivate init?(json: JSON) {
        guard let version = json["version"]?.string, let known = json["known"]?.array?.compactMap(\.int), !known.isEmpty
        else { return nil }
        self.init(
            version: version, known: known, answers: json["answers"]?.int ?? 0,
            last: json["last"].flatMap(Witness.init(json:)))
        guard let stored = json["odd"], let tokens = stored[0]?.int, let first = stored[4].flatMap(Witness.init(json:))
        else { return }
        odd = PromptTokens.Odd(
            tokens: tokens, seen: stored[1]?.int ?? 1, answers: stored[2]?.int ?? 1, even: stored[3]?.int ?? 0,
            first: first)
    }
}
