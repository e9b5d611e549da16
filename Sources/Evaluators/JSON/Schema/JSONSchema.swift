import Core

/// A JSON Schema of draft 2020-12, read once: every keyword of its vocabularies, references resolved, formats and contents
/// as remarks. Keywords bear the meaning of the dialect that `$schema` names.
/// **Source:** JSON Schema Core and Validation, draft 2020-12.
struct JSONSchema: Sendable {
    /// One schema among those of a document, known by its number.
    typealias ID = Int

    /// One schema: what it asks for, in the order of the file, `unevaluated…` last.
    struct Node: Sendable {
        var rules: [Rule] = []
        /// The number of the resource (what has an `$id` of its own) that it belongs to.
        var resource: Int
    }

    /// A number to compare with, and how it was written.
    struct Bound: Sendable {
        let number: ExactNumber
        let text: String
    }

    /// What one keyword asks for.
    enum Rule: Sendable {
        /// The schema `false`.
        case never
        case type([String])
        case oneOfValues([JSON])
        case multiple(Bound)
        case minimum(Bound, isExclusive: Bool)
        case maximum(Bound, isExclusive: Bool)
        case length(ClosedRange<Int>)
        case pattern(Pattern)
        case itemCount(ClosedRange<Int>)
        case unique
        case prefixItems([ID])
        /// For the items from a place on.
        case items(ID, after: Int)
        /// How many items must be so; more at least than at most is nothing that an array can be.
        case contains(ID, atLeast: Int, atMost: Int)
        case unevaluatedItems(ID)
        case required([String])
        /// Keys that must be there where another is.
        case dependentKeys([(String, [String])])
        case memberCount(ClosedRange<Int>)
        case names(ID)
        case properties([(String, ID)])
        case patternProperties([(Pattern, ID)])
        /// For what neither `properties` nor `patternProperties` name.
        case additional(ID, besides: Set<ExactText>, patterns: [Pattern])
        case unevaluatedProperties(ID)
        case dependentSchemas([(String, ID)])
        case all([ID])
        case any([ID])
        case one([ID])
        case not(ID)
        case condition(ID, then: ID?, otherwise: ID?)
        case reference(ID)
        /// A `$dynamicRef`: the outermost resource that has the anchor decides, else `ID`.
        case dynamicReference(ID, anchor: String)
    }

    /// The names of types.
    static let types = ["string", "number", "integer", "boolean", "object", "array", "null"]
    /// Most schemas of one document with all that it refers to.
    static let schemasLimit = 10_000
    /// Most schemas within each other while one value is judged.
    static let depthLimit = 400
    /// Most failures that are told.
    static let failuresLimit = 8

    var nodes: [Node]
    var root: ID
    /// The schemas under `$dynamicAnchor`, by resource.
    var dynamicAnchors: [[String: ID]]
    /// Whether any schema asks what others have looked at.
    var asksForUnevaluated: Bool

    /// A schema that accepts everything: where none could be read.
    static let anything = JSONSchema(
        nodes: [Node(resource: 0)], root: 0, dynamicAnchors: [[:]], asksForUnevaluated: false)

    /// What came of judging a value.
    enum Outcome: Equatable {
        case holds
        /// What is wrong and where, at most `failuresLimit` in the order of the schema.
        case fails([String])
        /// A limit was reached: says nothing about the value.
        case gaveUp(String)
    }

    /// Judges the value that is known as `place` (`$`, `$.a[0]`), paid from an effort that several rules share.
    func outcome(of json: JSON, at place: String, _ effort: inout Effort) -> Outcome {
        var run = SchemaRun(self, at: place, effort)
        let holds = run.holds(json)
        effort = run.effort
        if let why = effort.exhausted { return .gaveUp(why) }
        return holds ? .holds : .fails(run.failures)
    }
}

/// The work that is left for one judgement: deterministic, so that a verdict is the same on every machine.
struct Effort {
    /// Most steps of one judgement: schemas, keywords, items and bytes of keys that are looked at.
    static let stepsLimit = 200_000

    var patterns = Pattern.Budget()
    private var steps = Effort.stepsLimit
    /// Why the work was given up; nil while it goes on.
    private(set) var exhausted: String?

    /// Takes so many steps; false when there are no more.
    mutating func spend(_ count: Int = 1) -> Bool {
        guard exhausted == nil else { return false }
        steps -= count
        if steps < 0 { giveUp("it needs too much work on this answer") }
        return steps >= 0
    }

    /// Gives up for a reason; the first one stands.
    mutating func giveUp(_ why: String) { exhausted = exhausted ?? why }

    /// Whether the pattern matches somewhere; false when that could not be decided.
    mutating func matches(_ pattern: Pattern, _ text: String) -> Bool {
        guard exhausted == nil else { return false }
        switch pattern.search(Array(text.utf8)[...], &patterns) {
        case .match: return true
        case .none: return false
        case .gaveUp(let why):
            giveUp("the pattern \(quoted(pattern.source)) could not be decided: \(why)")
            return false
        }
    }
}
