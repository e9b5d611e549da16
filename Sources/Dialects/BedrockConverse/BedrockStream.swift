import Core

/// Reads a streamed answer of ConverseStream.
struct BedrockStream: StreamReader {
    /// A tool call whose input is still arriving.
    private struct OpenCall {
        /// The index of its block.
        var block: Int
        /// Its place in the answer's calls.
        var place: Int
    }

    /// What the events so far say.
    var draft = AnswerDraft()
    private var openCalls: [OpenCall] = []

    /// A reader of an answer from that region.
    init(region: String) { draft.completion.fingerprint.region = region }

    /// Takes in one event, which its name tells; the last one has the usage.
    mutating func read(_ event: JSON, name: String) {
        let block = event["contentBlockIndex"]?.int ?? 0
        switch name {
        case "messageStart": break
        case "contentBlockStart": start(event["start"] ?? .null, block)
        case "contentBlockDelta": read(delta: event["delta"] ?? .null, block)
        case "contentBlockStop": stop(block)
        case "messageStop": draft.readConverseStop(event)
        case "metadata":
            draft.readConverseMetadata(event)
            if draft.state == .finished { draft.state = .complete }
        case let unknown: draft.note("event", unknown)
        }
    }

    /// No part of this dialect; gateways that translate append it after the last event.
    mutating func readDone() {
        if draft.state == .finished { draft.state = .complete }
    }

    private mutating func start(_ start: JSON, _ block: Int) {
        guard let call = start["toolUse"] else {
            if let kind = start.members?.first?.key { draft.note("content block", kind) }
            return
        }
        let place = draft.completion.toolCalls.count
        guard draft.addConverseCall(call, arguments: "") else { return }
        openCalls.removeAll { $0.block == block }
        openCalls.append(OpenCall(block: block, place: place))
    }

    /// A call without arguments has no delta.
    private mutating func stop(_ block: Int) {
        guard let call = openCalls.first(where: { $0.block == block }),
            draft.completion.toolCalls[call.place].arguments.isEmpty
        else { return }
        draft.completion.toolCalls[call.place].arguments = "{}"
    }

    private mutating func read(delta: JSON, _ block: Int) {
        guard let member = delta.members?.first else { return }
        switch member.key {
        case "text": draft.completion.text += member.value.string ?? ""
        case "reasoningContent": draft.completion.reasoning += member.value["text"]?.string ?? ""
        case "toolUse":
            guard let part = member.value["input"]?.string, let call = openCalls.first(where: { $0.block == block })
            else { return }
            draft.completion.toolCalls[call.place].arguments += part
        case "citation": break
        case let unknown: draft.note("delta", unknown)
        }
    }
}
