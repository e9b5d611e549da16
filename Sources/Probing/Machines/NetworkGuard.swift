package import Core

/// Tells this machine's own network, or a gateway that providers share, from the providers behind it.
///
/// *Failing* is a provider whose calls got no connection since the last response of its kin, one at least within
/// `window`. Its kin is every provider that is not on this machine, for the network; those at the same host, for a
/// gateway. A scope is *struck* when all its providers fail, or half of them, at least two, and nothing answered for
/// `patience` since the first of these failures.
///
/// | state | answered | unreachable | silent, unknown |
/// | --- | --- | --- | --- |
/// | clear, gateways(hosts) | its host leaves; forgets the failures of its kin | the network is struck, at two hosts at least: network. Else its host is struck, has two providers at least, and another host answered since, or there is none: its host joins | |
/// | network | from a provider that is not on this machine: clear, all is forgotten | | |
///
/// `admit` lets one request pass in `trialInterval` in each scope that is in trouble, for the first response ends it.
/// With one provider, or with two on this machine, nothing can be told apart: nothing is ever suspected.
package struct NetworkGuard: Sendable, Equatable {
    /// Half of the providers failing is enough when nothing answered for so long.
    package static let patience = Duration.seconds(120)
    /// Between two trials of a scope that is in trouble.
    package static let trialInterval = Duration.seconds(30)

    /// A provider as the network sees it.
    package struct Member: Sendable, Hashable {
        package var provider: String
        package var host: Host

        package init(provider: String, host: Host) {
            self.provider = provider
            self.host = host
        }
    }

    /// What is unreachable.
    package enum Scope: Hashable, Sendable {
        case network
        /// The host's name.
        case gateway(String)
    }

    /// A scope that is unreachable.
    package struct Trouble: Sendable, Hashable {
        package var scope: Scope
        /// The first failure that it explains.
        package var since: Timestamp
        /// When it was suspected.
        package var enteredAt: Timestamp
        /// The last failure that it explains.
        package var failedAt: Timestamp
        /// The next request that may be sent into it.
        package var nextTrialAt: Timestamp

        package init(
            scope: Scope, since: Timestamp, enteredAt: Timestamp, failedAt: Timestamp, nextTrialAt: Timestamp
        ) {
            self.scope = scope
            self.since = since
            self.enteredAt = enteredAt
            self.failedAt = failedAt
            self.nextTrialAt = nextTrialAt
        }

        /// It has lasted for `patience`, and a request failed after that: it is no mere blip.
        package var isConfirmed: Bool { failedAt - since >= NetworkGuard.patience }
    }

    /// What was begun or ended by an event.
    package enum Change: Sendable, Hashable {
        case entered(Trouble)
        case left(Trouble)
    }

    /// Whether a request may be sent.
    package enum Admission: Sendable, Equatable {
        case send
        /// As the one request that finds out whether the trouble is over.
        case trial
        /// Not before then.
        case refuse(until: Timestamp)
    }

    /// A provider's calls without a connection since its host last answered.
    struct Failures: Sendable, Hashable {
        var first: Timestamp
        var last: Timestamp
    }

    /// In the order of the configuration.
    package private(set) var members: [Member]
    /// In trouble: the network alone, or hosts in the order in which they came.
    package private(set) var troubles: [Trouble] = []
    /// Failures older than this explain nothing.
    private var window: Duration
    private var failures: [String: Failures] = [:]
    /// When each host last answered.
    private var answers: [String: Timestamp] = [:]
    /// When any host that is not on this machine last answered.
    private var answeredAt: Timestamp?

    /// A guard over these providers; `window` is longer than the time between two calls of the rarest of them.
    package init(_ members: [Member], window: Duration) {
        self.members = members
        self.window = window
    }

    /// Whether what is stored of this guard differs from what is stored of another.
    package func differs(from other: NetworkGuard) -> Bool {
        troubles != other.troubles || failures != other.failures
    }

    /// The trouble that a provider's calls are in; nil for none.
    package func trouble(of provider: String) -> Trouble? {
        guard let member = members.first(where: { $0.provider == provider }) else { return nil }
        return troubles.first { holds($0.scope, member) }
    }

    /// The providers that a trouble is about, in the order of the configuration.
    package func providers(in scope: Scope) -> [String] {
        members.filter { holds(scope, $0) }.map(\.provider)
    }

    /// A request wants to be sent; the trial of a scope is given to the first that asks.
    package mutating func admit(_ provider: String, now: Timestamp) -> Admission {
        guard let trouble = trouble(of: provider), let index = troubles.firstIndex(of: trouble) else { return .send }
        // No trial is meant to be so far away: the clock was set back.
        let next = min(trouble.nextTrialAt, now + Self.trialInterval)
        guard next <= now else { return .refuse(until: next) }
        troubles[index].nextTrialAt = now + Self.trialInterval
        return .trial
    }

    /// A provider's request ended.
    package mutating func heard(_ provider: String, _ reach: Reach, now: Timestamp) -> [Change] {
        guard let member = members.first(where: { $0.provider == provider }) else { return [] }
        switch reach {
        case .silent, .unknown: return []
        case .answered: return answered(member, now)
        case .unreachable: return failed(member, now)
        }
    }

    /// The configuration changed: a trouble that is about nobody any more ends.
    package mutating func configure(_ new: [Member], window: Duration) -> [Change] {
        let moved = members.filter { !new.contains($0) }.map(\.provider)
        for provider in moved { failures[provider] = nil }
        members = new
        self.window = window
        answers = answers.filter { name, _ in new.contains { $0.host.name == name } }
        let gone = troubles.filter { !isPossible($0.scope) }
        troubles.removeAll { gone.contains($0) }
        return gone.map { .left($0) }
    }

    private mutating func answered(_ member: Member, _ now: Timestamp) -> [Change] {
        answers[member.host.name] = now
        if !member.host.isLocal { answeredAt = now }
        let over = troubles.filter { holds($0.scope, member) }
        troubles.removeAll { over.contains($0) }
        if over.contains(where: { $0.scope == .network }) { failures = [:] }
        for kin in members where kin.host.name == member.host.name { failures[kin.provider] = nil }
        return over.map { .left($0) }
    }

    private mutating func failed(_ member: Member, _ now: Timestamp) -> [Change] {
        let first = failures[member.provider]?.first ?? now
        failures[member.provider] = Failures(first: first, last: now)
        for index in troubles.indices where holds(troubles[index].scope, member) {
            troubles[index].failedAt = max(now, troubles[index].failedAt)
        }
        guard !troubles.contains(where: { $0.scope == .network }) else { return [] }
        if !member.host.isLocal, let since = strike(remote, since: answeredAt, now: now),
            Set(failing(remote, since: answeredAt, now: now).map(\.host.name)).count >= 2
        {
            // What was taken for a gateway was the network all along.
            let smaller = troubles.filter { trouble in remote.contains { holds(trouble.scope, $0) } }
            troubles.removeAll { smaller.contains($0) }
            return smaller.map { .left($0) } + enter(.network, since: since, now: now)
        }
        let scope = Scope.gateway(member.host.name)
        let kin = members.filter { holds(scope, $0) }
        guard !troubles.contains(where: { $0.scope == scope }), kin.count >= 2,
            let since = strike(kin, since: answers[member.host.name], now: now),
            othersAnswer(than: member, since: since)
        else { return [] }
        return enter(scope, since: since, now: now)
    }

    private mutating func enter(_ scope: Scope, since: Timestamp, now: Timestamp) -> [Change] {
        let trouble = Trouble(
            scope: scope, since: since, enteredAt: now, failedAt: now, nextTrialAt: now + Self.trialInterval)
        troubles.append(trouble)
        return [.entered(trouble)]
    }

    /// The first failure of kin that is struck; nil when it is not.
    private func strike(_ kin: [Member], since answer: Timestamp?, now: Timestamp) -> Timestamp? {
        let failing = failing(kin, since: answer, now: now)
        guard failing.count >= 2, let since = failing.compactMap({ failures[$0.provider]?.first }).min() else {
            return nil
        }
        // A provider that failed before the others answered failed for itself then.
        let began = answer.map { max(since, $0) } ?? since
        let isStruck = failing.count == kin.count || failing.count * 2 >= kin.count && now - began >= Self.patience
        return isStruck ? began : nil
    }

    /// Those that failed after the last answer of all of them, and not too long ago.
    private func failing(_ kin: [Member], since answer: Timestamp?, now: Timestamp) -> [Member] {
        kin.filter { member in
            guard let last = failures[member.provider]?.last else { return false }
            return now - last < window && answer.map { last > $0 } ?? true
        }
    }

    private func othersAnswer(than member: Member, since: Timestamp) -> Bool {
        let others = members.filter { $0.host.name != member.host.name }
        return others.isEmpty || others.contains { answers[$0.host.name].map { $0 >= since } ?? false }
    }

    private var remote: [Member] { members.filter { !$0.host.isLocal } }

    private func holds(_ scope: Scope, _ member: Member) -> Bool {
        switch scope {
        case .network: !member.host.isLocal
        case .gateway(let name): member.host.name == name
        }
    }

    /// Whether a scope could be suspected of these members at all.
    private func isPossible(_ scope: Scope) -> Bool {
        let about = members.filter { holds(scope, $0) }
        switch scope {
        case .network: return Set(about.map(\.host.name)).count >= 2
        case .gateway: return about.count >= 2
        }
    }
}

