import Core
import Glibc
import Testing

@testable import Exposition

private let hasNode = access("/usr/bin/node", X_OK) == 0

@Suite struct AssetsTests {
    @Test(.enabled(if: hasNode, "node is not installed"))
    func `the script is one that a browser can read`() throws {
        let (status, output) = try run("/usr/bin/node --check -", input: Array(Script.text.utf8))
        #expect(status == 0, "\(output)")
    }

    @Test func `the style sheet closes what it opens and loads nothing`() {
        var depth = 0
        for character in StyleSheet.text {
            depth += character == "{" ? 1 : character == "}" ? -1 : 0
            #expect(depth >= 0)
        }
        #expect(depth == 0)
        #expect(!StyleSheet.text.contains("url(") && !StyleSheet.text.contains("@import"))
        #expect(!StyleSheet.text.contains("\\"))
    }

    @Test func `every tone has a shape of its own, so that colour is never alone`() {
        let shapes = [Tone.good, .notice, .bad, .quiet].map(\.mark.markup)
        #expect(Set(shapes).count == 4)
    }
}
