import Core
import Glibc

/// How far long work has come: one line on a terminal, nothing in a pipe.
enum Progress {
    private static let isShown = Terminal.isInteractive && isatty(STDERR_FILENO) == 1

    /// Shows a share in [0, 1].
    static func show(_ share: Double, _ what: String) {
        guard isShown else { return }
        Terminal.write("\r" + bar(share) + " \(fixed(share * 100, 0)) % \(what)\u{1B}[K", to: STDERR_FILENO)
    }

    /// Takes the line away.
    static func clear() {
        if isShown { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }

    /// A bar of 24 columns.
    static func bar(_ share: Double) -> String {
        let width = 24
        let filled = Int(min(max(share, 0), 1) * Double(width))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }
}
