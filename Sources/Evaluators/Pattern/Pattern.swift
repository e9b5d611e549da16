import CPCRE2
import Core

/// A regular expression of an operator: PCRE2 with Unicode classes, matched within limits that are the same everywhere.
///
/// The interpreter matches, never the just-in-time compiler: that one counts its steps differently and does not
/// run on every machine,
/// and a text at the edge of a limit must have the same verdict everywhere.
struct Pattern: Sendable {
    /// How much of a text must match.
    enum Extent: Sendable { case anywhere, whole }

    /// Whose rules the pattern is written by.
    enum Syntax: Sendable {
        /// PCRE2's, with Unicode classes.
        case pcre
        /// JavaScript's, as JSON Schema asks for: see `ECMAPattern`.
        case ecma
    }

    /// What came of a search.
    enum Outcome: Equatable, Sendable {
        /// The bytes of the leftmost match.
        case match(Range<Int>)
        case none
        /// The search was given up at a limit, or failed: says nothing about the text.
        case gaveUp(String)
    }

    /// Why a pattern is none.
    struct Fault: Error, Equatable {
        /// Characters before the fault.
        var offset: Int
        /// PCRE2's words.
        var problem: String
    }

    /// Most calls of the matcher's inner function from one starting place.
    static let matchLimit: UInt32 = 100_000
    /// Most nested backtracking points.
    static let depthLimit: UInt32 = 10_000
    /// Most memory of one search, in KiB.
    static let heapLimitKiB: UInt32 = 8192
    /// Most work of the searches of one judgement over all their starting places: see `WorkMeter`.
    static let workLimit = 8_000_000
    /// Longest pattern, in characters.
    static let longest = 4096

    let source: String
    private let code: CompiledPattern?

    /// The compiled form of `source`.
    init(_ source: String, extent: Extent = .anywhere, syntax: Syntax = .pcre) throws(Fault) {
        self.source = source
        code = try CompiledPattern(source, extent: extent, syntax: syntax)
    }

    private init() {
        source = ""
        code = nil
    }

    /// A pattern that matches nothing: where none could be read.
    static let nothing = Pattern()

    /// The work that is left for one or several searches over the same answer: see `WorkMeter`.
    struct Budget {
        fileprivate(set) var work = Pattern.workLimit
    }

    /// The leftmost match in the text.
    func search(_ text: ArraySlice<UInt8>) -> Outcome {
        var budget = Budget()
        return search(text, &budget)
    }

    /// The leftmost match in the text, paid from a budget that several searches share.
    func search(_ text: ArraySlice<UInt8>, _ budget: inout Budget) -> Outcome { code?.search(text, &budget) ?? .none }

    /// What a group matched in the first or last match in which it took part; group 0 is the whole match.
    func search(_ text: ArraySlice<UInt8>, group: Int, isLast: Bool) -> Outcome {
        guard let code else { return .none }
        var budget = Budget()
        var found = Outcome.none
        var start = 0
        while start <= text.count {
            let (outcome, end) = code.search(text, from: start, group: group, &budget)
            switch outcome {
            case .gaveUp: return outcome
            case .match: found = outcome
            case .none: break
            }
            guard let end else { return found }
            if !isLast, case .match = found { return found }
            // A match of nothing would be found at the same place for ever.
            start = end > start ? end : start + 1
            while let byte = text.byte(at: text.startIndex + start), byte & 0xC0 == 0x80 { start += 1 }
        }
        return found
    }

    /// The leftmost match in the text, with the bytes of each of these groups in it; nil for one that took no part.
    func search(_ text: ArraySlice<UInt8>, groups: [Int]) -> (outcome: Outcome, places: [Range<Int>?]) {
        var budget = Budget()
        return code?.search(text, from: 0, groups: groups, &budget) ?? (.none, [])
    }

    /// The number of a group by its number or name, or nil where the pattern has none of that name.
    func group(_ name: String) -> Int? { code?.group(name) }

    /// The leftmost match at or behind `start`, counted from the text's beginning, and where it ends, counted so as well.
    func search(
        _ text: ArraySlice<UInt8>, from start: Int, _ budget: inout Budget
    ) -> (outcome: Outcome, end: Int?) {
        code?.search(text, from: start, group: 0, &budget) ?? (.none, nil)
    }

    /// Its groups in brackets that capture.
    var groups: Int { code?.groups ?? 0 }

    /// A pattern in a file.
    static func shape(_ extent: Extent = .anywhere) -> Shape<Pattern> {
        Shape<String>.text(1...longest).map(placeholder: .nothing) { source, json, reading in
            do throws(Fault) {
                return try Pattern(source, extent: extent)
            } catch {
                reading.error(
                    at: json.offset, "the pattern is wrong after \(error.offset) characters: \(error.problem)",
                    instead: "write a PCRE2 pattern; a backslash is written twice in JSON")
                return nil
            }
        }
    }
}

/// The owner of PCRE2's compiled code.
///
/// Unchecked, because the compiler sees a raw pointer: the code is written by `init` alone, no other place frees or
/// changes it before `deinit`, and PCRE2 documents compiled code as safe to share between threads (pcre2api,
/// "Multithreading").
private final class CompiledPattern: @unchecked Sendable {
    private let code: OpaquePointer

