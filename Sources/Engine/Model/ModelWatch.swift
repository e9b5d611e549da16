internal import Alerting
internal import Core
internal import Detection
internal import Dialects

/// Whether the model behind a provider is still the same, by what its answers and its server show of it, exactly, and by
/// sentinels. A confirmed change is followed for a day by `QualityConfirmation`.
///
/// The incident ends when everything is as it was, and by itself when the confirmation is over and quality is not below its
/// baseline: then what is shown now is the new normal, and the change is kept in `history`.
struct ModelWatch: Sendable {
    private(set) var model: ShownValues
    private(set) var systemFingerprint: ShownValues
    private(set) var promptTokens: PromptTokens
    private(set) var inventory = InventoryWatch()
    var sentinels: SentinelWatch
    private(set) var confirmation: QualityConfirmation?
    /// Changes that are over, oldest first.
    private(set) var history: [ModelStatus.Change] = []
    /// What decides what is sent: under another configuration everything is learnt anew.
    private let configuration: String
    /// Something is told of now.
    private(set) var isTold = false
    /// How the last of it ended.
    private var ending = ""
    /// What was accepted in this step.
    private var accepted: ModelFacts?
    /// What was told of is over because something else is asked now.
    private var isReconfigured = false

    /// Changes that are kept.
    static let keptChanges = 16

    init(_ provider: Provider, settings: DetectorSettings) {
        configuration = provider.configurationHash
        sentinels = SentinelWatch(api: provider.api, settings: settings)
        sentinels.configure(tokensPerDay: provider.sentinelTokens, settings: settings)
        model = ShownValues(.models)
        systemFingerprint = ShownValues(.releases)
        promptTokens = PromptTokens(leavesOutCached: Dialects.named(provider.api)?.leavesOutCachedTokens ?? false)
    }

    /// Values that answers and servers show, by name, in the order in which people see them.
    private var shownValues: [(name: String, shown: ShownValues)] {
        [("model", model), ("system_fingerprint", systemFingerprint)] + inventory.ordered
    }

    /// A change is suspected or confirmed.
    var isOdd: Bool {
        shownValues.contains { $0.shown.episode != nil } || promptTokens.state != .settled || sentinels.change != nil
    }
    /// A change is confirmed.
    var isChanged: Bool {
        shownValues.contains { $0.shown.isChanged } || promptTokens.state == .changed || sentinels.change != nil
    }
    /// Whether quality followed is being found out.
    var isConfirming: Bool { confirmation?.state == .running }

    /// What an answer shows of the model.
    struct Sighting: Sendable {
        var witness: Witness
        var fingerprint: Completion.Fingerprint
        /// The version of the fixed prompt that was asked, and what it cost; nil for every other.
        var prompt: (version: String, tokens: Int)?
    }

    /// Takes an answer. True when something is to be told, or is no longer.
    mutating func heard(_ sighting: Sighting, ground: () -> QualityConfirmation.Ground) -> Bool {
        let (witness, shown) = (sighting.witness, sighting.fingerprint)
        let before = changes
        var isMoved = false
        if !shown.model.isEmpty { isMoved = model.heard(shown.model, in: witness) != .none }
        if !shown.systemFingerprint.isEmpty {
            isMoved = systemFingerprint.heard(shown.systemFingerprint, in: witness) != .none || isMoved
        }
        if let (version, tokens) = sighting.prompt {
            isMoved = promptTokens.heard(tokens, version: version, in: witness) != .none || isMoved
        }
        if isMoved { move(from: before, at: witness.at, ground: ground) }
        return isMoved
    }

    /// Takes what a server tells of the model that it serves. True as above.
    mutating func heard(
        inventory text: String?, outcome: Outcome, in witness: Witness, ground: () -> QualityConfirmation.Ground
    ) -> Bool {
        let before = changes
        guard inventory.heard(text, outcome: outcome, in: witness) else { return false }
        move(from: before, at: witness.at, ground: ground)
        return true
    }

    /// Only these probes are still asked.
    mutating func keep(_ isAsked: (String) -> Bool) { _ = promptTokens.keep(isAsked) }

    /// Sentinels of a round that is closed are judged. True as above.
    mutating func closeSentinels(_ round: Round, at now: Timestamp, ground: () -> QualityConfirmation.Ground) -> Bool {
        let (before, wasChanged) = (changes, sentinels.change != nil)
        sentinels.close(round)
        guard (sentinels.change != nil) != wasChanged else { return false }
        move(from: before, at: now, ground: ground)
        return true
    }

