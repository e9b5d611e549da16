package import Core

extension Settings {
    /// The JSON Schema (draft 2020-12) of `config.json`.
    package static var configSchema: JSON {
        Shape.configuration.schemaDocument(
            id: "https://plummet.invalid/schema/config.schema.json", title: "plummet configuration")
    }

    /// The JSON Schema (draft 2020-12) of a suite file.
    package static var suiteSchema: JSON {
        Shape.suiteFile.schemaDocument(
            id: "https://plummet.invalid/schema/suite.schema.json", title: "plummet probe suite")
    }
}
