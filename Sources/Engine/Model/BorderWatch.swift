internal import Alerting
internal import Core
internal import Detection
internal import Statistics

/// Prompts whose first token at temperature 0 is nearly tied: which of the tokens comes turns with the smallest change of
/// the model. They are found by asking random short prompts twice; those that answer differently are asked sixteen times, and
/// the most balanced kept. What is usual is learnt from sixteen answers after that, for the best of many look more balanced
/// than they are.
///
/// Of an answer counts which of a prompt's two tokens came, and whether it was another one: two tests, each with half of
/// the false alarms.
///
/// | state | what is asked | becomes |
/// | --- | --- | --- |
/// | searching | pairs; prompts that differed, up to 16 times | learning at 20 balanced ones, or at 5 after 3,000 pairs; else failed |
/// | learning | each kept prompt, up to 16 times | watching |
/// | watching | the kept prompts in turn | – |
/// | failed | nothing | – |
///
/// **Source:** arXiv:2602.11083 (border inputs); `ShareCUSUM` in place of its rule of four sigma.
struct BorderWatch: Sendable {
    enum State: String, Sendable { case searching, learning, watching, failed }

    /// A prompt and the first tokens that it was answered with.
    struct Prompt: Sendable, Equatable {
        var text: String
        /// The two that came first.
        var tokens: [String] = []
        /// Answers with each of the two, and with any other.
        var counts = [0, 0, 0]

        var asked: Int { counts.reduce(0, +) }
        /// The share of the most frequent token.
        var topShare: Double { asked > 0 ? Double(counts.max() ?? 0) / Double(asked) : 1 }

        /// The place of a token in `counts`; takes it up while there is room, if wanted.
        mutating func place(of token: String, learns: Bool) -> Int {
            if let known = tokens.firstIndex(of: token) { return known }
            guard learns, tokens.count < 2 else { return 2 }
            tokens.append(token)
            return tokens.count - 1
        }

        /// Which of the two, among answers with one of them.
        var tie: ShareCUSUM.Counts { ShareCUSUM.Counts(yes: Double(counts[0]), no: Double(counts[1])) }
        /// Another one, among all answers.
        var strangers: ShareCUSUM.Counts {
            ShareCUSUM.Counts(yes: Double(counts[2]), no: Double(counts[0] + counts[1]))
        }
    }

    /// What is usual, against what comes.
    fileprivate struct Test: Sendable {
        var ties: ShareCUSUM
        var strangers: ShareCUSUM

        init(_ prompts: [Prompt]) {
            ties = ShareCUSUM(.even, references: prompts.map(\.tie))
            strangers = ShareCUSUM(.rare, references: prompts.map(\.strangers))
        }

        mutating func take(_ answers: [(prompt: Int, place: Int)]) {
            ties.openSlot()
            strangers.openSlot()
            for (prompt, place) in answers {
                if place < 2 { ties.step(source: prompt, isYes: place == 0) }
                strangers.step(source: prompt, isYes: place == 2)
            }
        }

        var logEvidence: Double {
            logWeightedMean([(0.5, ties.logEvidence), (0.5, strangers.logEvidence)])
        }

        /// Answers of a prompt since the leading run of the test that leads began.
        func counts(of prompt: Int) -> [Int] {
            let (tie, strange) = (ties.run(of: prompt), strangers.run(of: prompt))
            return [tie.yes, tie.no, strange.yes].map { Int($0) }
        }
    }

    static let wanted = 20
    static let fewest = 5
    static let mostPairs = 3_000
    static let asks = 16
    /// More than this of one token is no near tie.
    static let mostTopShare = 0.75
    static let mostSuspects = 24

