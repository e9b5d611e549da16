/// The keywords of draft 2020-12: where schemas lie below them, and which vocabulary gives them their meaning.
enum SchemaKeywords {
    /// Those whose value is a schema.
    static let withSchema: Set<String> = [
        "items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
        "not", "if", "then", "else", "contentSchema",
    ]
    /// Those whose value is an array of schemas.
    static let withList: Set<String> = ["prefixItems", "allOf", "anyOf", "oneOf"]
    /// Those whose value is an object of schemas. `definitions` is the older name of `$defs`.
    static let withMap: Set<String> = ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"]

    /// Each vocabulary, after `…/vocab/`, and its keywords.
    static let vocabularies: [(name: String, keywords: [String])] = [
        (
            "core",
            [
                "$id", "$schema", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$comment",
                "$defs",
                "definitions",
            ]
        ),
        (
            "applicator",
            [
                "prefixItems", "items", "contains", "additionalProperties", "properties", "patternProperties",
                "dependentSchemas", "propertyNames", "if", "then", "else", "allOf", "anyOf", "oneOf", "not",
            ]
        ),
        ("unevaluated", ["unevaluatedItems", "unevaluatedProperties"]),
        (
            "validation",
            [
                "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
                "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains",
                "minContains", "maxProperties", "minProperties", "required", "dependentRequired",
            ]
        ),
        ("meta-data", ["title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples"]),
        ("format-annotation", ["format"]),
        ("content", ["contentEncoding", "contentMediaType", "contentSchema"]),
    ]

    /// Every keyword, in the order of the vocabularies.
    static let all: [String] = vocabularies.flatMap(\.keywords)

    /// The URI of a keyword's vocabulary, or nil for what is no keyword.
    static func vocabulary(of keyword: String) -> String? {
        vocabularies.first { $0.keywords.contains(keyword) }.map { Metaschemas.folder + "vocab/" + $0.name }
    }

    /// The URIs of the vocabularies whose keywords are understood.
    static let understood = Set(vocabularies.map { Metaschemas.folder + "vocab/" + $0.name })
}
