import Testing

@testable import Evaluators

@Suite struct `A wrong declaration is told with its place and what to write instead` {
    @Test(arguments: [
        (#"{"type": "numbr", "equals": 1}"#, #"a.json:1:10: error: unknown word "numbr"; write "number""#),
        (
            #"{"type": "number", "equal": 1, "between": [1, 2]}"#,
            #"a.json:1:20: error: unknown key "equal"; write "equals""#
        ),
        (#"[{"type": "words", "max": "x"}]"#, "a.json:1:27: error: a whole number is expected, found a string"),
        (
            "{\"type\": \"regex\",\n \"pattern\": \"a(b\"}",
            "a.json:2:13: error: the pattern is wrong after 3 characters: missing closing parenthesis; write a PCRE2 pattern; a backslash is written twice in JSON"
        ),
        (
            #"{"type": "number"}"#,
            #"a.json:1:1: error: a number is expected by "equals" or by "between"; give one of the two, or "interval""#
        ),
        (
            #"{"type": "number", "equals": "eighty"}"#,
            #"a.json:1:30: error: "eighty" is no number; write one number, such as 87"#
        ),
        (
            #"{"type": "number", "between": [2, 1]}"#,
            "a.json:1:31: error: the range is empty; write the smaller number first"
        ),
        (
            #"{"type": "choice", "equals": "X", "options": ["A", "B"]}"#,
            #"a.json:1:30: error: "X" is none of the options; write one of "A", "B""#
        ),
        (
            #"{"type": "choice"}"#,
            #"a.json:1:1: error: a choice has either "equals" or "all"; write "equals" for one right option, "all" for several"#
        ),
        (
            #"{"type": "choice", "equals": "A", "all": ["B"]}"#,
            #"a.json:1:1: error: a choice has either "equals" or "all"; write "equals" for one right option, "all" for several"#
        ),
        (
            #"{"type": "choice", "all": ["A", "a"]}"#, #"a.json:1:27: error: "a" is there twice; write each once"#
        ),
        (
            #"{"type": "choice", "all": ["A", "X"], "options": ["A", "B"]}"#,
            #"a.json:1:27: error: "X" is none of the options; write one of "A", "B""#
        ),
        (
            #"{"type": "choice", "equals": "A", "threshold": 0.5}"#,
            #"a.json:1:48: error: one option is chosen or not; leave "threshold" out, or write "all""#
        ),
        (#"{"type": "contains"}"#, #"a.json:1:1: error: nothing is looked for; add "value", "all", "any" or "none""#),
        (
            #"{"type": "equals", "value": "!", "match": "loose"}"#,
            #"a.json:1:29: error: nothing is left of an expected text when it is compared; write "match": "exact" or a text with a letter or digit"#
        ),
        (
            #"{"type": "json", "schema": {"requird": ["a"]}}"#,
            #"a.json:1:29: error: unknown schema keyword "requird"; write "required""#
        ),
        (
            #"{"type": "json", "checks": [{"path": "a.b"}]}"#,
            #"a.json:1:38: error: "a.b" is no path; write one such as "$.items[0].name" or "$['odd key']""#
        ),
        (
            #"{"type": "words", "min": 3, "max": 2}"#,
            #"a.json:1:36: error: "max" is less than "min"; write the larger number here"#
        ),
        (
            #"{"type": "all", "of": [{"type": "words", "mix": 3}]}"#,
            #"a.json:1:42: error: unknown key "mix"; write "min""#
        ),
        (
            #"[{"type": "words", "max": 3, "weight": 0}]"#,
            "a.json:1:1: error: every evaluator has weight 0; give at least one a weight above 0"
        ),
        (#"{"type": "words", "max": 3, "weight": -1}"#, "a.json:1:39: error: -1 is out of range; write 0 to 1000"),
        (
            #"{"type": "regex", "pattern": "(a)", "groups": {"2": "b"}}"#,
            #"a.json:1:47: error: the pattern has no group "2"; name one by its number, "1" the first "(", or as (?<name>…)"#
        ),
        (
            #"{"type": "regex", "pattern": "(a)", "groups": {"1": "b"}, "negate": true}"#,
            #"a.json:1:69: error: a pattern that must not match has no groups to compare; leave "negate" or "groups" out"#
        ),
        (
            #"{"type": "similarity", "metric": "bleu", "value": "a", "measure": "recall"}"#,
            #"a.json:1:67: error: bleu has no precision and recall; leave "measure" out, or write a metric that begins with "rouge""#
        ),
        (
            #"{"type": "similarity", "metric": "rouge-1"}"#,
            #"a.json:1:1: error: the key "value" is missing; add "value": the expected text, or several; the one that is most like the answer counts."#
        ),
        (
            #"{"type": "token-f1", "value": "a", "measure": "exact", "duplicates": false}"#,
            #"a.json:1:70: error: "exact" compares texts, not words; leave "duplicates" out"#
        ),
        (
            #"{"type": "list", "equals": ["a", "*"]}"#,
            #"a.json:1:28: error: nothing is left of an item when it is compared; write "match": "exact" or an item with a letter or digit"#
        ),
        (
            #"{"type": "starts", "value": "​"}"#,
            #"a.json:1:29: error: nothing is left of an expected text when it is compared; write "match": "exact" or a text with a letter or digit"#
        ),
        (
            #"{"type": "words", "max": 3, "extract": "boxd"}"#,
            #"a.json:1:40: error: unknown word "boxd"; write "boxed""#
        ),
    ])
    func `for each kind of mistake`(evaluate: String, expected: String) {
        #expect(diagnostics(evaluate) == [expected])
    }

    @Test func `and several mistakes are told at once`() {
        #expect(diagnostics(#"[{"type": "words", "max": true}, {"type": "regex", "pattern": "("}]"#).count == 2)
    }

    @Test func `but not what a filled-in template may be`() {
        #expect(
            diagnostics(
                #"[{"type": "words", "max": "3", "weight": "0.5"}, {"type": "equals", "value": 87}, {"type": "number", "equals": "87"}]"#
            ) == [])
    }
}
