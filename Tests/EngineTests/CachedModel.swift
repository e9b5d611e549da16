import Core
import Engine

/// A model that answers well, and what stands before it and does not.
final class CachedModel {
    /// What answers in the model's place.
    enum Fault: Sendable {
        case none
        /// A cache whose key is the beginning of the question.
        case prefixCache
        /// A cache that leaves codes out of its key.
        case ignoresNonce
        /// The whole earlier response again, id and all, to a question asked before.
        case repeatsResponses
        /// Text and creation of an earlier response, under a new id.
        case repeatsText
        /// A cache that says so.
        case saysHit
        /// An old answer, as its Age says.
        case isOld
        /// For a code that of the question for a code before.
        case mixesUp
        /// Facts as they were a month ago.
        case oldSnapshot
        case createdEarlier, countsNothing, tooFast, sameText
        /// Of all, in this share.
        indirect case sometimes(Double, Fault)
    }

    private struct Stored {
        var text: String
        var id: String
        var createdAt: Timestamp
    }

    var fault: (Duration) -> Fault
    let start: Timestamp
    /// Share of right sums.
    private let skill: Double
    private var random: SeededRandom
    private var cache: [String: Stored] = [:]
    private var before: Stored?

    init(
        seed: UInt64, start: Timestamp, skill: Double, fault: @escaping (Duration) -> Fault = { _ in .none }
    ) {
        random = SeededRandom(seed: seed).child("model")
        self.start = start
        self.skill = skill
        self.fault = fault
    }

    func answer(_ call: Call, _ now: Timestamp) -> Behaviour {
        let prompt = call.question.rendered.messages.last?.content ?? ""
        let latency = Duration.milliseconds(200 + random.int(in: 0...800))
        let fresh = Stored(text: right(prompt), id: "r-\(random.next())", createdAt: now)
        var behaviour = Behaviour(latency: latency)
        var fault = fault(now - start)
        if case .sometimes(let share, let real) = fault { fault = random.chance(share) ? real : .none }
        let told = told(fresh, prompt, fault, &behaviour)
        if prompt.hasPrefix("Repeat") { before = fresh }
        behaviour.call = .says(told.text)
        behaviour.responseID = told.id
        behaviour.createdAt = told.createdAt
        return behaviour
    }

    private func told(_ fresh: Stored, _ prompt: String, _ fault: Fault, _ behaviour: inout Behaviour) -> Stored {
        switch fault {
        case .none, .sometimes:
            cache[prompt] = fresh
            return fresh
        case .prefixCache: return cached(String(prompt.prefix(8)), fresh)
        case .ignoresNonce: return cached(prompt.filter { !$0.isNumber }, fresh)
        case .repeatsResponses: return cache[prompt] ?? fresh
        case .repeatsText:
            guard let old = cache[prompt] else { return fresh }
            return Stored(text: old.text, id: fresh.id, createdAt: old.createdAt)
        case .saysHit: behaviour.headers = [Header("X-Cache", "HIT")]
        case .isOld: behaviour.headers = [Header("Age", "900")]
        case .mixesUp: return prompt.hasPrefix("Repeat") ? before ?? fresh : fresh
        case .createdEarlier:
            return Stored(text: fresh.text, id: fresh.id, createdAt: fresh.createdAt - .seconds(600))
        case .countsNothing: behaviour.countsTokens = false
        case .oldSnapshot:
            if prompt.hasPrefix("Who") { return Stored(text: "Ada", id: fresh.id, createdAt: fresh.createdAt) }
        case .tooFast: behaviour.latency = .milliseconds(5)
        case .sameText:
            if prompt.hasPrefix("Tell") { return Stored(text: Self.tale(0), id: fresh.id, createdAt: fresh.createdAt) }
        }
        return fresh
    }

    /// A new id, so that nothing but the text shows it.
    private func cached(_ key: String, _ fresh: Stored) -> Stored {
        if let hit = cache[key] { return Stored(text: hit.text, id: fresh.id, createdAt: fresh.createdAt) }
        cache[key] = fresh
        return fresh
    }

    private func right(_ prompt: String) -> String {
        if prompt.hasPrefix("Who") { return "Grace" }
        if prompt.hasPrefix("Tell") { return Self.tale(random.int(in: 1...1_000_000)) }
        let numbers = prompt.split { !$0.isNumber }.compactMap { Int($0) }
        if prompt.hasPrefix("Repeat") { return "The code is \(numbers.last ?? 0)." }
        let sum = numbers.reduce(0, +)
        return random.chance(skill) ? "\(sum)" : "\(sum + random.int(in: 1...9))"
    }

    private static func tale(_ number: Int) -> String {
        "Once upon a time there was a lighthouse whose keeper counted the waves, and the last one he counted was \(number)."
    }
}

extension Plans {
    /// Varied sums, each of which begins in a way of its own.
    static func lettered(_ count: Int) -> [Probe] {
        probes(count).enumerated().map { index, probe in
            let letter = Character(UnicodeScalar(UInt8(65 + index)))
            return Probe(
                suite: probe.suite, id: probe.id, category: probe.category,
                messages: [
                    Message(role: .user, content: "Sum \(letter) is about {{a}} + {{b}}. Reply with the number only.")
                ], sampling: probe.sampling, vary: probe.vary, evaluate: probe.evaluate)
        }
    }

    /// Eight sums, a twin with a code, and a text that is drawn at random.
    static func canaries() -> [Probe] {
        var code = Probe(
            suite: "canaries", id: "code", category: "retrieval",
            messages: [Message(role: .user, content: "Repeat this code: {{code}}")],
            sampling: Sampling(temperature: 0, maxOutputTokens: 32), vary: [("code", ["digits": 12])],
            evaluate: [["type": "contains", "value": "{{code}}"]])
        code.company = .twin
        let tale = Probe(
            suite: "canaries", id: "tale", category: "instruction",
            messages: [Message(role: .user, content: "Tell a story in one sentence.")],
            sampling: Sampling(temperature: 0.8, maxOutputTokens: 64),
            evaluate: [["type": "contains", "value": "lighthouse"]])
        let chair = Probe(
            suite: "canaries", id: "chair", category: "retrieval",
            messages: [Message(role: .user, content: "Who chairs the society of lighthouse keepers?")],
            sampling: Sampling(temperature: 0, maxOutputTokens: 16),
            evaluate: [["type": "equals", "value": "{{chair}}", "match": "loose"]],
            facts: [
                Fact(
                    name: "chair",
                    periods: [
                        Fact.Period(until: Timestamp(seconds: 1_790_000_000), value: "Ada"),
                        Fact.Period(from: Timestamp(seconds: 1_790_000_000), value: "Grace"),
                    ])
            ])
        return lettered(8) + code.copies + [tale, chair]
    }
}
