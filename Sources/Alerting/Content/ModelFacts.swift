package import Core

/// What a `model-changed` incident knows: what the provider shows of its model that it did not show before, and whether
/// quality followed.
package struct ModelFacts: Sendable, Equatable {
    /// One thing that changed.
    package struct Change: Sendable, Equatable {
        /// `model`, `system_fingerprint`, what an inventory names (`digest`, `weights`, `template` …), `prompt_tokens`,
        /// `log_probabilities`, `border_inputs`.
        package var name: String
        package var before: String
        package var after: String
        package var since: Timestamp
        /// Answers that show it, of all since the first of them.
        package var seen: Int
        package var answers: Int
        /// More than one odd answer.
        package var isConfirmed: Bool
        /// Values that were known before, over how long; 0 where nothing of the kind is counted.
        package var known = 0
        package var history = Duration.zero
        /// A false alarm this strong is expected once in so many years; nil for what is exact.
        package var falseAlarmYears: Double?

        package init(
            name: String, before: String, after: String, since: Timestamp, seen: Int, answers: Int, isConfirmed: Bool
        ) {
            self.name = name
            self.before = before
            self.after = after
            self.since = since
            self.seen = seen
            self.answers = answers
            self.isConfirmed = isConfirmed
        }

        /// For people: `model sim-1 → sim-2, seen in 7 of the last 7 answers`.
        package var words: String {
            let arrow = "\(name) \(before) → \(after)"
            if let falseAlarmYears {
                return "\(arrow), a false alarm this strong is expected \(Wording.onceIn(years: falseAlarmYears))"
            }
            let first = known > 0 ? ", the first new one in \(history.forPeople) (\(known) known)" : ""
            return "\(arrow), seen in \(seen) of the last \(answers) \(answers == 1 ? "answer" : "answers")\(first)"
        }
    }

    /// Whether quality followed the change.
    package struct Confirmation: Sendable, Equatable {
        /// How far it has come.
        package enum State: String, Sendable, CaseIterable {
            /// Not enough answers yet.
            case running
            case followed
            case held
            /// Its time is over, and too few answers came.
            case undecided
        }

        package var state: State
        /// How far the mean score lies below its baseline, in [-1, 1]; nil before the first answer.
        package var fall: Double?
        /// A fall of more than this would have been seen in nine of ten cases, in [0, 1]; nil before the first answer.
        package var visible: Double?
        package var answers: Int
        package var rounds: Int

        package init(state: State, fall: Double? = nil, visible: Double? = nil, answers: Int = 0, rounds: Int = 0) {
            self.state = state
            self.fall = fall
            self.visible = visible
            self.answers = answers
            self.rounds = rounds
        }

        /// For people: `quality held: a fall of more than 8 points would have been seen`.
        package var words: String {
            switch state {
            case .running: return "whether quality followed is being found out"
            case .followed: return "quality followed: −\(Wording.points(fall ?? 0)) points"
            case .held:
                return "quality held: a fall of more than \(Wording.points(visible ?? 1)) points would have been seen"
            case .undecided:
                guard let visible, visible < 1 else {
                    return "nothing was scored that would tell whether quality followed"
                }
                return "no fall was seen; one of more than \(Wording.points(visible)) points would have been"
            }
        }
    }

    /// At least one while the incident is open, the earliest first.
    package var changes: [Change]
    /// Nil while nothing is confirmed.
    package var confirmation: Confirmation?
    /// The last sample before the change, and the first after it.
    package var before: StaleFacts.Example?
    package var after: StaleFacts.Example?
    /// The incident of quality where quality followed.
    package var qualityIncident: RecordID?

    package init(changes: [Change], confirmation: Confirmation? = nil) {
        self.changes = changes
        self.confirmation = confirmation
    }

    /// When the first of it began.
    package var since: Timestamp { changes.map(\.since).min() ?? .distantPast }

    /// The incident in a sentence: `acme shows another model since 2026-11-23 03:15 UTC: model sim-1 → sim-2, seen in 7 of
    /// the last 7 answers; quality held: a fall of more than 8 points would have been seen`.
    package func summary(provider: String) -> String {
        let shows = changes.contains { $0.isConfirmed } ? "is not what it was" : "may not be what it was"
        let more = changes.count > 2 ? " and \(changes.count - 2) more" : ""
        let what = changes.prefix(2).map(\.words).joined(separator: "; ") + more
        let ending = confirmation.map { "; \($0.words)" } ?? ""
        return "the model behind \(provider) \(shows) since \(since.toTheMinute): \(what)\(ending)"
    }

    /// Why the incident is over: the old state is back.
    package static func returnSummary(provider: String) -> String {
        "the model behind \(provider) shows what it showed before"
    }

    /// Why the incident is over: what changed is the new normal.
    package static func acceptanceSummary(provider: String, _ confirmation: Confirmation?) -> String {
        let quality = confirmation.map { $0.state == .followed ? "quality is back at its baseline" : $0.words }
        return [quality, "what \(provider) shows now is accepted as normal"].compactMap(\.self).joined(separator: "; ")
    }
}

