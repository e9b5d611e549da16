import Core

/// Finds what a message quotes of a prompt: validation errors like to give the whole input back.
enum PromptQuotes {
    /// Bytes that must agree in a row to count as a quotation; shorter prompts are looked for as a whole.
    private static let window = 16
    /// Shorter prompts than this would hit ordinary words.
    private static let shortest = 6

    /// Sixteen bytes, exactly.
    private struct Window: Hashable {
        var high: UInt64 = 0
        var low: UInt64 = 0

        mutating func push(_ byte: UInt8) {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(byte)
        }
    }

    /// The message with each quotation replaced by an ellipsis in brackets.
    static func removed(from message: [UInt8], prompt: [Message]) -> String {
        var quoted = [Bool](repeating: false, count: message.count)
        var positions = windows(of: message)
        for turn in prompt {
            let content = Array(turn.content.utf8)
            if content.count >= window {
                mark(content, &positions, &quoted)
            } else if content.count >= shortest {
                markWhole(content, message, &quoted)
            }
        }
        var out: [UInt8] = []
        for index in message.indices {
            if !quoted[index] { out.append(message[index]) }
            if quoted[index], index == 0 || !quoted[index - 1] { out += Array("[…]".utf8) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func windows(of message: [UInt8]) -> [Window: [Int]] {
        var positions: [Window: [Int]] = [:]
        var current = Window()
        for (index, byte) in message.enumerated() {
            current.push(byte)
            if index + 1 >= window { positions[current, default: []].append(index + 1 - window) }
        }
        return positions
    }

    private static func mark(_ content: [UInt8], _ positions: inout [Window: [Int]], _ quoted: inout [Bool]) {
        var current = Window()
        for (index, byte) in content.enumerated() {
            current.push(byte)
            // Each window of the message is marked once, or a message of one repeated byte would take for ever.
            guard index + 1 >= window, let starts = positions.removeValue(forKey: current) else { continue }
            for start in starts {
                for at in start..<start + window { quoted[at] = true }
            }
        }
    }

    private static func markWhole(_ content: [UInt8], _ message: [UInt8], _ quoted: inout [Bool]) {
        guard message.count >= content.count else { return }
        for start in 0...(message.count - content.count)
        where message[start..<start + content.count].elementsEqual(content) {
            for at in start..<start + content.count { quoted[at] = true }
        }
    }
}
