package import Core

/// Whether a provider's answers were made for the questions that they come to. Fed with every answer; remembers a bounded
/// number of earlier ones.
///
/// | state | stale answer | fresh answer | so many fresh ones in a row |
/// | --- | --- | --- | --- |
/// | fresh | **stale** | – | – |
/// | stale | counted | counted | **fresh** |
///
/// A proof makes an answer stale. A hint does not: hints are given back for their share to be watched. That an answer fits
/// an earlier round's question is a proof once there are more of those than chance explains (`EarlierMatches`).
package struct Staleness: Sendable, Equatable {
    /// An answer as far as its origin is concerned.
    package struct Answer: Sendable {
        package var sample: RecordID
        package var probe: String
        /// Of the values of its question.
        package var seed: UInt64
        /// Stable hash of everything that was asked.
        package var question: UInt64
        package var isVaried: Bool
        package var sentAt: Timestamp
        package var latency: Duration
        package var temperature: Double?
        package var completion: Completion
        /// What `Age` says.
        package var age: Duration?
        /// A period that was over, as of which the answer is right.
        package var snapshot: Fact.Period?

        package init(
            sample: RecordID, probe: String, seed: UInt64, question: UInt64, isVaried: Bool, sentAt: Timestamp,
            latency: Duration, temperature: Double?, completion: Completion, age: Duration?,
            snapshot: Fact.Period? = nil
        ) {
            self.sample = sample
            self.probe = probe
            self.seed = seed
            self.question = question
            self.isVaried = isVaried
            self.sentAt = sentAt
            self.latency = latency
            self.temperature = temperature
            self.completion = completion
            self.age = age
            self.snapshot = snapshot
        }
    }

    /// How a wrong answer compares with earlier rounds.
    package struct Comparison: Sendable, Equatable {
        /// Earlier questions that it was held against and that had not testified yet.
        package var candidates: Int
        /// The one that it is right for, where it is right for none that was never asked.
        package var match: Round?
        /// The sample that asked it.
        package var earlier: StaleFinding.Earlier?

        package init(candidates: Int, match: Round? = nil, earlier: StaleFinding.Earlier? = nil) {
            self.candidates = candidates
            self.match = match
            self.earlier = earlier
        }
    }

    /// What became of the provider's state.
    package enum Change: Sendable, Equatable { case none, becameStale, staysStale, becameFresh }

    /// Seconds of `Age` beyond the time of the exchange that prove nothing.
    static let ageMargin = Duration.seconds(2)
    /// Bytes from which a text that is drawn at random is not met twice by chance.
    static let longText = 80
    /// Fewest fresh answers in a row that end an episode.
    static let fewestFresh = 48

    /// Answers of varied probes for each false alarm by chance matches that is allowed.
    package var answersPerFalseAlarm: Double
    /// Fresh answers in a row that end an episode: four rounds of them.
    package var enoughFresh: Int

    package private(set) var episode: StaleEpisode?
    /// The one before it, until it was told that it is over.
    package private(set) var lastEpisode: StaleEpisode?
    package private(set) var matches = EarlierMatches()
    /// Matches with earlier rounds are proofs: chance was ruled out in this episode.
    package private(set) var areMatchesProven = false
    private var seen = SeenAnswers()
    private var nonces = Nonces()
    private var floors = LatencyFloors()
    /// When each varied probe was asked.
    private var asked: [String: AskedRounds] = [:]

    /// Nothing was heard yet. At most one false alarm by chance matches is allowed in so many rounds of so many probes.
    package init(probes: Int, roundsPerFalseAlarm: Double) {
        answersPerFalseAlarm = Double(probes) * roundsPerFalseAlarm
        enoughFresh = max(Self.fewestFresh, probes * 4)
    }

    /// Other probes or another length of rounds.
    package mutating func resize(probes: Int, roundsPerFalseAlarm: Double) {
        let new = Staleness(probes: probes, roundsPerFalseAlarm: roundsPerFalseAlarm)
        (answersPerFalseAlarm, enoughFresh) = (new.answersPerFalseAlarm, new.enoughFresh)
    }

    /// Rounds in which a varied probe was asked before this one, the latest first.
    package func rounds(of probe: String, before round: Round) -> [AskedRounds.Asked] {
        (asked[probe]?.rounds ?? []).filter { $0.round < round }
    }

    /// A question with these codes is sent.
    package mutating func sent(_ codes: [String], seed: UInt64, _ from: StaleFinding.Earlier) {
        nonces.sent(codes, seed: seed, from)
    }

    /// A varied probe was asked in this round, and its sample is finished.
    package mutating func finished(_ probe: String, _ round: AskedRounds.Asked) {
        asked[probe, default: AskedRounds()].note(round)
    }

    /// Forgets every probe but these, by key and stable name of the version.
    package mutating func forget(_ probe: String) {
        asked[probe] = nil
        floors.forget(probe)
    }

    /// The probes of which something is remembered.
    package var known: [String] { asked.keys.sorted() }

    /// Takes an answer; gives its tell-tales, proofs first, and which of the hints could have shown themselves in it.
    package mutating func heard(_ answer: Answer, _ comparison: Comparison?, now: Timestamp) -> Hearing {
        let entry = SeenAnswers.Entry(
            id: hash(answer.completion.fingerprint.responseID), text: hash(answer.completion.told),
            question: answer.question, sample: answer.sample,
            createdAt: answer.completion.createdAt.map { $0.microseconds / 1_000_000 }, at: now)
        var hearing = Hearing()
        hearing.findings = proofs(answer, entry)
        if let comparison { weigh(comparison, of: answer.probe, into: &hearing) }
        if hearing.findings.isEmpty { hint(answer, entry, into: &hearing) }
        seen.note(entry, sentAt: answer.sentAt, isFresh: !hearing.isStale)
        if hearing.findings.isEmpty {
            floors.note(answer.latency, tokens: answer.completion.usage.outputTokens ?? 0, of: answer.probe)
        }
        hearing.change = judge(hearing, answer, now: now)
        return hearing
    }

    /// It was told that the last episode is over.
    package mutating func forgetLastEpisode() { lastEpisode = nil }

    /// What one answer shows.
    package struct Hearing: Sendable, Equatable {
        package var findings: [StaleFinding] = []
        /// Hints that could have shown themselves, and whether they did.
        package var hints: [(tellTale: TellTale, isShown: Bool)] = []
        package var change = Change.none

        /// The proof that counts; nil for an answer that is taken as fresh.
        package var proof: StaleFinding? { findings.first { $0.tellTale.isProof } }
        package var isStale: Bool { proof != nil }

        package static func == (a: Self, b: Self) -> Bool {
            a.findings == b.findings && a.change == b.change && a.hints.elementsEqual(b.hints) { $0 == $1 }
        }
    }

    private mutating func judge(_ hearing: Hearing, _ answer: Answer, now: Timestamp) -> Change {
        if let proof = hearing.proof {
            let stale = StaleEpisode.Case(sample: answer.sample, probe: answer.probe, at: now, finding: proof)
            let isNew = episode == nil
            var episode = episode ?? StaleEpisode(stale)
            episode.note(stale)
            self.episode = episode
            return isNew ? .becameStale : .staysStale
        }
        guard episode != nil else { return .none }
        episode?.noteFresh()
        guard let fresh = episode?.fresh, fresh >= enoughFresh else { return .staysStale }
        (episode, lastEpisode) = (nil, episode)
        areMatchesProven = false
        matches.reset()
        return .becameFresh
    }
}

