import Core

/// A request body in whose strings placeholders stand for what a probe asks.
///
/// A string that is nothing but a placeholder becomes its value, a number or an array where it is one; a member or element
/// whose placeholder has nothing to say (no temperature asked for, no system message) is left out. In the middle of other
/// text a placeholder becomes text.
enum BodyTemplate: Sendable {
    /// What may stand between `{{` and `}}`.
    enum Placeholder: String, CaseIterable, Sendable {
        /// What is asked now: the last message of the user, or a tool's answer.
        case prompt
        /// All system messages.
        case system
        /// The whole conversation as an array of `{"role": …, "content": …}`.
        case messages
        /// The whole conversation as one text.
        case transcript
        case model
        case seed
        case maxOutputTokens = "max_output_tokens"
        case temperature
        /// An identifier, the same in every request of one conversation; a probe that does not vary always has the same.
        case conversation
    }

    case literal(JSON)
    case value(Placeholder)
    /// Texts and the placeholders between them.
    case text([Piece])
    case array([BodyTemplate])
    case object([(key: String, value: BodyTemplate)])

    /// A part of a string.
    enum Piece: Sendable {
        case plain(String)
        case placeholder(Placeholder)
    }

    /// The body that asks this probe of this provider.
    func filled(_ probe: RenderedProbe, for provider: Provider) -> JSON {
        value { $0.value(in: probe, for: provider) } ?? .null
    }

    /// The value with what `fill` gives for its placeholders; nil where that is nothing.
    private func value(_ fill: (Placeholder) -> JSON?) -> JSON? {
        switch self {
        case .literal(let json): json
        case .value(let placeholder): fill(placeholder)
        case .text(let pieces):
            .string(
                pieces.map { piece in
                    switch piece {
                    case .plain(let text): text
                    case .placeholder(let placeholder): fill(placeholder).map { $0.string ?? $0.text } ?? ""
                    }
                }
                .joined())
        case .array(let elements): .array(elements.compactMap { $0.value(fill) })
        case .object(let members): .compact(members.map { ($0.key, $0.value.value(fill)) })
        }
    }
}

extension BodyTemplate.Placeholder {
    /// What it stands for; nil where there is nothing.
    fileprivate func value(in probe: RenderedProbe, for provider: Provider) -> JSON? {
        switch self {
        case .prompt: .string(probe.messages.last { $0.role == .user || $0.role == .tool }?.content ?? "")
        case .system: probe.messages.instructions.map(JSON.string)
        case .messages:
            .array(probe.messages.map { ["role": .string($0.role.rawValue), "content": .string($0.content)] })
        case .transcript: .string(probe.messages.transcript)
        case .model: .string(provider.model)
        case .seed: .int(probe.seed31)
        case .maxOutputTokens: .int(probe.sampling.maxOutputTokens)
        case .temperature: probe.sampling.temperature.map(JSON.double)
        case .conversation: .string(StableHash.hex(["conversation", provider.name, "\(probe.seed)"]))
        }
    }
}

extension [Message] {
    /// The conversation as one text that ends where the answer begins; a single message stands for itself.
    fileprivate var transcript: String {
        guard count > 1 else { return first?.content ?? "" }
        let names: [Message.Role: String] = [.system: "System", .user: "User", .assistant: "Assistant", .tool: "Tool"]
        return map { "\(names[$0.role] ?? ""): \($0.content)\n\n" }.joined() + "Assistant:"
    }
}

extension BodyTemplate {
    /// A body in a file; placeholders that are unknown or not closed are errors at the string that holds them.
    static let shape = Shape<BodyTemplate>(
        read: { json, reading in BodyTemplate(json, &reading) },
        schema: { _ in ["type": ["object", "array", "string"]] }, placeholder: { .standard })

    /// What most endpoints of this kind understand.
    static let standard = BodyTemplate.object([("model", .value(.model)), ("messages", .value(.messages))])

    private init(_ json: JSON, _ reading: inout Reading) {
        switch json.kind {
        case .null, .bool, .number: self = .literal(json)
        case .string(let text): self = BodyTemplate.read(text, at: json.offset, &reading)
        case .array(let elements):
            var templates: [BodyTemplate] = []
            for element in elements { templates.append(BodyTemplate(element, &reading)) }
            self = .array(templates)
        case .object(let members):
            var templates: [(key: String, value: BodyTemplate)] = []
            for member in members where !member.key.hasPrefix("//") {
                templates.append((member.key, BodyTemplate(member.value, &reading)))
            }
            self = .object(templates)
        }
    }

    private static func read(_ text: String, at offset: Int, _ reading: inout Reading) -> BodyTemplate {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                reading.error(
                    at: offset, "a placeholder is not closed", instead: "write \"}}\" behind its name")
                break
            }
            let name = String(rest[open.upperBound..<close.lowerBound]).trimmed
            if open.lowerBound > rest.startIndex { pieces.append(.plain(String(rest[..<open.lowerBound]))) }
            if let placeholder = Placeholder(rawValue: name) {
                pieces.append(.placeholder(placeholder))
            } else {
                let known = Placeholder.allCases.map(\.rawValue)
                let hint = nearest(to: name, among: known) ?? ""
                reading.error(
                    at: offset, "there is no placeholder \"{{\(shortened(name, 40))}}\"",
                    instead: hint.isEmpty
                        ? "known: \(known.map { "{{\($0)}}" }.joined(separator: ", "))" : "write \"{{\(hint)}}\"")
            }
            rest = rest[close.upperBound...]
        }
        if pieces.isEmpty { return .literal(.string(text)) }
        if !rest.isEmpty { pieces.append(.plain(String(rest))) }
        if pieces.count == 1, case .placeholder(let placeholder) = pieces[0] { return .value(placeholder) }
        for case .placeholder(.messages) in pieces {
            reading.error(
                at: offset, "\"{{messages}}\" is an array and cannot stand inside a text",
                instead: "let it stand alone, or write \"{{transcript}}\"")
        }
        return .text(pieces)
    }
}
