/// Why a probe cannot be rendered.
package struct RenderingError: Error, Sendable, Equatable {
    /// The part of the probe that is at fault.
    package enum Place: Sendable, Hashable {
        /// A message, counted from 0.
        case message(Int)
        /// The generator of a name.
        case vary(String)
        /// Evaluators, or the arguments of a tool's result.
        case evaluate
        /// A message of a follow-up, both counted from 0.
        case followUp(Int, message: Int)
        /// What a tool says, counted from 0.
        case toolResult(Int)
    }

    package var place: Place
    /// Byte offset of the JSON value in its file; 0 for messages and results.
    package var offset: Int
    package var error: ExpressionError

    init(place: Place, offset: Int, error: ExpressionError) {
        self.place = place
        self.offset = offset
        self.error = error
    }

    init(_ place: Place, _ offset: Int, _ problem: String, instead: String = "") {
        self.init(
            place: place, offset: offset,
            error: ExpressionError(Fault(byte: 0, problem: problem, instead: instead), in: ""))
    }
}

extension RenderingError: CustomStringConvertible {
    /// `message 1, line 1, column 9: unknown name "aa"; write "a"`.
    package var description: String {
        switch place {
        case .message(let index): "message \(index + 1), \(error)"
        case .vary(let name):
            "\"\(name)\" in vary: \(error.problem)" + (error.instead.isEmpty ? "" : "; \(error.instead)")
        case .evaluate: "evaluate, \(error)"
        case .followUp(let turn, let message): "turn \(turn + 2), message \(message + 1), \(error)"
        case .toolResult(let index): "result \(index + 1) of the tools, \(error)"
        }
    }
}
