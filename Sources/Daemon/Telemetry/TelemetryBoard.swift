internal import Core
internal import Settings
internal import Synchronization

/// Where traces are exported to, replaced as a whole by a reload, and how far that has come.
final class TelemetryBoard: Sendable {
    private struct State {
        var target: TelemetryExport?
        var status: TelemetryStatus?
    }

    private let state: Mutex<State>

    init(_ target: TelemetryExport?) {
        state = Mutex(State(target: target, status: target.map { _ in TelemetryStatus() }))
    }

    /// Takes in a changed configuration.
    func use(_ target: TelemetryExport?) {
        state.withLock { state in
            state.target = target
            state.status = target.map { _ in state.status ?? TelemetryStatus() }
        }
    }

    /// The target in force; nil for none.
    var target: TelemetryExport? { state.withLock { $0.target } }

    /// The figures; nil where nothing is exported.
    var status: TelemetryStatus? { state.withLock { $0.status } }

    /// Notes the figures, unless the export was taken out of the configuration meanwhile.
    func note(_ status: TelemetryStatus) { state.withLock { if $0.target != nil { $0.status = status } } }
}
