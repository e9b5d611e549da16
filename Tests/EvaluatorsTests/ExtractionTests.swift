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

    @Test(
        arguments: [
            (#"\boxed{87}"#, "87"), (#"\boxed{1} \boxed{2}"#, "2"), (#"\boxed{\frac{3}{4}}"#, #"\frac{3}{4}"#),
            (#"\boxed{\text{Paris}}"#, "Paris"), (#"\boxed{87"#, "87"), ("87", nil),
        ] as [(String, String?)])
    func `finds the last box`(answer: String, found: String?) {
        #expect(text(Extract.boxed.part(of: Answer(text: answer))?.bytes) == found)
    }
}
