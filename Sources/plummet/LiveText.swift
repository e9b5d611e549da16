import Core
import Daemon
import Glibc

/// A sample then and now, side by side.
enum LiveText {
    static func text(of comparison: LiveComparison) -> String {
        let title =
            Terminal.paint("\(comparison.sample)", .bold) + "  asked again of \(comparison.provider.withoutControls)"
        var table = Table(header: ["", "then", "now"])
        table.rows =
            comparison.request.map { row("request: " + $0.name, $0) } + comparison.facts.map { row($0.name, $0) }
            + comparison.fingerprint.map { row("shows: " + $0.name, $0) }
        let answers = comparison.answers.enumerated().map { index, answer in
            let name = comparison.answers.count > 1 ? "answer \(index + 1)" : "answer"
            return Terminal.paint(name, .dim) + "\n" + WordDiff(answer.then, answer.now).columns(width: width)
        }
        return ([title, table.text] + answers).joined(separator: "\n")
    }

    private static func row(_ name: String, _ fact: LiveComparison.Fact) -> [Table.Cell] {
        let limit = (width - 24) / 2
        return [
            .init(name), .init(shortened(fact.then, limit), fact.differs ? .red : nil),
            .init(shortened(fact.now, limit), fact.differs ? .green : nil),
        ]
    }

    /// Columns of the terminal; 100 where there is none.
    private static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 100 }
        return min(Int(size.ws_col), 200)
    }
}
