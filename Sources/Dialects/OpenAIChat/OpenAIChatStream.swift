import Core

/// Reads a streamed chat completion.
struct OpenAIChatStream: StreamReader {
    /// What the events so far say.
    var draft = AnswerDraft()
    private let reading: ChatReading
    private var calls = ToolCallDraft()

    init(reading: ChatReading = ChatReading()) { self.reading = reading }

    /// Takes in one event; unknown ones are noted.
    mutating func read(_ event: JSON, name: String) {
        guard event.members != nil else { return draft.note("event", event.kindName) }
        draft.readEnvelope(event)
        // A chunk without choices carries usage or filter results.
        guard let choice = event["choices"]?.array?.first(where: ChatReading.isFirst) else { return }
        if let delta = choice["delta"] ?? choice["message"] {
            draft.readMessage(delta)
            calls.read(delta, into: &draft.completion.toolCalls)
        }
        reading.read(choice, into: &draft)
    }

    /// The stream's own last line.
    mutating func readDone() {
        draft.state = .complete
    }
}

/// Tool calls while their parts arrive.
struct ToolCallDraft: Sendable {
    /// The most calls that one answer may have; more are dropped.
    static let maximum = 128

    /// The provider's index of each call, where it gives one.
    private var indices: [Int?] = []

    /// The calls of a whole message.
    static func calls(of message: JSON) -> [ToolCall] {
        var draft = ToolCallDraft()
        var calls: [ToolCall] = []
        draft.read(message, into: &calls)
        return calls
    }

    /// Takes in the calls of a message or of a delta: a known index or an absent identifier continues a call.
    mutating func read(_ message: JSON, into calls: inout [ToolCall]) {
        for part in message["tool_calls"]?.array ?? [] { read(part, part["function"] ?? part, into: &calls) }
        if let function = message["function_call"], function.members != nil {
            read(["index": 0], function, into: &calls)
        }
    }

    private mutating func read(_ part: JSON, _ function: JSON, into calls: inout [ToolCall]) {
        let id = part["id"]?.label ?? ""
        guard let place = place(index: part["index"]?.int, id: id, among: &calls) else { return }
        calls[place].id.fill(id)
        calls[place].name.fill(function["name"]?.label)
        if let arguments = function["arguments"] {
            // Some servers send an object where text is promised.
            calls[place].arguments += arguments.string ?? (arguments.isNull ? "" : arguments.text)
        }
    }

    private mutating func place(index: Int?, id: String, among calls: inout [ToolCall]) -> Int? {
        if let index, let known = indices.firstIndex(of: index) { return known }
        if index == nil, id.isEmpty || calls.last?.id == id, !calls.isEmpty { return calls.count - 1 }
        guard calls.count < ToolCallDraft.maximum else { return nil }
        calls.append(ToolCall(id: "", name: "", arguments: ""))
        indices.append(index)
        return calls.count - 1
    }
}
