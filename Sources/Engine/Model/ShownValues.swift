internal import Core

/// The values that a provider shows of one thing in its answers: model ids, system fingerprints. A provider that routes
/// shows several, so that a set is learnt; what counts is a value that was never seen.
///
/// | state | known value | new value, too early | new value |
/// | --- | --- | --- | --- |
/// | settled | – | learnt | **suspected**; of an inventory **changed** |
/// | suspected | dismissed → **settled**, after 100 answers | – | 3rd sighting → **changed** |
/// | changed | returned → **settled**, after enough in a row | – | counted |
///
/// `accept` makes the new values known: alone, where nothing else was shown of late, else beside the old ones. A value is
/// too early while there are fewer than 12 answers, or where several values were seen, as long as a new one is nothing
/// unusual: `patience` for each of them.
struct ShownValues: Sendable, Equatable {
    /// How much history a new value needs before it counts.
    enum Patience: Sendable, Equatable {
        /// A day for every known value but the first: ids of models last.
        case models
        /// A week for every value that was ever learnt: system fingerprints change with the provider's software.
        case releases
        /// As for models, and said by the server itself: one new value is enough.
        case inventory

        fileprivate func needed(known: Int, values: Int) -> Duration {
            switch self {
            case .models, .inventory: .seconds(86_400) * (known - 1)
            case .releases: .seconds(7 * 86_400) * values
            }
        }
    }

    /// A value that is known.
    struct Known: Sendable, Equatable {
        var value: String
        var first: Timestamp
        var last: Timestamp
        var answers: Int
    }

    /// New values, from the first of them on.
    struct Episode: Sendable, Equatable {
        var since: Timestamp
        /// New values in the order in which they came, at most 8.
        var new: [Known]
        /// Answers that show one, of all since the first of them.
        var seen = 0
        var answers = 0
        /// Answers in a row that show a known value, and a new one.
        var knownInARow = 0
        var newInARow = 0
        /// How long values had been known for when it began, and how many.
        var history: Duration
        var known: Int
        /// The last answer before it, and the first of it.
        var before: Witness?
        var after: Witness
    }

    enum State: Sendable, Equatable {
        case settled
        case suspected(Episode)
        case changed(Episode)
    }

    /// What an answer did.
    enum Change: Sendable, Equatable { case none, suspected, changed, dismissed, returned }

    /// Sightings of new values that confirm a change.
    private var confirmations: Int { patience == .inventory ? 1 : 3 }
    /// Answers that are only learnt from.
    static let learning = 12
    /// Answers after which a suspicion is let go.
    static let mostSuspected = 100
    /// Values that are kept, those seen last.
    static let mostKnown = 32
    static let mostNew = 8

    let patience: Patience
    private(set) var state = State.settled
    /// Those seen last first.
    private(set) var known: [Known] = []
    /// When the first value was seen, and how many were learnt by now.
    private(set) var began: Timestamp?
    private(set) var values = 0
    private(set) var answers = 0
    private var last: Witness?

    init(_ patience: Patience) { self.patience = patience }

    /// What is told of now.
    var episode: Episode? {
        switch state {
        case .settled: nil
        case .suspected(let episode), .changed(let episode): episode
        }
    }

    /// A change is confirmed.
    var isChanged: Bool { if case .changed = state { true } else { false } }

    /// Takes what an answer shows.
    mutating func heard(_ value: String, in witness: Witness) -> Change {
        let now = witness.at
        answers += 1
        let isKnown = note(value, at: now)
        switch state {
        case .settled:
            defer { if episode == nil { last = witness } }
            if isKnown { return .none }
            guard isUnusual(at: now) else {
                learn(Known(value: value, first: now, last: now, answers: 1))
                return .none
            }
            let episode = Episode(
                since: now, new: [Known(value: value, first: now, last: now, answers: 1)], seen: 1, answers: 1,
                newInARow: 1, history: began.map { now - $0 } ?? .zero, known: known.count, before: last,
                after: witness)
            state = confirmations > 1 ? .suspected(episode) : .changed(episode)
            return confirmations > 1 ? .suspected : .changed
        case .suspected(var episode):
            count(value, isKnown: isKnown, in: &episode, at: now)
            if episode.seen >= confirmations {
                state = .changed(episode)
                return .changed
            }
            state = episode.answers >= Self.mostSuspected ? .settled : .suspected(episode)
            return episode.answers >= Self.mostSuspected ? .dismissed : .none
        case .changed(var episode):
            count(value, isKnown: isKnown, in: &episode, at: now)
            // New values among old ones come again unless they stay away for much longer than they did before.
            let usualGap = (episode.answers - episode.knownInARow) / max(episode.seen, 1)
            let isBack = episode.knownInARow >= max(Self.learning, 6 * usualGap)
            state = isBack ? .settled : .changed(episode)
            return isBack ? .returned : .none
        }
    }