extension Staleness {
    private mutating func proofs(_ answer: Answer, _ entry: SeenAnswers.Entry) -> [StaleFinding] {
        var findings: [StaleFinding] = []
        if answer.completion.fromCache {
            findings.append(StaleFinding(.cacheHeader, reason: "its headers say that a cache replied"))
        }
        if let age = answer.age, age > answer.latency + Self.ageMargin {
            findings.append(
                StaleFinding(
                    .age, reason: "its Age is \(age.forPeople), the exchange took \(answer.latency.forPeople)"))
        }
        if let period = answer.snapshot {
            findings.append(
                StaleFinding(.oldSnapshot, reason: "it is right as of a time that is over: \(period.words)"))
        }
        if let nonce = nonces.foreign(in: answer.completion.told, seed: answer.seed) {
            findings.append(
                StaleFinding(
                    .foreignNonce, reason: "it carries \(nonce.code), the code of another question",
                    earlier: nonce.from))
        }
        if let same = seen.sameResponse(as: entry) {
            findings.append(
                StaleFinding(
                    .repeatedID, reason: "response id and text are those of an earlier answer",
                    earlier: same.earlier(answer.probe)))
        } else if let same = seen.sameCreation(as: entry, sentAt: answer.sentAt) {
            findings.append(
                StaleFinding(
                    .repeatedAnswer,
                    reason: "text and time of creation are those of an earlier answer, before the request",
                    earlier: same.earlier(answer.probe)))
        }
        return findings
    }

