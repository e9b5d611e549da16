import Core
import Foundation
import Settings
import Testing

/// The files that the tests of this target read and, when told to, write.
enum Fixtures {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    static let checkout = tests.deletingLastPathComponent()
    static let folder = tests.appending(path: "Fixtures/settings")
    static let isUpdating = ProcessInfo.processInfo.environment["PLUMMET_UPDATE_GOLDEN"] == "1"

    /// Names without extension of the JSON files in a folder of fixtures, sorted.
    static func cases(_ name: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path)) ?? []
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    static func source(_ path: String) throws -> SourceFile {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: path)))
        return SourceFile(path: String(path.split(separator: "/").last ?? ""), bytes: bytes)
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: path)), as: UTF8.self)
    }

    /// Compares with the file, or writes it when golden files are being updated.
    static func expect(_ text: String, equals file: URL, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if isUpdating {
            try Data(text.utf8).write(to: file)
            return
        }
        let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(text == expected, "\(file.lastPathComponent) differs", sourceLocation: sourceLocation)
    }
}

extension SourceFile {
    init(_ path: String, _ text: String) { self.init(path: path, bytes: Array(text.utf8)) }
}

extension [Diagnostic] {
    var text: String { map(\.description).joined(separator: "\n") }
    var errors: [Diagnostic] { filter { $0.severity == .error } }
    /// Without what is said of every probe that has no examples and no note, as most probes of tests.
    var ofWhatIsThere: [Diagnostic] {
        filter { !$0.instead.contains("allow \"no-examples\"") && !$0.instead.contains("allow \"no-note\"") }
    }
}

/// Secrets that a test gives out, by the names of their references.
func vault(_ secrets: [String: String]) -> SecretSource {
    { (reference: SecretReference) throws(SecretUnavailable) -> Secret in
        guard let value = secrets[reference.name] else { throw SecretUnavailable(reference, reason: "it is not set") }
        return Secret(name: reference.name, bytes: Array(value.utf8))
    }
}

/// A complete minimal configuration, as the documentation shows it.
let minimalConfig = """
    { "providers": [ { "name": "openai", "api": "openai-chat", "model": "gpt-4o-mini",
                       "api_key": { "env": "OPENAI_API_KEY" } } ],
      "sinks":     [ { "name": "oncall", "type": "webhook", "url": "https://hooks.example.net/x",
                       "secret": { "env": "HOOK_SECRET" } } ] }
    """

/// A suite as the documentation shows it.
let arithmeticSuite = """
    { "$schema": "../deploy/schema/suite.schema.json",
      "suite": "arithmetic", "category": "arithmetic",
      "defaults": { "temperature": 0, "max_output_tokens": 64 },
      "probes": [
        { "id": "crates", "messages": [ { "role": "user",
            "content": "A crate holds 48 apples. Three crates arrive and 57 apples are sold. How many are left? Reply with the number only." } ],
          "evaluate": [ { "type": "number", "equals": 87 }, { "type": "words", "max": 3, "weight": 0.25 } ] },
        { "id": "product", "vary": { "a": { "int": [100, 999] }, "b": { "int": [100, 999] } },
          "messages": [ { "role": "user", "content": "What is {{a}} * {{b}}? Reply with the number only." } ],
          "evaluate": [ { "type": "number", "equals": "{{a * b}}" } ] } ] }
    """

let minimalSecrets = [
    "env OPENAI_API_KEY": "key-of-openai", "env HOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
]
