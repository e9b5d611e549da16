/// One event of a stream of server-sent events.
package struct ServerSentEvent: Sendable, Equatable {
    /// The event's name; empty when it has none.
    package var name: String
    /// The data lines, joined by line feeds; what is not UTF-8 is read as U+FFFD.
    package var data: String
    /// Bytes of the stream up to the end of the last data line, its line end not included.
    package var dataEnd: Int

    package init(name: String = "", data: String, dataEnd: Int) {
        self.name = name
        self.data = data
        self.dataEnd = dataEnd
    }
}

/// Splits bytes into server-sent events, piece by piece: any division into pieces gives the same events.
///
/// Lines end with LF, CRLF or CR, a byte order mark at the start is skipped, comments and unknown fields are ignored.
/// **Source:** HTML Living Standard, 9.2.6 "Interpreting an event stream".
package struct EventStreamParser: Sendable {
    /// Bytes that a line may have; a longer one is dropped and counted.
    package let maximumLineBytes: Int
    /// Lines dropped because they were too long.
    package private(set) var droppedLines = 0

    private enum LineState { case normal, tooLong }

    private var line: [UInt8] = []
    private var lineState = LineState.normal
    private var lastWasCR = false
    private var linesSeen = 0
    private var offset = 0
    private var name = ""
    private var data: [UInt8]?
    private var dataEnd = 0

    /// A parser at the start of a stream.
    package init(maximumLineBytes: Int = 1 << 20) { self.maximumLineBytes = maximumLineBytes }

    /// The events that this piece completes.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            offset += 1
            switch byte {
            case 0x0A where lastWasCR: lastWasCR = false
            case 0x0A, 0x0D:
                lastWasCR = byte == 0x0D
                if let event = endLine(at: offset - 1) { events.append(event) }
            default:
                lastWasCR = false
                if line.count < maximumLineBytes { line.append(byte) } else { lineState = .tooLong }
            }
        }
        return events
    }

    /// The event that was begun when the bytes ended, or nil. The standard discards it; whether it is whole is the
    /// caller's judgement.
    package mutating func finish() -> ServerSentEvent? {
        if !line.isEmpty, let event = endLine(at: offset) { return event }
        return endEvent()
    }

    private mutating func endLine(at end: Int) -> ServerSentEvent? {
        defer {
            line.removeAll(keepingCapacity: true)
            lineState = .normal
            linesSeen += 1
        }
        switch lineState {
        case .tooLong:
            droppedLines += 1
            return nil
        case .normal:
            var content = line[...]
            if linesSeen == 0, content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
            if content.isEmpty { return endEvent() }
            readField(content, end: end)
            return nil
        }
    }

    private mutating func readField(_ content: ArraySlice<UInt8>, end: Int) {
        let colon = content.firstIndex(of: UInt8(ascii: ":")) ?? content.endIndex
        var value = content[colon...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        let field = content[..<colon]
        if field.elementsEqual("data".utf8) {
            if data != nil { data?.append(0x0A) }
            data = (data ?? []) + value
            dataEnd = end
        } else if field.elementsEqual("event".utf8) {
            name = String(decoding: value, as: UTF8.self)
        }
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer {
            name = ""
            data = nil
        }
        return data.map { ServerSentEvent(name: name, data: String(decoding: $0, as: UTF8.self), dataEnd: dataEnd) }
    }
}
