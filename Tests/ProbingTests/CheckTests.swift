import Core
import Probing
import Testing

@Suite struct CheckTests {
    private func check(_ text: String) throws -> [String] {
        let (probe, places, file) = try probe(text)
        return Rendering.check(probe, places: places, in: file).map(\.description)
    }

    @Test func `a good probe has nothing wrong`() throws {
        #expect(
            try check(
                #"{"vary": {"a": {"int": [1, 9]}}, "messages": ["{{a}}?"], "evaluate": [{"equals": "{{a + 1}}"}]}"#)
                == [])
        #expect(try check(#"{"messages": ["plain"], "evaluate": [{"equals": 1}]}"#) == [])
    }

    @Test func `everything wrong is told at once, with its place inside the string`() throws {
        let text = #"""
            {"vary": {"count_": {"int": [1, 9]}, "x": {"int": [1, "9"]}},
             "messages": ["Zähle \"{{count}}\"\n\u00e4\ud83c\udf88{{count_ +}}", "{{count_}} {{}}"],
             "evaluate": [{"equals": "{{cuont_ * 2}}"}, {"all": ["{{'a}}"]}]}
            """#
        let found = try check(text)
        #expect(
            found == [
                "s.json:1:55: error: a whole number is expected, found a string; write 9 without quotes",
                "s.json:2:65: error: a value is expected here",
                "s.json:2:84: error: an expression is missing between \"{{\" and \"}}\"",
                "s.json:3:29: error: unknown name \"cuont_\"; write \"count_\"",
                "s.json:3:57: error: a text in quotes is not closed; put a text that has one kind of quote in it into the other kind",
            ])
    }

    @Test func `a failure of some seeds is found and told with its values`() throws {
        let found = try check(#"{"vary": {"a": {"int": [0, 3]}, "b": {"digits": 1}}, "messages": ["{{12 / a}}{{b}}"]}"#)
        #expect(found.count == 1)
        #expect(
            found[0].hasPrefix("s.json:1:73: error: division of 12 by zero, for example when a = 0, b = "), "\(found)")
    }

    @Test func `two braces in a fixed prompt are explained`() throws {
        let found = try check(#"{"messages": ["In Handlebars, {{name}} is what?"]}"#)
        #expect(
            found == [
                "s.json:1:33: error: unknown name \"name\"; declare it in \"vary\", or write {{'{{'}} for two braces as such"
            ])
        #expect(
            try check(#"{"messages": ["x^{{2"]}"#) == [
                "s.json:1:18: error: \"{{\" is not closed; close it with \"}}\", or write {{'{{'}} for two braces as such"
            ])
    }

    @Test func `a family's record that a message shows whole would give the answer away`() throws {
        #expect(
            try check(#"{"vary": {"q": {"family": "carrying"}}, "messages": ["What is {{q}}?"]}"#) == [
                "s.json:1:65: error: \"q\" is a question with its answer, and both would be shown; write {{q.text}}"
            ])
        #expect(
            try check(#"{"vary": {"q": {"family": "carrying"}}, "messages": ["{{q.text}}"], "evaluate": ["{{q}}"]}"#)
                == [])
    }

    @Test func `a name of one letter is not taken for another one`() throws {
        #expect(
            try check(#"{"vary": {"a": {"int": [1, 9]}}, "messages": ["{{a}} {{c}}"]}"#) == [
                "s.json:1:56: error: unknown name \"c\"; declared in \"vary\": a"
            ])
    }

    @Test func `a value that no message shows is warned of`() throws {
        #expect(
            try check(#"{"vary": {"a": {"digits": 1}, "b": {"digits": 2}}, "messages": ["{{a}}"]}"#) == [
                "s.json:1:36: warning: the value \"b\" is used nowhere; write {{b}} in a message, or remove it"
            ])
        let hidden = try check(#"{"vary": {"a": {"digits": 1}}, "messages": ["Say so."], "evaluate": ["{{a}}"]}"#)
        #expect(
            hidden == [
                "s.json:1:45: warning: no message of this varied probe shows a value: every round asks the same; write {{a}} where it belongs, or remove \"vary\""
            ])
    }

    @Test func `what passes the check renders for other seeds too, or fails as a value and never crashes`() throws {
        let (probe, places, file) = try probe(
            #"{"vary": {"a": {"int": [1, 100000]}}, "messages": ["{{100000 // a}}"]}"#)
        #expect(Rendering.check(probe, places: places, in: file) == [])
        for seed in UInt64(0)..<500 { _ = try Rendering.render(probe, seed: seed) }
    }
}
