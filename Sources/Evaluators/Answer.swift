package import Core

/// An answer as evaluators see it: the visible text without reasoning, as text and as bytes.
package struct Answer: Sendable {
    package let completion: Completion
    /// Of the call that it came from: the last one, where tools were called before.
    package let facts: CallFacts
    /// The text without `<think>…</think>` and the like; the provider's refusal text where there is no other.
    package let text: String
    /// The UTF-8 bytes of `text`.
    let bytes: [UInt8]
    /// Whether there was reasoning in the text, so that an empty answer can say where the words went.
    let heldReasoning: Bool
    /// What came of looking for the part that is judged, where that was done before.
    private(set) var searched: (extract: Extract, outcome: Extract.Outcome)?

    package init(_ completion: Completion, facts: CallFacts = CallFacts()) {
        self.completion = completion
        self.facts = facts
        let visible = completion.text.utf8.isEmpty ? completion.refusal ?? "" : completion.text
        let all = Array(visible.utf8)
        bytes = withoutReasoning(all)
        heldReasoning = bytes.count != all.count
        text = heldReasoning ? String(decoding: bytes, as: UTF8.self) : visible
    }

    /// An answer of which only the text is known.
    package init(text: String) { self.init(Completion(text: text)) }

    /// The answer with what the extraction finds in it, so that it is looked for once however often it is asked for.
    func searched(by extract: Extract) -> Answer {
        var answer = self
        answer.searched = (extract, extract.search(self))
        return answer
    }

    /// Whether there is nothing to judge but white space.
    var isEmpty: Bool { trimmed(bytes[...]).isEmpty }

    /// What a reason says of an answer in which something was not found.
    var lack: String {
        if !isEmpty { return "in the answer" }
        return heldReasoning ? "in the answer: it holds nothing but reasoning" : "in the answer: it is empty"
    }

    /// The answer as evidence.
    var excerpt: Excerpt { Excerpt(bytes[...]) }
}
