import Core

/// One pass of a dialect's reader over a streamed body.
struct StreamRun {
    /// What the reader made of the parts so far.
    private(set) var reader: any StreamReader
    /// Bytes up to the end of the part with the model's first output; nil before it.
    private(set) var firstTokenEnd: Int?
    /// Why the rest of the bytes cannot be read; nil when all of them were.
    private(set) var damage: String?
    private let dialect: any Dialect

    /// A run at the start of a stream.
    init(dialect: any Dialect) {
        self.dialect = dialect
        reader = dialect.streamReader()
    }

    /// Reads a whole body; what comes after the end of the answer is left alone.
    mutating func read(_ body: [UInt8], _ framing: StreamFraming) {
        switch framing {
        case .serverSentEvents: readEvents(body)
        case .lines: readLines(body)
        case .amazonEvents: readAmazonEvents(body)
        }
    }

    private mutating func readEvents(_ body: [UInt8]) {
        var parser = EventStreamParser()
        for event in parser.feed(body) where !isOver {
            take(event.data, name: event.name, end: event.dataEnd, isLast: false)
        }
        if !isOver, let rest = parser.finish() { take(rest.data, name: rest.name, end: rest.dataEnd, isLast: true) }
        if parser.droppedLines > 0 { flaw("a line of the stream is too long") }
    }

    private mutating func readLines(_ body: [UInt8]) {
        var parser = LineParser()
        for line in parser.feed(body) where !isOver { take(line.text, name: "", end: line.end, isLast: false) }
        if !isOver, let rest = parser.finish() { take(rest.text, name: "", end: rest.end, isLast: true) }
        if parser.droppedLines > 0 { flaw("a line of the stream is too long") }
    }

    private mutating func readAmazonEvents(_ body: [UInt8]) {
        var parser = AmazonEventParser()
        for event in parser.feed(body) where !isOver {
            switch event.header(":message-type") {
            case "exception", "error": reader.draft.state = .failed(ProviderError(event))
            case .some, nil:
                let text = String(decoding: event.payload, as: UTF8.self)
                take(text, name: event.header(":event-type") ?? "", end: event.end, isLast: false)
            }
        }
        if let broken = parser.damage {
            damage = broken.description
        } else if parser.isCut {
            damage = "the stream ends in the middle of a message"
        }
    }

    private var isOver: Bool {
        switch reader.draft.state {
        case .complete, .failed: true
        case .open, .finished: false
        }
    }

    /// Takes in one part; what cannot be read damages the answer, unless it is the last and was merely cut.
    private mutating func take(_ text: String, name: String, end: Int, isLast: Bool) {
        let data = text.trimmed
        if data == "[DONE]" { return reader.readDone() }
        guard !data.isEmpty else { return }
        do {
            let json = try JSONParser.parse(data)
            if let error = name == "error" ? ProviderError(json) : dialect.failure(in: json) {
                reader.draft.state = .failed(error)
            } else {
                reader.read(json, name: name)
            }
        } catch {
            if !isLast { flaw("an event of the stream is not JSON") }
        }
        if firstTokenEnd == nil, reader.draft.hasOutput { firstTokenEnd = end }
    }

    private mutating func flaw(_ text: String) {
        if reader.draft.flaw == nil { reader.draft.flaw = text }
    }
}

extension ProviderError {
    /// The error that a message of an Amazon event stream reports.
    init(_ event: AmazonEvent) {
        let kind = event.header(":exception-type") ?? event.header(":error-code") ?? ""
        words = kind.isEmpty ? [] : [kind.lowercased()]
        number = nil
        retryDelay = nil
        do {
            let body = try JSONParser.parse(BodyForm.lenientUTF8(event.payload))
            message = body["message"]?.string ?? event.header(":error-message") ?? ""
        } catch {
            // An error without a body has its message in a header.
            message = event.header(":error-message") ?? ""
        }
    }
}