    private(set) var state = State.searching
    private(set) var pairs = 0
    /// Prompts that differed and are looked at.
    private(set) var suspects: [Prompt] = []
    private(set) var kept: [Prompt] = []
    private var test: Test?
    /// The last round in which next to nothing spoke for a change.
    private var quietAt: Timestamp?
    /// The round since which something speaks for a change, and the evidence.
    private(set) var alarm: (since: Timestamp, logEvidence: Double)?
    private var turn = 0
    /// First tokens of the first of a pair, by the key of its probe.
    private var halves: [String: (text: String, token: String)] = [:]
    /// Answers of the round under way.
    private var pending: [(prompt: Int, place: Int)] = []

    /// The probes of a round that has room for so many calls.
    mutating func plan(_ calls: Int, _ probes: SentinelProbes) -> [Probe] {
        halves = [:]
        switch state {
        case .searching:
            let looked = suspects.filter { $0.asked < Self.asks }.prefix(calls).map { probes.border($0.text) }
            let rest = (calls - looked.count) / 2
            return looked + (0..<max(rest, 0)).flatMap { probes.search($0 + 1) }
        case .learning:
            return kept.filter { $0.asked < Self.asks }.prefix(calls).map { probes.border($0.text) }
        case .watching:
            let count = min(calls, kept.count)
            defer { turn = (turn + count) % max(kept.count, 1) }
            return (0..<count).map { probes.border(kept[(turn + $0) % kept.count].text) }
        case .failed: return []
        }
    }

    /// Takes the first token of an answer to a prompt, asked as this probe.
    mutating func heard(_ token: String, to text: String, as key: String) {
        switch state {
        case .searching:
            if let index = suspects.firstIndex(where: { $0.text == text }) {
                suspects[index].counts[suspects[index].place(of: token, learns: true)] += 1
                look(at: index)
            } else {
                pair(token, text, key)
            }
        case .learning:
            guard let index = kept.firstIndex(where: { $0.text == text }) else { return }
            kept[index].counts[kept[index].place(of: token, learns: false)] += 1
            if kept.allSatisfy({ $0.asked >= Self.asks }) {
                state = .watching
                test = Test(kept)
            }
        case .watching:
            guard let index = kept.firstIndex(where: { $0.text == text }) else { return }
            pending.append((index, kept[index].place(of: token, learns: false)))
        case .failed: break
        }
    }

    private mutating func pair(_ token: String, _ text: String, _ key: String) {
        let base = String(key.prefix { $0 != "#" })
        guard let half = halves.removeValue(forKey: base), half.text == text else {
            return halves[base] = (text, token)
        }
        pairs += 1
        if half.token != token, suspects.count < Self.mostSuspects { suspects.append(Prompt(text: text)) }
        settle()
    }

    private mutating func look(at index: Int) {
        guard suspects[index].asked >= Self.asks else { return }
        let suspect = suspects.remove(at: index)
        if suspect.topShare <= Self.mostTopShare { kept.append(suspect) }
        settle()
    }

    private mutating func settle() {
        let isOver = pairs >= Self.mostPairs && suspects.isEmpty
        guard kept.count >= Self.wanted || isOver else { return }
        guard kept.count >= Self.fewest else { return state = .failed }
        kept.sort { ($0.topShare, $0.text) < ($1.topShare, $1.text) }
        kept = kept.prefix(Self.wanted).map { Prompt(text: $0.text, tokens: $0.tokens) }
        (state, suspects) = (.learning, [])
    }

    /// Nats for a change; nil before it is watched for.
    var logEvidence: Double? { test?.logEvidence }

    /// A round is closed: its answers are one slot.
    mutating func close(_ round: Round, threshold: Double) {
        guard !pending.isEmpty, var test else { return }
        test.take(pending)
        (self.test, pending) = (test, [])
        let evidence = test.logEvidence
        if let alarm {
            self.alarm = (alarm.since, max(alarm.logEvidence, evidence))
        } else if evidence >= threshold {
            alarm = (quietAt ?? round.start, evidence)
        } else if evidence <= threshold / 4 {
            quietAt = round.start
        }
    }

