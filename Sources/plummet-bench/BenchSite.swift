import Core
import Glibc

/// A configuration with so many providers and probes in a temporary directory.
struct BenchSite {
    let directory: String
    var config: String { directory + "/config.json" }

    init?(port: Int, providers: Int, probes: Int, concurrency: Int, interval: String, listen: String = "127.0.0.1:0") {
        // mkdtemp(3) puts a name that nobody has in place of the six X.
        var template = Array("/tmp/plummet-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let suite: JSON = [
            "suite": "bench", "category": "arithmetic", "defaults": ["temperature": 0, "max_output_tokens": 32],
            "probes": .array(
                (0..<probes).map { index in
                    [
                        "id": .string("sum-\(index)"), "category": .string("category-\(index % 8)"),
                        "vary": ["a": ["int": [100, 999]], "b": ["int": [100, 999]]],
                        "prompt": "What is {{a}} + {{b}}? Reply with the number only.",
                        "evaluate": [["type": "number", "equals": 4], ["type": "words", "max": 8, "weight": 0.25]],
                    ]
                }),
        ]
        let config: JSON = [
            "providers": .array(
                (0..<providers).map { index in
                    [
                        "name": .string("provider-\(index)"), "api": "openai-chat", "model": "bench-1",
                        "base_url": .string("http://127.0.0.1:\(port)/v1"), "concurrency": .int(concurrency),
                        "proxy": "none",
                    ]
                }),
            "probes": .string(directory + "/probes.json"), "schedule": ["interval": .string(interval)], "sinks": [],
            "store": ["path": .string(directory + "/store")], "listen": .string(listen),
        ]
        guard write(suite.text, "/probes.json"), write(config.text, "/config.json") else { return nil }
    }

    private func write(_ text: String, _ name: String) -> Bool {
        guard let file = fopen(directory + name, "w") else { return false }
        defer { fclose(file) }
        return fputs(text, file) >= 0
    }

    /// Removes everything again.
    func remove() {
        for name in [
            "store/plummet.db", "store/plummet.db-wal", "store/plummet.db-shm", "store/traces.db",
            "store/traces.db-wal",
            "store/traces.db-shm", "store/store.lock", "probes.json", "config.json",
        ] { unlink(directory + "/" + name) }
        rmdir(directory + "/store")
        rmdir(directory)
    }
}