extension ModelFacts {
    /// As the incident stores it and the alert tells it; the changes are told as `fingerprint` as well, as in every other
    /// kind of incident.
    package var json: JSON {
        .compact([
            ("since", since.json), ("changes", .array(changes.map(\.json))),
            (
                "fingerprint",
                .array(
                    changes.map {
                        ["name": .string($0.name), "before": .string($0.before), "after": .string($0.after)]
                    })
            ),
            ("confirmation", confirmation?.json),
            ("quality_incident", qualityIncident.map { .string("\($0)") }),
            ("examples", .compact([("before", before?.json), ("after", after?.json)])),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let changes = json["changes"]?.array else { return nil }
        self.init(
            changes: changes.compactMap(Change.init(json:)),
            confirmation: json["confirmation"].flatMap(Confirmation.init(json:)))
        before = json["examples"]?["before"].flatMap(StaleFacts.Example.init(json:))
        after = json["examples"]?["after"].flatMap(StaleFacts.Example.init(json:))
        qualityIncident = json["quality_incident"]?.recordID
    }
}

extension ModelFacts.Change {
    fileprivate var json: JSON {
        .compact([
            ("name", .string(name)), ("before", .string(before)), ("after", .string(after)), ("since", since.json),
            ("seen", .int(seen)), ("answers", .int(answers)), ("confirmed", .bool(isConfirmed)),
            ("known", known > 0 ? .int(known) : nil),
            ("history_seconds", known > 0 ? .double(history.inSeconds.rounded()) : nil),
            ("false_alarm_every_years", falseAlarmYears.map(JSON.double)),
        ])
    }

    fileprivate init?(json: JSON) {
        guard let name = json["name"]?.string, let before = json["before"]?.string, let after = json["after"]?.string,
            let since = json["since"]?.timestamp
        else { return nil }
        self.init(
            name: name, before: before, after: after, since: since, seen: json["seen"]?.int ?? 0,
            answers: json["answers"]?.int ?? 0, isConfirmed: json["confirmed"]?.bool ?? false)
        known = json["known"]?.int ?? 0
        history = .microseconds(Int64(min(max(json["history_seconds"]?.double ?? 0, 0), 1e12) * 1e6))
        falseAlarmYears = json["false_alarm_every_years"].map { $0.double ?? .infinity }
    }
}

extension ModelFacts.Confirmation {
    fileprivate var json: JSON {
        .compact([
            ("state", .string(state.rawValue)), ("fall", fall.map(JSON.double)),
            ("visible", visible.map(JSON.double)), ("answers", .int(answers)), ("rounds", .int(rounds)),
        ])
    }

    fileprivate init?(json: JSON) {
        guard let state = json["state"]?.string.flatMap(State.init) else { return nil }
        self.init(
            state: state, fall: json["fall"]?.double, visible: json["visible"]?.double,
            answers: json["answers"]?.int ?? 0, rounds: json["rounds"]?.int ?? 0)
    }
}