extension NetworkGuard {
    /// Troubles and failures, to go on with after a restart.
    package var json: JSON {
        let known = members.compactMap { member in failures[member.provider].map { (member.provider, $0) } }
        return .compact([
            ("troubles", .array(troubles.map(\.json))),
            ("failures", .object(known.map { ($0, [.moment($1.first), .moment($1.last)]) })),
            ("answered_at", answeredAt.map(JSON.moment)),
            (
                "answers",
                .object(
                    Set(members.map(\.host.name)).sorted().compactMap { name in
                        answers[name].map { (name, .moment($0)) }
                    })
            ),
        ])
    }

    /// Goes on with what `json` wrote, as far as it is possible with these members.
    package init(json: JSON, _ members: [Member], window: Duration) {
        self.init(members, window: window)
        for member in members {
            guard let stored = json["failures"]?[member.provider], let first = stored[0]?.moment,
                let last = stored[1]?.moment
            else { continue }
            failures[member.provider] = Failures(first: first, last: last)
        }
        for member in members { answers[member.host.name] = json["answers"]?[member.host.name]?.moment }
        answeredAt = json["answered_at"]?.moment
        for trouble in (json["troubles"]?.array ?? []).compactMap(Trouble.init(json:)) {
            guard isPossible(trouble.scope), !troubles.contains(where: { $0.scope == trouble.scope }) else { continue }
            troubles.append(trouble)
        }
    }
}

extension NetworkGuard.Trouble {
    fileprivate var json: JSON {
        let gateway: JSON? =
            switch scope {
            case .network: nil
            case .gateway(let host): .string(host)
            }
        return .compact([
            ("gateway", gateway), ("since", .moment(since)), ("entered_at", .moment(enteredAt)),
            ("failed_at", .moment(failedAt)), ("next_trial_at", .moment(nextTrialAt)),
        ])
    }

    fileprivate init?(json: JSON) {
        guard let since = json["since"]?.moment, let entered = json["entered_at"]?.moment,
            let failed = json["failed_at"]?.moment, let next = json["next_trial_at"]?.moment
        else { return nil }
        self.init(
            scope: json["gateway"]?.string.map(NetworkGuard.Scope.gateway) ?? .network, since: since,
            enteredAt: entered, failedAt: failed, nextTrialAt: next)
    }
}

extension JSON {
    /// A moment as its microseconds.
    fileprivate static func moment(_ moment: Timestamp) -> JSON { .int(Int(moment.microseconds)) }

    fileprivate var moment: Timestamp? { int.map { Timestamp(microseconds: Int64($0)) } }
}