    /// A round is closed, or a wave that was asked beside it is in.
    mutating func close(
        _ slot: SlotScores, start: Timestamp, isWave: Bool = false, alert: Alerted, at now: Timestamp
    ) {
        guard var confirmation else { return }
        switch alert {
        case .none where isWave: confirmation.add(slot, beside: start, at: now)
        case .none: confirmation.close(slot, start: start, at: now)
        // What was below its baseline before the change cannot be compared with it.
        case .before: confirmation.close(SlotScores(round: slot.round, calls: []), start: start, at: now)
        case .since(let loss): confirmation.alerted(loss: loss, at: now)
        }
        self.confirmation = confirmation
        guard let ended = confirmation.endedAt else { return }
        switch confirmation.state {
        case .running: return
        case .held, .undecided: accept(at: now)
        case .followed:
            // Until the alert is over; a fall too small for one gets a day.
            guard case .none = alert, confirmation.wasAlerted || now - ended >= QualityConfirmation.longest else {
                return
            }
            accept(at: now)
        }
    }

    /// The quality alert that is open.
    enum Alerted { case none, before, since(loss: Double) }

    private mutating func move(
        from before: [ModelFacts.Change], at now: Timestamp, ground: () -> QualityConfirmation.Ground
    ) {
        let confirmed = changes.filter(\.isConfirmed)
        if let latest = confirmed.map(\.since).max() {
            let known = before.filter(\.isConfirmed).map(\.name)
            if let confirmation {
                // What only statistics see is seen late: it is no other change than the one that is looked into.
                if confirmed.contains(where: { $0.falseAlarmYears == nil && !known.contains($0.name) }) {
                    self.confirmation = confirmation.restarted(since: latest, at: now)
                }
            } else {
                confirmation = QualityConfirmation(since: latest, at: now, ground: ground())
            }
        } else if confirmation != nil {
            confirmation = nil
        }
        if !isOdd {
            ending = "it shows what it showed before"
            keep(before.filter(\.isConfirmed), at: now)
        }
    }

    /// Somebody takes what is shown now for the new normal.
    mutating func accept(by author: String, at now: Timestamp) {
        ending = "accepted by \(author)"
        settle(at: now)
        (confirmation, isTold) = (nil, false)
    }

    private mutating func accept(at now: Timestamp) {
        accepted = facts
        ending = confirmation.map { "accepted; \(ModelFacts.Confirmation($0).words)" } ?? "accepted"
        settle(at: now)
    }

    private mutating func settle(at now: Timestamp) {
        keep(changes.filter(\.isConfirmed), at: now)
        model.accept()
        systemFingerprint.accept()
        promptTokens.accept()
        inventory.accept()
        sentinels.accept()
    }

    private mutating func keep(_ ended: [ModelFacts.Change], at now: Timestamp) {
        let over = ended.map {
            ModelStatus.Change(at: $0.since, name: $0.name, before: $0.before, after: $0.after, ending: ending)
        }
        history = Array((history + over).suffix(Self.keptChanges))
    }

    /// What is to be told now: nil while nothing was and nothing is.
    mutating func tell() -> Telling? {
        defer { (isTold, accepted) = (isOdd, nil) }
        if isOdd {
            isReconfigured = false
            return .changed
        }
        confirmation = nil
        guard isTold else { return nil }
        if isReconfigured { return .reconfigured }
        return accepted.map(Telling.accepted) ?? .returned
    }

    /// A change is told of, or how it ended.
    enum Telling { case changed, returned, reconfigured, accepted(ModelFacts) }
}

extension ModelWatch {
    /// What is different now, the earliest first.
    var changes: [ModelFacts.Change] {
        var changes: [ModelFacts.Change] = []
        for (name, shown) in shownValues {
            guard let episode = shown.episode else { continue }
            let old = shown.known.max { ($0.last, $1.value) < ($1.last, $0.value) }
            var change = ModelFacts.Change(
                name: name, before: named(old?.value, of: shown.known.count),
                after: named(episode.new.last?.value, of: episode.new.count), since: episode.since,
                seen: episode.seen, answers: episode.answers, isConfirmed: shown.isChanged)
            if name == "system_fingerprint" || episode.known > 1 {
                (change.known, change.history) = (episode.known, episode.history)
            }
            changes.append(change)
        }
        changes += [tokenChange, sentinels.change].compactMap(\.self)
        return changes.sorted { ($0.since, $0.name) < ($1.since, $1.name) }
    }

    private var tokenChange: ModelFacts.Change? {
        let odd = promptTokens.odd.compactMap { promptTokens.prompts[$0] }
        guard promptTokens.state != .settled, let since = odd.compactMap(\.odd?.first.at).min() else { return nil }
        let before = odd.reduce(0) { $0 + ($1.known.first ?? 0) }
        let after = odd.reduce(0) { $0 + ($1.odd?.tokens ?? 0) }
        let prompts = odd.count == 1 ? "a fixed prompt" : "\(odd.count) fixed prompts"
        return ModelFacts.Change(
            name: "prompt_tokens", before: "\(grouped(before)) for \(prompts)", after: grouped(after), since: since,
            seen: odd.reduce(0) { $0 + ($1.odd?.seen ?? 0) }, answers: odd.reduce(0) { $0 + ($1.odd?.answers ?? 0) },
            isConfirmed: promptTokens.state == .changed)
    }

