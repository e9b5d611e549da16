internal import Core

/// How one dialect puts answers and errors into bytes.
protocol Wire: Sendable {
    /// The body of a whole answer.
    func whole(_ answer: WireAnswer) -> JSON
    /// The server-sent events of a streamed answer, each with its blank line.
    func events(_ answer: WireAnswer, usage: Bool) -> [String]
    /// The body of an error.
    func error(_ error: WireError) -> JSON
}

/// An answer with what stands around it.
struct WireAnswer: Sendable, Equatable {
    /// The name that was asked for.
    var model: String
    /// The same for equal answers, so that runs can be compared.
    var id: String
    /// What the provider calls its configuration of the model; does not move when the model is degraded.
    var systemFingerprint: String
    /// What the model says, cut to the limit of the request.
    var reply: SimulatedReply
    var end: End

    /// Why an answer ends.
    enum End: Sendable, Equatable { case complete, tokenLimit }

    /// The text in pieces of a word with the space after it; none for an empty text.
    var pieces: [String] {
        var pieces = [""]
        for character in reply.text {
            pieces[pieces.count - 1].append(character)
            if character == " " { pieces.append("") }
        }
        return pieces.filter { !$0.isEmpty }
    }
}

/// The errors of a simulated provider.
enum WireError: Sendable, Equatable {
    case badRequest
    case tooLarge
    case unknownModel(String)
    case rateLimit
    case outage

    /// The status that it is sent with.
    var status: Int {
        switch self {
        case .badRequest: 400
        case .tooLarge: 413
        case .unknownModel: 404
        case .rateLimit: 429
        case .outage: 500
        }
    }

    /// What it says to people.
    var message: String {
        switch self {
        case .badRequest: "The body is not a request of this API."
        case .tooLarge: "The body is too large."
        case .unknownModel(let model): "The model `\(model)` does not exist."
        case .rateLimit: "Rate limit reached. Please try again later."
        case .outage: "The server had an error while processing your request."
        }
    }
}

/// One server-sent event of an optional name.
func event(_ data: String, named name: String? = nil) -> String {
    (name.map { "event: \($0)\n" } ?? "") + "data: \(data)\n\n"
}
