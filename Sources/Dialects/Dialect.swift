package import Core

/// One wire format of a provider API: how a question is written, how an answer is read.
///
/// A new one is a type of this protocol in a file of its own and a line in `Dialects.all`; what is the same for all
/// (failures, the form of the body, the end of a stream) is in `decode`.
package protocol Dialect: Sendable {
    /// Its name in the configuration: `openai-chat`.
    var name: String { get }

    /// The vendor's own base URL, without a trailing slash; empty where every customer has one of their own, which a
    /// configuration then has to give.
    var defaultBaseURL: String { get }

    /// How the parts of a streamed answer are told apart.
    var framing: StreamFraming { get }

    /// The dialect that asks the same server which model it serves, with the option `model`; nil where none tells.
    var inventory: (any Dialect)? { get }

    /// Fewest output tokens that a request may allow.
    var fewestOutputTokens: Int { get }

    /// Whether the count of a prompt's tokens may leave out those that a cache had.
    var leavesOutCachedTokens: Bool { get }

    /// Credentials that it knows beside the one key, by their names in the configuration; the first `required` must be
    /// there when there is no key.
    var credentials: (names: [String], required: Int) { get }

    /// This dialect with a provider's `options`: declares each option as a field; a dialect without any stays as it is.
    func configured(by fields: inout Fields) -> any Dialect

    /// What people should know who watch a model through this dialect as it is configured; nil for nothing.
    var caveat: (problem: String, instead: String)? { get }

    /// Whether requests to that base URL are sure to be refused without a key.
    func needsAPIKey(baseURL: String) -> Bool

    /// The request that asks this probe of this provider; the same arguments give the same bytes. `now` is for
    /// signatures that have a date.
    ///
    /// `provider.omit` leaves out parameters of the body by their wire names, `provider.extra` adds members or replaces
    /// those of the same name, and the provider's own headers replace those of the dialect.
    func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest

    /// Why streamed answers cannot be read as this dialect is configured, and what to write instead; nil when they can.
    var obstacleToStreams: (problem: String, instead: String)? { get }

    /// Ends of the URLs of single endpoints, which people take for a base URL, and where each would have to be cut.
    var endpoints: [(end: String, start: String)] { get }

    /// Whether a whole answer is plain text, which `readWhole` then gets as a string, and no JSON.
    var answersInText: Bool { get }

    /// The error that a body or event of a success holds in place of an answer; nil when it is none.
    func failure(in body: JSON) -> ProviderError?

    /// What a whole response body says. Total: every value gives a draft, `complete` or `failed`; `open` is the first part
    /// of a stream that went no further.
    func readWhole(_ body: JSON) -> AnswerDraft

    /// A reader at the start of a stream.
    func streamReader() -> any StreamReader

    /// Takes over what the headers of a success tell of the answer and its body did not: the region above all.
    func readHeaders(_ headers: [Header], into draft: inout AnswerDraft)
}

extension Dialect {
    package var framing: StreamFraming { .serverSentEvents }
    package var inventory: (any Dialect)? { nil }
    package var fewestOutputTokens: Int { 1 }
    package var leavesOutCachedTokens: Bool { false }
    package var credentials: (names: [String], required: Int) { ([], 0) }
    package func configured(by fields: inout Fields) -> any Dialect { self }
    package var caveat: (problem: String, instead: String)? { nil }
    package var obstacleToStreams: (problem: String, instead: String)? { nil }
    package var endpoints: [(end: String, start: String)] { Dialects.endpoints }
    package var answersInText: Bool { false }
    package func failure(in body: JSON) -> ProviderError? { ProviderError(inSuccess: body) }
    package func readHeaders(_ headers: [Header], into draft: inout AnswerDraft) {}

    /// The declaration of this dialect's `options`.
    package var optionsShape: Shape<any Dialect> {
        .object("Options of the API \"\(name)\".") { configured(by: &$0) }
    }
}

/// How the parts of a streamed answer are told apart.
package enum StreamFraming: Sendable {
    case serverSentEvents
    /// One JSON value a line.
    case lines
    /// Amazon's binary `application/vnd.amazon.eventstream`.
    case amazonEvents
}

/// Reads the events of one streamed answer, in their order.
package protocol StreamReader: Sendable {
    /// What the events so far say.
    var draft: AnswerDraft { get set }

    /// Takes in one event, line or message that is JSON and no error; `name` is its own, where it has one. Total: unknown
    /// events are noted and otherwise ignored.
    mutating func read(_ event: JSON, name: String)

    /// Takes in the line `[DONE]`.
    mutating func readDone()
}

/// An answer while it is read.
package struct AnswerDraft: Sendable, Equatable {
    /// How much of an answer is there.
    package enum State: Sendable, Equatable {
        /// More is to come.
        case open
        /// The finish reason was read: all text is there, and where servers are known to leave out the last event, a
        /// clean end of the stream may stand for it.
        case finished
        /// The body or stream said that it is over.
        case complete
        /// The provider reported an error instead, or in the middle.
        case failed(ProviderError)
    }

    package var completion: Completion
    package var state: State
    /// Why this is no answer in the form that the dialect promises; nil when it is one.
    package var flaw: String?
    /// Finish reasons, events and blocks that the dialect does not know: at most 8, of at most 80 characters.
    package private(set) var novelties: [String]

    /// An empty draft.
    package init(state: State = .open) {
        completion = Completion(text: "", finish: .unknown)
        self.state = state
        flaw = nil
        novelties = []
    }

    /// Notes something unknown, once.
    package mutating func note(_ kind: String, _ value: String) {
        note(again: kind + " " + ErrorText.plain(value, limit: 64))
    }

    /// Notes what another draft of the same answer noted.
    mutating func note(again novelty: String) {
        if novelties.count < 8, !novelties.contains(novelty) { novelties.append(novelty) }
    }

    /// Whether a failed answer leaves anything worth keeping: output, or what it used.
    var isTold: Bool { hasOutput || completion.usage != Completion.Usage() }

    /// Whether the model produced anything: text, reasoning, a refusal or a tool call.
    var hasOutput: Bool {
        !completion.text.isEmpty || !completion.reasoning.isEmpty || !completion.toolCalls.isEmpty
            || !(completion.refusal ?? "").isEmpty
    }
}