    private func named(_ value: String?, of count: Int) -> String {
        (value ?? "nothing") + (count > 1 ? " (and \(count - 1) more)" : "")
    }

    /// The last sample before the first change, and the first of it.
    private var examples: (before: Witness?, after: Witness?) {
        let shown = shownValues.compactMap(\.shown.episode).min { $0.since < $1.since }
        if let shown { return (shown.before, shown.after) }
        let odd = promptTokens.odd.compactMap { promptTokens.prompts[$0] }.min {
            $0.odd?.first.at ?? .distantFuture < $1.odd?.first.at ?? .distantFuture
        }
        return (odd?.last, odd?.odd?.first)
    }

    /// What an incident says of it.
    var facts: ModelFacts {
        var facts = ModelFacts(changes: changes, confirmation: confirmation.map(ModelFacts.Confirmation.init))
        let (before, after) = examples
        facts.before = before?.example("the last answer before it")
        facts.after = after?.example("the first answer that shows it")
        return facts
    }

    /// Known values and new ones, by name, those seen last first.
    var shown: [ModelStatus.Shown] {
        shownValues.flatMap { name, shown in
            let new = (shown.episode?.new ?? []).map { ($0, true) }
            return (new + shown.known.map { ($0, false) }).sorted { $0.0.last > $1.0.last }.map { each, isNew in
                ModelStatus.Shown(
                    name: name, value: each.value, first: each.first, last: each.last, answers: each.answers,
                    isNew: isNew)
            }
        }
    }
}

extension ModelFacts.Confirmation {
    init(_ confirmation: QualityConfirmation) {
        let state: State =
            switch confirmation.state {
            case .running: .running
            case .followed: .followed
            case .held: .held
            case .undecided: .undecided
            }
        self.init(
            state: state, fall: confirmation.loss ?? confirmation.fall, visible: confirmation.visible,
            answers: Int(confirmation.calls), rounds: confirmation.rounds)
    }
}

extension ModelWatch {
    var json: JSON {
        .compact([
            ("configuration", .string(configuration)), ("model", model.json),
            ("system_fingerprint", systemFingerprint.json), ("prompt_tokens", promptTokens.json),
            ("confirmation", confirmation?.json), ("told", isTold ? true : nil),
            ("inventory", inventory.json), ("sentinels", sentinels.json),
            ("history", .array(history.map(\.json))),
        ])
    }

    /// Goes on with what was stored under the same configuration; what cannot be read is learnt anew.
    init(json: JSON, provider: Provider, settings: DetectorSettings) {
        self.init(provider, settings: settings)
        history = (json["history"]?.array ?? []).compactMap(ModelStatus.Change.init(json:))
        isTold = json["told"]?.bool ?? false
        isReconfigured = json["configuration"]?.string != configuration
        guard !isReconfigured else { return }
        model = ShownValues(.models, json: json["model"])
        systemFingerprint = ShownValues(.releases, json: json["system_fingerprint"])
        promptTokens = PromptTokens(leavesOutCached: promptTokens.leavesOutCached, json: json["prompt_tokens"])
        confirmation = json["confirmation"].flatMap(QualityConfirmation.init(json:))
        inventory = InventoryWatch(json: json["inventory"])
        sentinels = SentinelWatch(json: json["sentinels"], api: provider.api, settings: settings)
        sentinels.configure(tokensPerDay: provider.sentinelTokens, settings: settings)
    }

    /// Another configuration: everything is learnt anew, except what was before.
    func configured(_ provider: Provider, settings: DetectorSettings) -> ModelWatch {
        guard provider.configurationHash != configuration else {
            var same = self
            same.sentinels.configure(tokensPerDay: provider.sentinelTokens, settings: settings)
            return same
        }
        var anew = ModelWatch(provider, settings: settings)
        (anew.history, anew.isTold, anew.isReconfigured) = (history, isTold, true)
        return anew
    }
}

extension ModelStatus.Change {
    fileprivate var json: JSON {
        [.int(Int(at.microseconds)), .string(name), .string(before), .string(after), .string(ending)]
    }

    fileprivate init?(json: JSON) {
        guard let at = json[0]?.int, let name = json[1]?.string, let before = json[2]?.string,
            let after = json[3]?.string, let ending = json[4]?.string
        else { return nil }
        self.init(
            at: Timestamp(microseconds: Int64(at)), name: name, before: before, after: after, ending: ending)
    }
}
