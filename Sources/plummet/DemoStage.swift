import Core
import Daemon
import Synchronization

/// Shows the demo: a picture that moves on a terminal, one line for each event in a pipe.
final class DemoStage: Sendable {
    private struct State {
        /// Lines of the moving part that stand on the screen.
        var drawn = 0
        /// Rounds that were seen, by provider: the last scores.
        var scores: [String: [Double]] = [:]
        var levels: [String: String] = [:]
        var phase = "learning what normal looks like"
        var lastPlain = 0
    }

    private let keep: Bool
    private let state = Mutex(State())

    init(keep: Bool) { self.keep = keep }

    func show(_ scene: Demo.Scene) {
        state.withLock { state in
            switch scene {
            case .started(let url): started(url)
            case .status(let status, let elapsed): picture(status, elapsed, &state)
            case .degraded(let points):
                state.phase = "acme got worse by \(points) points; nobody was told"
                event(
                    "▼",
                    "acme's model was swapped for a worse one: \(points) of 100 right answers fewer. Its health check stays green.",
                    .yellow, &state)
            case .healed:
                state.phase = "acme is as good as before; waiting until the evidence says so"
                event("▲", "acme's model was put back.", .blue, &state)
            case .alert(let kind, let text): alert(kind, text, &state)
            case .forged(let reason): event("✘", "a webhook with a bad signature arrived: \(reason)", .red, &state)
            case .ended(let outcome): ended(outcome, &state)
            }
        }
    }

    private func started(_ url: String) {
        Terminal.line(
            """
            \(Terminal.paint("plummet demo", .bold))  a real daemon, real HTTP, a real store; only the far end is simulated, and a
            quarter of an hour lasts one second. Two providers, 24 probes each, health checks green throughout.
            The pages are at \(Terminal.paint(url, .bold)) while this runs.
            """ + "\n")
    }

    private func alert(_ kind: String, _ text: String, _ state: inout State) {
        let firing = kind == "firing"
        event(
            firing ? "●" : "✔", "webhook received, signature valid: \(kind)", firing ? .red : .green, &state,
            details: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        if firing { state.phase = "the alert is out; in a moment somebody puts the model back" }
    }

    private func ended(_ outcome: Demo.Outcome, _ state: inout State) {
        erase(&state)
        func line(_ holds: Bool, _ text: String) {
            Terminal.line((holds ? Terminal.paint("ok  ", .green) : Terminal.paint("NO  ", .red)) + " " + text)
        }
        line(outcome.firing, "the fall was noticed, and the alert arrived over HTTP with a valid signature")
        line(outcome.resolved, "the alert was taken back after the recovery")
        line(outcome.forged == 0, "no webhook had a bad signature")
        line(outcome.aboutControl == 0, "the provider that nothing was done to raised nothing")
    }

    /// One event, above the moving part.
    private func event(
        _ mark: String, _ text: String, _ colour: Terminal.Colour, _ state: inout State, details: [String] = []
    ) {
        erase(&state)
        Terminal.line(Terminal.paint(mark, colour) + " " + text)
        for detail in details { Terminal.line("  │ " + Table.Cell(detail).text) }
        if !details.isEmpty { Terminal.line() }
    }

    private func erase(_ state: inout State) {
        guard Terminal.isInteractive, state.drawn > 0 else { return }
        Terminal.write("\u{1B}[\(state.drawn)A\u{1B}[J")
        state.drawn = 0
    }

    private func picture(_ status: JSON, _ elapsed: Duration, _ state: inout State) {
        for provider in status["providers"]?.array ?? [] {
            let name = provider["name"]?.string ?? ""
            if let score = provider["quality"]?["score"]?.double {
                state.scores[name] = Array((state.scores[name, default: []] + [score]).suffix(48))
            }
            let level = provider["quality"]?["level"]?.string ?? ""
            if state.levels[name] != level, !level.isEmpty {
                if level == "healthy", state.levels[name] == "learning", name == "acme" {
                    state.phase = "watching"
                }
                state.levels[name] = level
                if !Terminal.isInteractive {
                    Terminal.line(
                        "  \(time(elapsed))  \(name): quality \(level), health \(provider["health"]?["state"]?.string ?? "")"
                    )
                }
            }
        }
        guard Terminal.isInteractive else { return plain(status, elapsed, &state) }
        erase(&state)
        var lines = [Terminal.paint("\(time(elapsed))  \(virtual(status))  \(state.phase)", .dim)]
        lines += StatusText.table(of: status).text.split(separator: "\n").map(String.init)
        for name in state.scores.keys.sorted() {
            lines.append(
                name + String(repeating: " ", count: max(1, 10 - name.count)) + spark(state.scores[name] ?? []))
        }
        Terminal.line(lines.joined(separator: "\n"))
        state.drawn = lines.count
    }

    /// Every ten seconds in a pipe, so that a log shows that it lives.
    private func plain(_ status: JSON, _ elapsed: Duration, _ state: inout State) {
        let tens = Int(elapsed.inSeconds) / 10
        guard tens > state.lastPlain else { return }
        state.lastPlain = tens
        let facts = (status["providers"]?.array ?? []).map { provider in
            "\(provider["name"]?.string ?? "") \(provider["quality"]?["level"]?.string ?? "") \(provider["quality"]?["score"]?.double.map { fixed($0, 2) } ?? "–")"
        }
        Terminal.line("  \(time(elapsed))  \(virtual(status))  \(facts.joined(separator: ", "))")
    }

    private func time(_ elapsed: Duration) -> String {
        let seconds = Int(elapsed.inSeconds)
        return "\(padded(seconds / 60, 2)):\(padded(seconds % 60, 2))"
    }

    private func virtual(_ status: JSON) -> String {
        (status["now"]?.string).flatMap(Timestamp.init(rfc3339:)).map { String($0.forPeople.prefix(16)) } ?? ""
    }

    /// Scores from 0.4 to 1 as blocks of eight heights.
    private func spark(_ scores: [Double]) -> String {
        let blocks = Array("▁▂▃▄▅▆▇█")
        return String(scores.map { blocks[max(0, min(7, Int(($0 - 0.4) / 0.6 * 8)))] })
    }
}
