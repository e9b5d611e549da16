import Core
import Testing

@testable import Evaluators

@Suite struct `A pattern` {
    private func search(_ pattern: String, _ text: String) throws -> Pattern.Outcome {
        try Pattern(pattern).search(Array(text.utf8)[...])
    }

    @Test func `finds the leftmost match with its place in bytes`() throws {
        #expect(try search("b+", "äbbc") == .match(2..<4))
        #expect(try search("x", "äbbc") == .none)
        #expect(try search("", "") == .match(0..<0))
    }

    @Test(arguments: [
        "(a+)+$", "(a|aa)+$", "(a*)*[bc]", #"^(\w+\s?)*$"#, #"(.*)*\d"#, "([a-zA-Z]+)*!!", #"(a+)\1[bc]"#,
    ])
    func `that backtracks without end is given up, and never called a mismatch`(pattern: String) throws {
        guard case .gaveUp(let why) = try search(pattern, String(repeating: "a", count: 20_000) + "!") else {
            Issue.record("\(pattern) was decided")
            return
        }
        #expect(!why.isEmpty)
    }

    @Test(arguments: [#"[\w.]+@[\w.]+\.\w+"#, #"[ab]*+x"#, #"a.*b.*c"#, #"\w+\d"#, #"(?=a+b)a"#, #"a+b"#])
    func `that is quadratic over its starting places is given up after bounded work`(pattern: String) throws {
        guard case .gaveUp = try search(pattern, String(repeating: "a", count: 200_000)) else {
            // A start optimisation may prove that there is no match.
            #expect(try search(pattern, String(repeating: "a", count: 200_000)) == .none)
            return
        }
    }

    @Test func `of the ordinary kind is decided on long answers`() throws {
        let text = String(repeating: "The quick brown fox jumps over the lazy dog 123 times. ", count: 2000)
        #expect(try search(#"answer is \d+"#, text) == .none)
        #expect(try search(#"[\w.]+@[\w.]+\.\w+"#, text) == .none)
        #expect(try search(#"(?i)THE ANSWER"#, text) == .none)
        #expect(
            try search(#"user@example\.com"#, text + "user@example.com")
                == .match(text.utf8.count..<(text.utf8.count + 16)))
    }

    @Test func `cannot look at half a character`() {
        #expect(throws: Pattern.Fault.self) { try Pattern(#"a\Cb"#) }
    }

    @Test func `counts characters up to its fault`() {
        #expect(throws: Pattern.Fault(offset: 3, problem: "missing closing parenthesis")) { try Pattern("ä(b") }
    }

    @Test func `of every refusal phrase compiles`() {
        #expect(RefusalPhrases.all.count == RefusalPhrases.sources.count)
        #expect(RefusalPhrases.falseFriends.count == 5 && RefusalPhrases.delivery.count == 2)
    }
}
