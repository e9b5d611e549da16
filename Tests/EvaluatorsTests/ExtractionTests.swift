import Core
import Testing

@testable import Evaluators

@Suite struct `Extraction` {
    private func text(_ bytes: ArraySlice<UInt8>?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test(arguments: [
        ("<think>a</think>b", "b"), ("x<think>a</think>b", "xb"), ("<think>a", ""), ("a</think>b", "b"),
        ("<THINK>a</Think>b", "b"),
        ("<think>a<think>b</think>c</think>d", "d"), ("<thinking>a</thinking>b<thinking>c", "b"),
        ("<b>a</b>", "<b>a</b>"), ("a < b", "a < b"),
        ("<think>a</reasoning>b</think>c", "c"), ("", ""), ("<think></think>", ""), ("<thinkable>", "<thinkable>"),
        ("<", "<"), ("</think>", ""),
    ])
    func `drops reasoning`(answer: String, kept: String) {
        #expect(String(decoding: withoutReasoning(Array(answer.utf8)), as: UTF8.self) == kept)
    }

    @Test(
        arguments: [
            ("Answer: 87", "87"), ("**Answer:** 87", "87"), ("### Final Answer\nThe final answer is 87.", "87."),
            ("Answer:\n\n87\nmore", "87"),
            ("Answer: 1\nAnswer: 2", "2"), ("Final answer: 1\nAnswer: 2", "1"), ("The answer is: **B**", "B"),
            ("My answer isn't known", nil),
            ("Answers vary", nil), ("This answer isolates: x", nil), ("Antwort: 3", "3"), ("答案：四", "四"),
            ("Réponse : 4", "4"), ("Answer:", nil), ("answer = 4", "4"), ("", nil),
        ] as [(String, String?)])
    func `finds what an answer line says`(answer: String, found: String?) {
        #expect(text(announcedLine(Array(answer.utf8)[...])) == found)
    }

    @Test(arguments: [
        ("```\na\n```", ["a\n"]), ("```json\n{}\n```\n```\nb\n```", ["{}\n", "b\n"]), ("```\nopen", ["open"]),
        ("```87```", ["87"]), ("~~~\na\n```\nb\n~~~", ["a\n```\nb\n"]),
        ("````\n```\n````", ["```\n"]), ("no fence", []), ("```", [""]), ("``` \n```", [""]), ("a `b` c", []),
    ])
    func `finds code fences`(answer: String, found: [String]) {
        #expect(fences(Array(answer.utf8)[...]).map { String(decoding: $0, as: UTF8.self) } == found)
    }

    @Test func `of very many fences the last are kept, and all are counted`() {
        let text = (0..<100).map { "```\n\($0)\n```\n" }.joined()
        let found = lastFences(Array(text.utf8)[...], most: 3)
        #expect(found.count == 100)
        #expect(found.contents.map { String(decoding: $0, as: UTF8.self) } == ["97\n", "98\n", "99\n"])
    }

    @Test(
        arguments: [
            (#"\boxed{87}"#, "87"), (#"\boxed{1} \boxed{2}"#, "2"), (#"\boxed{\frac{3}{4}}"#, #"\frac{3}{4}"#),
            (#"\boxed{\text{Paris}}"#, "Paris"), (#"\boxed{87"#, "87"), ("87", nil),
        ] as [(String, String?)])
    func `finds the last box`(answer: String, found: String?) {
        #expect(text(Extract.boxed.part(of: Answer(text: answer))?.bytes) == found)
    }

    @Test(
        arguments: [
            (#""first-line""#, "\n a \nb", "a", "first-line"), (#""last-line""#, "a\nb\n\n", "b", "last-line"),
            (#""first-paragraph""#, "a\nb\n\nc", "a\nb", "first-paragraph"),
            (#""last-paragraph""#, "a\n \nb\nc\n", "b\nc", "last-paragraph"),
            (#""first-sentence""#, "One. Two.", "One.", "first-sentence"),
            (#""last-sentence""#, "One. Two!", "Two!", "last-sentence"), (#""last-line""#, " ", nil, ""),
            (#"{"tag": "answer"}"#, "<answer>a</answer> <Answer id=\"2\">b</ANSWER>", "b", "tag"),
            (#"{"tag": "answer"}"#, "x <answer> cut", " cut", "tag"), (#"{"tag": "answer"}"#, "<answers>a", nil, ""),
            (#"{"tag": "answer"}"#, "</answer>a", nil, ""),
            (#"{"pattern": "x=(\\d+)"}"#, "x=1, x=2", "2", "pattern"),
            (#"{"pattern": "x=(\\d+)", "which": "first"}"#, "x=1, x=2", "1", "pattern"),
            (#"{"pattern": "(x)=(\\d+)", "group": 2}"#, "x=1", "1", "pattern"),
            (#"{"pattern": "\\d+"}"#, "é 1, 23", "23", "pattern"), (#"{"pattern": "\\d+", "group": 0}"#, "a", nil, ""),
            (#"{"pattern": "(a)|b"}"#, "a b", "a", "pattern"), (#"{"pattern": "x*"}"#, "é", "", "pattern"),
            (#"{"json": "$.a[1]"}"#, "Here: {\"a\": [1, {\"b\": true}]}", #"{"b":true}"#, "json"),
            (#"{"json": "$.a"}"#, "{\"a\": \"x y\"}", "x y", "json"), (#"{"json": "$.a"}"#, "{\"b\": 1}", nil, ""),
            (#"{"between": ["<<", ">>"]}"#, "<<a>> <<b>> >", "b", "between"),
            (#"{"between": ["**", "**"]}"#, "**a** and **b**", "b", "between"),
            (#"{"between": ["<<", ">>"]}"#, ">> <<", nil, ""),
            (#"{"fence": "python"}"#, "```python\na\n```\n```\nb\n```", "a\n", "fence"),
            (#"{"fence": "Python"}"#, "```python title=x\na", "a", "fence"),
            (#"{"fence": "go"}"#, "```\na\n```", nil, ""),
            (#"["boxed", {"tag": "answer"}, "last-line"]"#, "<answer>a</answer>\nb", "a", "tag"),
            (#"["boxed", {"tag": "answer"}, "last-line"]"#, "a\nb", "b", "last-line"),
            (#"["boxed", "answer-line"]"#, "a", nil, ""), (#"["fence", "auto"]"#, "Answer: a", "a", "answer-line"),
            (#""auto""#, "a", "a", "whole"),
        ] as [(String, String, String?, String)])
    func `finds a part by each step, and says which`(declared: String, answer: String, found: String?, step: String)
        throws
    {
        let extract = try #require(Self.extract(declared).value)
        #expect(text(extract.part(of: Answer(text: answer))?.bytes) == found)
        #expect(extract.stepName(for: Answer(text: answer)) == step)
    }

    private static func extract(_ declared: String) -> (value: Extract?, problems: [String]) {
        let read = Extract.shape.read(file: SourceFile(path: "a.json", bytes: Array(declared.utf8)))
        return (read.value, read.diagnostics.map(\.description))
    }

    @Test(arguments: [
        (
            #"["whole", "boxed"]"#,
            "a.json:1:2: error: no step behind this one is ever tried: it always finds a part; put it last"
        ),
        (
            #"{"tag": "a", "json": "$.a"}"#,
            #"a.json:1:1: error: a step is one of "fence", "tag", "pattern", "json" and "between"; give one of them; a list makes several steps"#
        ),
        (#"{"pattern": "(a)", "group": 2}"#, "a.json:1:29: error: the pattern has no group 2; write 0 to 1"),
        (#"{"pattern": "a", "group": 1}"#, "a.json:1:27: error: the pattern has no group 1; put the part into ( )"),
        (#"{"tag": "a", "group": 1}"#, #"a.json:1:23: error: there is no pattern; add "pattern""#),
        ("7", #"a.json:1:1: error: a step such as "boxed" or {"tag": "answer"} is expected, found a number"#),
        ("[]", "a.json:1:1: error: an array of 0 elements; give at least 1"),
    ])
    func `tells a chain that cannot be meant`(declared: String, expected: String) {
        #expect(Self.extract(declared).problems == [expected])
    }

    @Test func `is told apart from a wrong answer, and from what could not be decided`() throws {
        func judgement(_ evaluate: String, _ answer: String) throws -> Judgement {
            try #require(try verdict(evaluate, answer).judgements.first)
        }
        let chain = #"{"type": "equals", "value": "a", "extract": ["boxed", "answer-line"]}"#
        let missing = try judgement(chain, "a")
        #expect(missing.extraction == .failed && missing.step == "")
        #expect(missing.reason == #"there is not a \boxed{…} or an "Answer:" line in the answer"#)
        let wrong = try judgement(chain, "Answer: b")
        #expect(wrong.extraction == .found && wrong.step == "answer-line" && wrong.score == 0)
        let hard = #"{"type": "equals", "value": "a", "extract": [{"pattern": "(a+)+$"}, "whole"]}"#
        let undecided = try verdict(hard, String(repeating: "a", count: 5000) + "!")
        #expect(undecided.score == nil && undecided.judgements[0].extraction == .error)
    }

    @Test(
        arguments: [
            ("One. Two.", ["One.", "Two."]), ("No end", ["No end"]), ("", []), ("...", []),
            ("Dr. Who met J. Smith. They left!", ["Dr. Who met J. Smith.", "They left!"]),
            ("It is 3.5 m. Yes.", ["It is 3.5 m.", "Yes."]),
            ("1. One thing\n2. Two things", ["1. One thing\n2. Two things"]),
            ("a\n\nb", ["a", "b"]), ("你好。再见！", ["你好。", "再见！"]),
            ("Well… yes?! \"No.\" So", ["Well…", "yes?!", "\"No.\"", "So"]),
            ("See e.g. this. (Done.)", ["See e.g. this.", "(Done.)"]), ("In 1999. Then", ["In 1999.", "Then"]),
            ("At 5. or 6. May it ends.", ["At 5. or 6.", "May it ends."]),
        ] as [(String, [String])])
    func `cuts a text into sentences`(answer: String, found: [String]) {
        #expect(sentencePieces(Array(answer.utf8)[...]).map { String(decoding: $0, as: UTF8.self) } == found)
    }
}
