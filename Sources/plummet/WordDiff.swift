import Core
import Daemon

/// Two texts word by word: which words only one of them has.
struct WordDiff {
    /// A word, a line end, or what is left of one where it is too wide; and whether the other text lacks it.
    struct Word: Equatable {
        var text: String
        var isOnlyHere: Bool
    }

    /// Words beyond which texts are not compared: everything then counts as different.
    private static let limit = 2_000

    let then: [Word]
    let now: [Word]

    init(_ then: String, _ now: String) {
        let (a, b) = (Self.words(then), Self.words(now))
        guard a.count <= Self.limit, b.count <= Self.limit else {
            let isSame = a == b
            self.then = a.map { Word(text: $0, isOnlyHere: !isSame) }
            self.now = b.map { Word(text: $0, isOnlyHere: !isSame) }
            return
        }
        var (old, new) = (a.map { Word(text: $0, isOnlyHere: false) }, b.map { Word(text: $0, isOnlyHere: false) })
        for change in b.difference(from: a) {
            switch change {
            case .remove(let offset, _, _): old[offset].isOnlyHere = true
            case .insert(let offset, _, _): new[offset].isOnlyHere = true
            }
        }
        (self.then, self.now) = (old, new)
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split { $0.isWhitespace }.map { String($0).withoutControls }
        }.joined(separator: ["\n"]).map { $0 }
    }

    /// Both beside each other, `[-gone-]` and `{+new+}` marked so, or by colour where there is colour.
    func columns(width: Int) -> String {
        let half = max((width - 3) / 2, 16)
        let left = Self.lines(then, half, ("[-", "-]"), .red)
        let right = Self.lines(now, half, ("{+", "+}"), .green)
        return (0..<max(left.count, right.count, 1)).map { index in
            let (a, b) = (index < left.count ? left[index] : ("", 0), index < right.count ? right[index] : ("", 0))
            return a.0 + String(repeating: " ", count: max(half - a.1, 0)) + " │ " + b.0
        }.joined(separator: "\n")
    }

    /// The words in lines of at most `width` columns: what is written, and how wide it looks.
    private static func lines(
        _ words: [Word], _ width: Int, _ marks: (String, String), _ colour: Terminal.Colour
    ) -> [(String, Int)] {
        var lines: [(String, Int)] = [("", 0)]
        for word in words {
            if word.text == "\n" {
                lines.append(("", 0))
                continue
            }
            let isMarked = word.isOnlyHere && !Terminal.hasColour
            let frame = isMarked ? marks.0.count + marks.1.count : 0
            for piece in pieces(of: word.text, max(width - frame, 4)) {
                let length = piece.count + frame
                if lines[lines.count - 1].1 > 0, lines[lines.count - 1].1 + 1 + length > width {
                    lines.append(("", 0))
                }
                let shown =
                    isMarked ? marks.0 + piece + marks.1 : word.isOnlyHere ? Terminal.paint(piece, colour) : piece
                let isFirst = lines[lines.count - 1].1 == 0
                lines[lines.count - 1].0 += (isFirst ? "" : " ") + shown
                lines[lines.count - 1].1 += (isFirst ? 0 : 1) + length
            }
        }
        return lines
    }

    private static func pieces(of word: String, _ width: Int) -> [String] {
        var (left, pieces) = (Substring(word), [String]())
        while !left.isEmpty {
            pieces.append(String(left.prefix(width)))
            left = left.dropFirst(width)
        }
        return pieces
    }
}
