package import Logging
internal import Core
internal import Glibc

/// How log lines look.
package enum LogFormat: String, Sendable, CaseIterable {
    /// Time, level, message and `key=value`, for a terminal.
    case text
    /// One JSON object a line.
    case json
    /// Text with a `<6>` priority in front and no time: what journald wants from a service's standard error.
    case journal

    /// Journal under a service manager, text elsewhere.
    package static func automatic(environment: [String: String]) -> LogFormat {
        environment["JOURNAL_STREAM"] == nil ? .text : .journal
    }
}

/// Writes log lines to standard error, each with one write, secrets never among them.
package struct LineLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let format: LogFormat

    package init(level: Logger.Level, format: LogFormat) {
        logLevel = level
        self.format = format
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        var bytes: [UInt8]
        switch format {
        case .json:
            bytes =
                JSON.object(
                    [
                        ("time", .string(DaemonClock.wall().description)), ("level", .string(event.level.rawValue)),
                        ("message", .string("\(event.message)")),
                    ] + facts.map { ($0.key, .string("\($0.value)")) }
                ).bytes
        case .text:
            bytes = Array("\(DaemonClock.wall().forPeople) \(word(event.level)) \(line(event, facts))".utf8)
        case .journal:
            bytes = Array("<\(priority(event.level))>\(line(event, facts))".utf8)
        }
        bytes.append(10)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    private func line(_ event: LogEvent, _ facts: [(key: String, value: Logger.Metadata.Value)]) -> String {
        let text = facts.map { key, value in
            let shown = "\(value)"
            let quoted = shown.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0.isNewline }
            return " \(key)=" + (quoted ? JSON.string(shown).text : shown).withoutControls
        }
        return "\(event.message)".withoutControls + text.joined()
    }

    private func word(_ level: Logger.Level) -> String {
        let word = level.rawValue
        return word + String(repeating: " ", count: max(0, 8 - word.count))
    }

    /// **Source:** syslog priorities, sd-daemon(3).
    private func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
