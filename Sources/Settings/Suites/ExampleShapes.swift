internal import Core

extension Shape where Value == [Example] {
    /// `{"pass": […], "fail": […]}`.
    static var examples: Shape {
        .object("Answers of which it is known what they are worth.") { fields in
            let pass = fields.field(
                "pass", .array(of: .example(.pass), count: 0...100), default: [], shown: [],
                "Answers that score 1, or as they say.")
            let fail = fields.field(
                "fail", .array(of: .example(.fail), count: 0...100), default: [], shown: [],
                "Answers that score less than 0.5, or as they say.")
            return pass + fail
        }
    }
}

extension Shape where Value == Example {
    /// A string, an answer with calls or its exact score, or the answers of all turns.
    fileprivate static func example(_ expectation: Example.Expectation) -> Shape {
        Shape<Example.Answer>.said.turned { answer in
            Example(turns: [answer], isWhole: false, expectation: expectation, offset: answer.text.offset)
        }.or(
            .object("An answer, or the answers of a whole conversation, with the score that it must have.") { fields in
                let turns = fields.optional(
                    "turns", .array(of: .answer, count: 1...12), "The answers of a conversation, turn by turn.")
                let answer = Example.Answer(&fields)
                let score = fields.optional("score", .number(0...1), "Its score, to three digits.")
                let isOne = fields.has("answer") || fields.has("tool_calls")
                fields.require(
                    !isOne || !fields.has("turns"), at: "turns", "both an answer and \"turns\"",
                    instead: "put the answer into the turn that it belongs to")
                fields.require(
                    isOne || fields.has("turns"), "there is no \"answer\"",
                    instead: "add \"answer\", \"tool_calls\" or \"turns\"")
                return Example(
                    turns: turns ?? [answer], isWhole: turns != nil,
                    expectation: score.map(Example.Expectation.score) ?? expectation,
                    offset: turns == nil ? answer.text.offset : fields.source.offset)
            })
    }

}

extension Shape where Value == Example.Answer {
    /// What the model says in one turn of an example: a string, or an object with calls.
    fileprivate static var answer: Shape {
        said.or(.object("What the model says and calls in one turn.") { Example.Answer(&$0) })
    }

    fileprivate static var said: Shape {
        Shape<String>.text(0...100_000).located.turned { Example.Answer(text: $0, calls: [], finish: nil) }
    }
}

extension Example.Answer {
    /// The fields of an answer.
    fileprivate init(_ fields: inout Fields) {
        let text = fields.optional(
            "answer", Shape<String>.text(0...100_000).located, "The answer; {{…}} stands for values of \"vary\".")
        let calls = fields.optional(
            "tool_calls", .array(of: .call, count: 1...16), "Calls that the model makes before it answers.")
        finish = fields.optional("finish", .finish, "Why the answer ended, where that is not what it looks like.")
        self.text = text ?? Located("", offset: fields.source.offset)
        self.calls = calls ?? []
    }
}

extension Shape where Value == Example.Call {
    fileprivate static var call: Shape {
        .object("A call of a tool.") { fields in
            Example.Call(
                name: fields.required("name", .text(1...200), "The tool's name, or what the model takes for it."),
                arguments: fields.field(
                    "arguments", .any, default: [:], shown: [:],
                    "The arguments: an object, or a string for exactly what the model writes."))
        }
    }
}

extension Shape where Value == Completion.Finish {
    /// A reason why an answer ended.
    fileprivate static var finish: Shape { .choice }
}
