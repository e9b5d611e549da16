package import Core

/// A suite that has no probes of its own and asks probes of others, which keep their names, versions and baselines.
package struct Selection: Sendable {
    /// Which probes of the other files it asks.
    package enum Choice: Sendable {
        /// Every probe there is, whatever files come and go.
        case all
        /// These, by `suite/id`.
        case probes([Located<String>])
    }

    /// The file it was read from.
    package var file: SourceFile
    /// Unique among all suites, those of probes included.
    package var name: Located<String>
    package let choice: Choice
    /// Keys of what it names; empty where it asks all.
    private let keys: Set<String>

    init(file: SourceFile, name: Located<String>, choice: Choice) {
        self.file = file
        self.name = name
        self.choice = choice
        keys =
            switch choice {
            case .all: []
            case .probes(let named): Set(named.map(\.value))
            }
    }

    /// Whether it asks the probe of this key.
    package func selects(_ key: String) -> Bool {
        switch choice {
        case .all: true
        case .probes: keys.contains(key)
        }
    }
}

extension Shape where Value == Selection.Choice {
    /// `"all"`, or a list of probes by `suite/id`.
    static var selection: Shape {
        let keys = Shape<[Located<String>]>.array(of: Shape<String>.probeKey.located, count: 1...2000)
        return Shape(
            read: { json, reading in
                guard json.array != nil else {
                    if json.string != "all" {
                        _ = mismatch("an array of probes, or \"all\"", json, &reading) as Value?
                    }
                    return .all
                }
                let named = keys.read(json, &reading)
                reading.refuseRepeatedKeys(named)
                return .probes(named)
            },
            schema: { writer in ["anyOf": [["const": "all"], keys.schema(&writer)]] }, placeholder: { .all })
    }
}

extension Shape where Value == String {
    /// The key of a probe: `suite/id`.
    fileprivate static var probeKey: Shape {
        Shape(
            read: { json, reading in
                guard let text = json.string else { return mismatch("a probe (a string)", json, &reading) ?? "" }
                if text.count(where: { $0 == "/" }) != 1 || text.hasPrefix("/") || text.hasSuffix("/") {
                    reading.error(
                        at: json.offset, "\"\(shortened(text, 64))\" is no probe", instead: "write \"suite/id\"")
                }
                return text
            },
            schema: { _ in ["type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*$"] },
            placeholder: { "" })
    }
}

extension Reading {
    fileprivate mutating func refuseRepeatedKeys(_ named: [Located<String>]) {
        var first: [String: Int] = [:]
        for key in named where !key.value.isEmpty {
            guard let place = first.updateValue(key.offset, forKey: key.value) else { continue }
            let (line, column) = file.place(of: place)
            error(
                at: key.offset, "\"\(shortened(key.value, 64))\" is selected already, at \(line):\(column)",
                instead: "leave it out")
        }
    }
}