    private mutating func weigh(_ comparison: Comparison, of probe: String, into hearing: inout Hearing) {
        matches.step(isMatch: comparison.match != nil && comparison.candidates > 0, candidates: comparison.candidates)
        if matches.level >= EarlierMatches.threshold(answersPerFalseAlarm: answersPerFalseAlarm) {
            areMatchesProven = true
        }
        guard let match = comparison.match else { return }
        asked[probe]?.match(match)
        guard areMatchesProven else { return }
        hearing.findings.append(
            StaleFinding(
                .earlierAnswer, reason: "it is right for an earlier round's question, and wrong for its own",
                earlier: comparison.earlier))
    }

    private func hint(_ answer: Answer, _ entry: SeenAnswers.Entry, into hearing: inout Hearing) {
        let tokens = answer.completion.usage.outputTokens
        func look(_ tellTale: TellTale, _ isShown: Bool, _ reason: String, _ earlier: StaleFinding.Earlier? = nil) {
            hearing.hints.append((tellTale, isShown))
            if isShown { hearing.findings.append(StaleFinding(tellTale, reason: reason, earlier: earlier)) }
        }
        if seen.hasReliableTimes, entry.createdAt != nil {
            look(
                .createdEarlier, seen.isBefore(entry.createdAt, answer.sentAt),
                "it says that it was made before it was asked for")
        }
        if !answer.completion.told.isEmpty {
            look(.noUsage, (tokens ?? 0) == 0, "no output tokens are counted for it")
        }
        if let isTooFast = floors.isTooFast(answer.latency, tokens: tokens ?? 0, of: answer.probe) {
            look(
                .tooFast, isTooFast,
                "it took \(answer.latency.forPeople), less than a quarter of the shortest time before")
        }
        if !answer.isVaried, answer.temperature ?? 0 > 0, answer.completion.text.utf8.count >= Self.longText,
            let last = seen.last(to: entry.question)
        {
            look(
                .identicalText, last.text == entry.text, "word by word the last answer, at a temperature above 0",
                last.earlier(answer.probe))
        }
    }

    private func hash(_ text: String) -> UInt64 { text.isEmpty ? 0 : StableHash.of([text]) }
}

extension SeenAnswers.Entry {
    /// For evidence; the probe is that of the answer that repeats it, where nothing else is known.
    fileprivate func earlier(_ probe: String) -> StaleFinding.Earlier {
        StaleFinding.Earlier(sample: sample, probe: probe, at: at)
    }
}

extension Completion {
    /// What the model said, calls of tools included.
    fileprivate var told: String {
        toolCalls.isEmpty ? text : ([text] + toolCalls.map { $0.name + $0.arguments }).joined(separator: " ")
    }
}

extension Staleness {
    /// The state, to go on with after a restart.
    package var json: JSON {
        .compact([
            ("episode", episode?.json), ("last", lastEpisode?.json),
            ("level", matches.level == 0 ? nil : .double(matches.level)),
            ("proven", areMatchesProven ? true : nil), ("seen", seen.json), ("nonces", nonces.json),
            ("floors", floors.json),
            ("asked", .object(asked.keys.sorted().compactMap { key in asked[key].map { (key, $0.json) } })),
        ])
    }

    /// Reads back what `json` wrote; what is missing begins anew.
    package init(json: JSON, probes: Int, roundsPerFalseAlarm: Double) {
        self.init(probes: probes, roundsPerFalseAlarm: roundsPerFalseAlarm)
        episode = json["episode"].flatMap(StaleEpisode.init(json:))
        lastEpisode = json["last"].flatMap(StaleEpisode.init(json:))
        matches = EarlierMatches(level: json["level"]?.double ?? 0)
        areMatchesProven = json["proven"]?.bool ?? false
        seen = SeenAnswers(json: json["seen"] ?? .null)
        nonces = Nonces(json: json["nonces"] ?? .null)
        floors = LatencyFloors(json: json["floors"] ?? .null)
        for member in json["asked"]?.members ?? [] { asked[member.key] = AskedRounds(json: member.value) }
    }
}