    /// What changed; nil while nothing did.
    func change(_ settings: DetectorSettings) -> ModelFacts.Change? {
        guard let alarm, let test, let place = kept.indices.max(by: { shift($0, test) < shift($1, test) }) else {
            return nil
        }
        let prompt = kept[place]
        func shown(_ counts: [Int]) -> String {
            let parts = zip(prompt.tokens.map { "\"\($0)\"" } + ["another"], counts).filter { $0.1 > 0 }
            return parts.map { "\($0) \($1)" }.joined(separator: ", ") + " of \(counts.reduce(0, +))"
        }
        var change = ModelFacts.Change(
            name: "border_inputs", before: "\"\(prompt.text)\" answered \(shown(prompt.counts))",
            after: shown(test.counts(of: place)), since: alarm.since, seen: 0, answers: 0, isConfirmed: true)
        change.falseAlarmYears = settings.falseAlarmYears(logEvidence: alarm.logEvidence)
        return change
    }

    /// How far a prompt's answers lie from what is usual: the sum of the differences of shares.
    private func shift(_ place: Int, _ test: Test) -> Double {
        let (before, after) = (kept[place].counts, test.counts(of: place))
        let (old, new) = (Double(max(before.reduce(0, +), 1)), Double(max(after.reduce(0, +), 1)))
        return zip(before, after).reduce(0) { $0 + abs(Double($1.0) / old - Double($1.1) / new) }
    }
}

extension BorderWatch {
    var json: JSON {
        .compact([
            ("state", .string(state.rawValue)), ("pairs", .int(pairs)), ("turn", .int(turn)),
            ("suspects", .array(suspects.map(\.json))), ("kept", .array(kept.map(\.json))),
            ("test", test?.json), ("quiet", quietAt.map { .int(Int($0.microseconds)) }),
            ("alarm", alarm.map { [.int(Int($0.since.microseconds)), .double($0.logEvidence)] }),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(json: JSON?) {
        self.init()
        guard let json, let state = json["state"]?.string.flatMap(State.init) else { return }
        pairs = json["pairs"]?.int ?? 0
        suspects = (json["suspects"]?.array ?? []).compactMap(Prompt.init(json:))
        kept = (json["kept"]?.array ?? []).compactMap(Prompt.init(json:))
        self.state = state
        turn = (json["turn"]?.int).flatMap { kept.indices.contains($0) ? $0 : nil } ?? 0
        if let since = json["alarm"]?[0]?.int, let evidence = json["alarm"]?[1]?.double {
            alarm = (Timestamp(microseconds: Int64(since)), evidence)
        }
        quietAt = json["quiet"]?.int.map { Timestamp(microseconds: Int64($0)) }
        guard state == .watching else { return }
        test = Test(kept, json: json["test"]) ?? Test(kept)
    }
}

extension BorderWatch.Test {
    fileprivate var json: JSON {
        [.array(ties.state.map(JSON.double)), .array(strangers.state.map(JSON.double))]
    }

    fileprivate init?(_ prompts: [BorderWatch.Prompt], json: JSON?) {
        func numbers(_ place: Int) -> [Double] { (json?[place]?.array ?? []).compactMap(\.double) }
        guard let ties = ShareCUSUM(.even, references: prompts.map(\.tie), state: numbers(0)),
            let strangers = ShareCUSUM(.rare, references: prompts.map(\.strangers), state: numbers(1))
        else { return nil }
        (self.ties, self.strangers) = (ties, strangers)
    }
}

extension BorderWatch.Prompt {
    fileprivate var json: JSON {
        [.string(text), .array(tokens.map(JSON.string)), .array(counts.map(JSON.int))]
    }

    fileprivate init?(json: JSON) {
        guard let text = json[0]?.string, let tokens = json[1]?.array?.compactMap(\.string),
            let counts = json[2]?.array?.compactMap(\.int), counts.count == 3, counts.allSatisfy({ $0 >= 0 }),
            tokens.count <= 2
        else { return nil }
        self.init(text: text, tokens: tokens, counts: counts)
    }
}