    /// The new values are normal from now on.
    mutating func accept() {
        guard let episode else { return }
        state = .settled
        if episode.newInARow >= Self.learning { known = [] }
        for each in episode.new { learn(each) }
    }

    private mutating func note(_ value: String, at now: Timestamp) -> Bool {
        guard let index = known.firstIndex(where: { $0.value == value }) else { return false }
        var found = known.remove(at: index)
        (found.last, found.answers) = (now, found.answers + 1)
        known.insert(found, at: 0)
        return true
    }

    private mutating func learn(_ new: Known) {
        values += 1
        began = began ?? new.first
        known = Array(([new] + known).prefix(Self.mostKnown))
    }

    private func isUnusual(at now: Timestamp) -> Bool {
        guard let began, answers > Self.learning else { return false }
        return now - began >= patience.needed(known: known.count, values: values)
    }

    private mutating func count(_ value: String, isKnown: Bool, in episode: inout Episode, at now: Timestamp) {
        episode.answers += 1
        if isKnown {
            (episode.knownInARow, episode.newInARow) = (episode.knownInARow + 1, 0)
            return
        }
        episode.seen += 1
        (episode.knownInARow, episode.newInARow) = (0, episode.newInARow + 1)
        if let index = episode.new.firstIndex(where: { $0.value == value }) {
            episode.new[index].last = now
            episode.new[index].answers += 1
        } else if episode.new.count < Self.mostNew {
            episode.new.append(Known(value: value, first: now, last: now, answers: 1))
        }
    }
}

extension ShownValues {
    var json: JSON {
        let (word, episode): (String?, Episode?) =
            switch state {
            case .settled: (nil, nil)
            case .suspected(let episode): ("suspected", episode)
            case .changed(let episode): ("changed", episode)
            }
        return .compact([
            ("known", .array(known.map(\.json))), ("began", began.map { .int(Int($0.microseconds)) }),
            ("values", .int(values)), ("answers", .int(answers)),
            ("last", last?.json), ("state", word.map(JSON.string)),
            ("episode", episode?.json),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read is learnt anew.
    init(_ patience: Patience, json: JSON?) {
        self.init(patience)
        guard let json else { return }
        known = (json["known"]?.array ?? []).compactMap(Known.init(json:))
        began = json["began"]?.int.map { Timestamp(microseconds: Int64($0)) }
        values = json["values"]?.int ?? known.count
        answers = json["answers"]?.int ?? 0
        last = json["last"].flatMap(Witness.init(json:))
        switch (json["state"]?.string, json["episode"].flatMap(Episode.init(json:))) {
        case ("suspected", let episode?): state = .suspected(episode)
        case ("changed", let episode?): state = .changed(episode)
        case (_, _): break
        }
    }
}

extension ShownValues.Known {
    /// `[value, first, last, answers]`.
    var json: JSON {
        [.string(value), .int(Int(first.microseconds)), .int(Int(last.microseconds)), .int(answers)]
    }

    init?(json: JSON) {
        guard let value = json[0]?.string, let first = json[1]?.int, let last = json[2]?.int,
            let answers = json[3]?.int
        else { return nil }
        self.init(
            value: value, first: Timestamp(microseconds: Int64(first)), last: Timestamp(microseconds: Int64(last)),
            answers: answers)
    }
}

extension ShownValues.Episode {
    var json: JSON {
        .compact([
            ("since", .int(Int(since.microseconds))), ("new", .array(new.map(\.json))), ("seen", .int(seen)),
            ("answers", .int(answers)), ("known_in_a_row", .int(knownInARow)), ("new_in_a_row", .int(newInARow)),
            ("history", .int(Int(history.microseconds))), ("known", .int(known)),
            ("before", before?.json), ("after", after.json),
        ])
    }

    init?(json: JSON) {
        guard let since = json["since"]?.int, let after = json["after"].flatMap(Witness.init(json:)) else { return nil }
        self.init(
            since: Timestamp(microseconds: Int64(since)),
            new: (json["new"]?.array ?? []).compactMap(ShownValues.Known.init(json:)), seen: json["seen"]?.int ?? 0,
            answers: json["answers"]?.int ?? 0, knownInARow: json["known_in_a_row"]?.int ?? 0,
            newInARow: json["new_in_a_row"]?.int ?? 0, history: .microseconds(Int64(json["history"]?.int ?? 0)),
            known: json["known"]?.int ?? 0, before: json["before"].flatMap(Witness.init(json:)), after: after)
    }
}
