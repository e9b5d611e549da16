import Core
import Testing

@testable import Exposition

@Suite struct EscapingTests {
    @Test func `text never becomes markup, in content and in attributes`() {
        let hostile = #"</pre><script>alert("x")</script>' onload='y' & more"#
        let html: HTML = "<p title=\"\(hostile)\">\(hostile)</p>"
        #expect(!html.markup.contains("<script"))
        #expect(html.markup.filter { $0 == "<" }.count == 2)
        #expect(html.markup.filter { $0 == "\"" }.count == 2)
        #expect(!html.markup.contains("'"))
        #expect(html.markup.contains("&amp; more"))
    }

    @Test func `controls, marks of direction and invisible characters are shown`() {
        let html: HTML = "\("a\u{0}b\u{1b}c\u{7f}d\u{202E}e\u{2066}f\u{200B}g\u{85}h\u{FEFF}\u{E0041}")"
        #expect(html.markup == "a␀b␛c␡d⟨U+202E⟩e⟨U+2066⟩f⟨U+200B⟩g⟨U+85⟩h⟨U+FEFF⟩⟨U+E0041⟩")
    }

    @Test func `line ends, emoji and other scripts stay as they are`() {
        let text = "Zeile\n\t日本語 العربية 👩‍👩‍👧 é"
        let html: HTML = "\(text)"
        #expect(html.markup == text)
    }

    @Test func `a long answer is cut and says by how much`() {
        let html = TracePage.limited(String(repeating: "é", count: TracePage.maximumCharacters + 1_234))
        #expect(html.markup.contains("1,234 more characters"))
        #expect(html.markup.count < TracePage.maximumCharacters + 100)
    }
}