    init(_ source: String, extent: Pattern.Extent, syntax: Pattern.Syntax) throws(Pattern.Fault) {
        // Automatic callouts let `WorkMeter` see every step.
        var options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT
        switch syntax {
        case .pcre: options |= PCRE2_UCP
        case .ecma:
            options |= PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF
        }
        if extent == .whole { options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED }
        var number: Int32 = 0
        var offset = 0
        let bytes = Array((syntax == .ecma ? ECMAPattern.translated(source) : source).utf8)
        let context = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(context) }
        if syntax == .ecma { pcre2_set_compile_extra_options_8(context, PCRE2_EXTRA_ALT_BSUX) }
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &number, &offset, context) else {
            let before = String(decoding: bytes.prefix(offset), as: UTF8.self)
            throw Pattern.Fault(offset: before.unicodeScalars.count, problem: words(for: number))
        }
        self.code = code
    }

    deinit { pcre2_code_free_8(code) }

    func search(_ text: ArraySlice<UInt8>, _ budget: inout Pattern.Budget) -> Pattern.Outcome {
        search(text, from: 0, group: 0, &budget).outcome
    }

    /// What the group matched in the leftmost match at or behind `start`, and where that match ends, both 0 for the text's
    /// beginning; no end where there is no match. A group that took no part in the match matched nothing.
    func search(
        _ text: ArraySlice<UInt8>, from start: Int, group: Int, _ budget: inout Pattern.Budget
    ) -> (outcome: Pattern.Outcome, end: Int?) {
        let (outcome, places) = search(text, from: start, groups: [0, group], &budget)
        guard places.count == 2 else { return (outcome, nil) }
        let end = (places[0]?.upperBound ?? text.startIndex) - text.startIndex
        return (places[1].map { .match($0) } ?? .none, end)
    }

    /// The leftmost match at or behind `start` with the places of groups in it; no places where there is no match.
    func search(
        _ text: ArraySlice<UInt8>, from start: Int, groups: [Int], _ budget: inout Pattern.Budget
    ) -> (outcome: Pattern.Outcome, places: [Range<Int>?]) {
        guard let context = pcre2_match_context_create_8(nil) else { return (.gaveUp("out of memory"), []) }
        defer { pcre2_match_context_free_8(context) }
        guard let found = pcre2_match_data_create_8(UInt32((groups.max() ?? 0) + 1), nil) else {
            return (.gaveUp("out of memory"), [])
        }
        defer { pcre2_match_data_free_8(found) }
        guard budget.work > 100 else { return (.gaveUp("it needs too much work on this answer"), []) }
        pcre2_set_match_limit_8(context, Pattern.matchLimit)
        pcre2_set_depth_limit_8(context, Pattern.depthLimit)
        pcre2_set_heap_limit_8(context, Pattern.heapLimitKiB)
        // Starting a search costs about as much as a hundred bytes.
        var meter = WorkMeter(looksBack: looksBack, left: budget.work - 100)
        let result = withUnsafeMutablePointer(to: &meter) { meter in
            pcre2_set_callout_8(context, countWork, meter)
            return text.withUnsafeBufferPointer {
                pcre2_match_8(code, $0.baseAddress, $0.count, start, 0, found, context)
            }
        }
        budget.work = meter.left
        switch result {
        case PCRE2_ERROR_NOMATCH: return (.none, [])
        case ..<0:
            let why = result == WorkMeter.exhausted ? "it needs too much work on this answer" : words(for: result)
            return (.gaveUp(why), [])
        default:
            let whole = matched(found, in: text, group: 0) ?? text.startIndex..<text.startIndex
            return (.match(whole), groups.map { matched(found, in: text, group: $0) })
        }
    }

    /// The number of a group by its number or name, or nil.
    func group(_ name: String) -> Int? {
        if let number = Int(name) { return (0...groups).contains(number) ? number : nil }
        let number = pcre2_substring_number_from_name_8(code, Array(name.utf8) + [0])
        return number > 0 ? Int(number) : nil
    }

    /// Groups that capture.
    var groups: Int {
        var count: UInt32 = 0
        return pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count) == 0 ? Int(count) : 0
    }

    /// Whether the pattern compares with what a group captured: work that no callout sees.
    private var looksBack: Bool {
        var highest: UInt32 = 0
        return pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_BACKREFMAX), &highest) == 0 && highest > 0
    }

    private func matched(_ found: OpaquePointer, in text: ArraySlice<UInt8>, group: Int) -> Range<Int>? {
        guard let ends = pcre2_get_ovector_pointer_8(found), ends[2 * group] >= 0,
            ends[2 * group] <= text.count, ends[2 * group + 1] <= text.count
        else { return nil }
        // With \K in a lookahead a match may start behind its end.
        let (start, end) = (
            min(ends[2 * group], ends[2 * group + 1]), max(ends[2 * group], ends[2 * group + 1])
        )
        return (text.startIndex + start)..<(text.startIndex + end)
    }
}

/// Counts what a search does over all its starting places, which PCRE2's own limits do not: they start again at
/// each one.
///
/// A callout before each item of the pattern costs `step`; the bytes that the item before it consumed cost 1 each.
private struct WorkMeter {
    static let step = 8
    /// What the callout answers to end the search: PCRE2 hands it on.
    static let exhausted = PCRE2_ERROR_CALLOUT

    let looksBack: Bool
    var left: Int
    var position = 0

    init(looksBack: Bool, left: Int) {
        self.looksBack = looksBack
        self.left = left
    }

    mutating func callout(start: Int, position now: Int) -> Int32 {
        left -= Self.step + max(0, now - position) + (looksBack ? max(0, now - start) : 0)
        position = now
        return left < 0 ? Self.exhausted : 0
    }
}

private func countWork(_ block: UnsafeMutablePointer<pcre2_callout_block_8>?, _ meter: UnsafeMutableRawPointer?)
    -> Int32
{
    guard let block, let meter else { return 0 }
    return meter.assumingMemoryBound(to: WorkMeter.self).pointee.callout(
        start: block.pointee.start_match, position: block.pointee.current_position)
}

/// PCRE2's message for one of its numbers.
private func words(for number: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(number, &buffer, buffer.count)
    return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "error \(number)"
}
