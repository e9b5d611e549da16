/// One message of an Amazon event stream.
package struct AmazonEvent: Sendable, Equatable {
    /// Its headers that are strings, in their order: `:event-type`, `:exception-type`, `:message-type` and others.
    package var headers: [(name: String, value: String)]
    /// Mostly JSON.
    package var payload: [UInt8]
    /// Bytes of the stream up to the end of the message.
    package var end: Int

    package init(headers: [(name: String, value: String)], payload: [UInt8], end: Int) {
        self.headers = headers
        self.payload = payload
        self.end = end
    }

    /// The first header of that name, or nil.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    package static func == (a: Self, b: Self) -> Bool {
        a.headers.elementsEqual(b.headers) { $0.name == $1.name && $0.value == $1.value } && a.payload == b.payload
            && a.end == b.end
    }
}

/// Splits bytes into the messages of `application/vnd.amazon.eventstream`, piece by piece: any division into pieces
/// gives the same messages.
///
/// A message is its length, the length of its headers and a checksum of both (the prelude), then headers, payload and
/// a checksum of everything before it; numbers are big-endian. Nothing after a damaged message can be trusted: the
/// parser then stays where it is. **Source:** AWS, "Event stream encoding".
package struct AmazonEventParser: Sendable {
    /// Why the rest of a stream cannot be read.
    package enum Damage: Error, Sendable, Equatable {
        case preludeChecksum, messageChecksum, lengths, headers
        /// Longer than `maximumFrameBytes`.
        case tooLong

        /// In words for people.
        package var description: String {
            switch self {
            case .preludeChecksum, .messageChecksum: "a checksum of the stream is wrong"
            case .lengths: "the lengths in the stream contradict each other"
            case .headers: "the headers of a message of the stream cannot be read"
            case .tooLong: "a message of the stream is too long"
            }
        }
    }

    /// Bytes that a message may have.
    package let maximumFrameBytes: Int
    /// What is wrong with the stream; nil while everything is in order.
    package private(set) var damage: Damage?

    private static let preludeBytes = 12
    private static let checksumBytes = 4
    private var pending: [UInt8] = []
    private var offset = 0

    /// A parser at the start of a stream.
    package init(maximumFrameBytes: Int = 1 << 20) { self.maximumFrameBytes = maximumFrameBytes }

    /// The messages that this piece completes.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [AmazonEvent] {
        guard damage == nil else { return [] }
        pending += bytes
        var events: [AmazonEvent] = []
        var read = 0
        do throws(Damage) {
            while let length = try frameLength(pending[read...]), pending.count - read >= length {
                offset += length
                events.append(try event(pending[read..<read + length]))
                read += length
            }
        } catch {
            damage = error
        }
        if read > 0 { pending.removeFirst(read) }
        return events
    }

    /// Whether bytes are left that make no whole message.
    package var isCut: Bool { damage == nil && !pending.isEmpty }

    /// Whether bytes begin with a prelude whose checksum is right: no other format does.
    static func begins(_ bytes: [UInt8]) -> Bool {
        bytes.count >= preludeBytes && CRC32.of(bytes.prefix(8)) == number(bytes[8..<12])
    }

    /// How long the message at the start of `rest` is; nil while its prelude has not arrived.
    private func frameLength(_ rest: ArraySlice<UInt8>) throws(Damage) -> Int? {
        guard rest.count >= Self.preludeBytes else { return nil }
        let start = rest.startIndex
        guard CRC32.of(rest.prefix(8)) == Self.number(rest[start + 8..<start + 12]) else { throw .preludeChecksum }
        let length = Int(Self.number(rest[start..<start + 4]))
        let headers = Int(Self.number(rest[start + 4..<start + 8]))
        guard length <= maximumFrameBytes else { throw .tooLong }
        guard length >= Self.preludeBytes + headers + Self.checksumBytes else { throw .lengths }
        return length
    }

    private func event(_ frame: ArraySlice<UInt8>) throws(Damage) -> AmazonEvent {
        guard CRC32.of(frame.dropLast(Self.checksumBytes)) == Self.number(frame.suffix(Self.checksumBytes)) else {
            throw .messageChecksum
        }
        let start = frame.startIndex
        let headerBytes = Int(Self.number(frame[start + 4..<start + 8]))
        let content = frame.dropFirst(Self.preludeBytes).dropLast(Self.checksumBytes)
        return AmazonEvent(
            headers: try headers(content.prefix(headerBytes)), payload: Array(content.dropFirst(headerBytes)),
            end: offset)
    }

    private func headers(_ bytes: ArraySlice<UInt8>) throws(Damage) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        var rest = bytes
        while !rest.isEmpty {
            let name = try take(Int(try take(1, &rest).first ?? 0), &rest)
            let type = try take(1, &rest).first ?? 0
            let value = try take(try valueLength(type, &rest), &rest)
            if type == Self.stringType {
                found.append((String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
            }
        }
        return found
    }

    private static let stringType: UInt8 = 7

    /// True, false, byte, short, int, long, bytes, string, timestamp, UUID.
    private func valueLength(_ type: UInt8, _ rest: inout ArraySlice<UInt8>) throws(Damage) -> Int {
        switch type {
        case 0, 1: 0
        case 2: 1
        case 3: 2
        case 4: 4
        case 5, 8: 8
        case 6, Self.stringType: Int(Self.number(try take(2, &rest)))
        case 9: 16
        default: throw .headers
        }
    }

    private func take(_ count: Int, _ rest: inout ArraySlice<UInt8>) throws(Damage) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw .headers }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }
}
