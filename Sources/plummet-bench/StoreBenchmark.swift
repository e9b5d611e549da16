import TestSupport
import Core
import Glibc
import Store

/// Measures the store on this machine and prints what it found: commits, size, start, reading, retention.
///
/// The reference is what the same disk does for a plain append with fsync, measured in the same run.
func storeBenchmark(quick: Bool) async {
    do {
        let directory = "/tmp/plummet-store-benchmark-\(getpid())"
        defer { removeTree(directory) }
        guard mkdir(directory, 0o700) == 0 else { return }
        print("store")
        report("reference: append of 4 KiB and fsync", "\(Int(fsyncRate(directory)))/s")
        for group in [1, 10, 100] {
            try await commits(
                directory + "/group-\(group)", group: group, count: (quick ? 200 : 2_000) / (group > 1 ? 4 : 1))
        }
        try await concurrent(directory + "/concurrent", tasks: 32, each: quick ? 10 : 50)
        try await traces(directory + "/traces", count: quick ? 2_000 : 20_000)
        try await large(directory + "/large", samples: quick ? 100_000 : 1_000_000)
    } catch {
        print("  failed: \(error)")
    }
}

private func report(_ what: String, _ figure: String) { print("  \(what): \(figure)") }

private func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let clock = ContinuousClock()
    let begin = clock.now
    try await body()
    return (clock.now - begin).inSeconds
}

private func open(_ directory: String) throws -> Store {
    try Store.open(directory: directory, options: StoreOptions(rootSeed: 1, writer: "benchmark"), now: epoch)
}

private func fsyncRate(_ directory: String) -> Double {
    let file = open(directory + "/append", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    defer { close(file) }
    let page = [UInt8](repeating: 1, count: 4096)
    let clock = ContinuousClock()
    let begin = clock.now
    for _ in 0..<200 {
        guard write(file, page, page.count) == page.count else { return 0 }
        fdatasync(file)
    }
    return 200 / max((clock.now - begin).inSeconds, 1e-9)
}

private func commits(_ directory: String, group: Int, count: Int) async throws {
    let store = try open(directory)
    let all = (0..<count).map { index in makeCommit(index * group..<(index + 1) * group) }
    let taken = try await seconds { for commit in all { try await store.commit(commit) } }
    report(
        "commits of \(group) with traces, one after another",
        "\(Int(Double(count) / taken))/s, \(Int(Double(count * group) / taken)) samples/s")
    await store.close()
}

private func concurrent(_ directory: String, tasks: Int, each: Int) async throws {
    let store = try open(directory)
    let taken = try await seconds {
        try await withThrowingTaskGroup { group in
            for task in 0..<tasks {
                group.addTask {
                    for index in 0..<each {
                        let number = task * each + index
                        try await store.commit(makeCommit(number..<number + 1))
                    }
                }
            }
            try await group.waitForAll()
        }
    }
    report("commits of 1 with trace, \(tasks) tasks at a time", "\(Int(Double(tasks * each) / taken))/s")
    await store.close()
}

private func traces(_ directory: String, count: Int) async throws {
    var store = try open(directory)
    try await store.commit(makeCommit(0..<1_000))
    var training: Training?
    let taken = try await seconds { training = try await store.trainDictionary(now: epoch) }
    if let training {
        report(
            "dictionary of \(bytesForPeople(training.bytes)) from \(training.traces) traces",
            "\(fixed(taken, 2)) s; traces \(fixed(training.ratioBefore, 2)) times smaller without, "
                + "\(fixed(training.ratioAfter, 2)) with")
    }
    // A file only has its size when the log was folded into it.
    await store.close()
    store = try open(directory)
    let before = try await store.reader.sizes()
    var raw = 0
    for part in 1..<count / 1_000 {
        let commit = makeCommit(part * 1_000..<part * 1_000 + 1_000)
        raw += commit.samples.reduce(0) { $0 + ($1.trace?.json.bytes.count ?? 0) }
        try await store.commit(commit)
    }
    await store.close()
    let again = try open(directory)
    let after = try await again.reader.sizes()
    let added = max(count - 1_000, 1)
    report(
        "a trace on the disk",
        "\((after.tracesBytes - before.tracesBytes) / added) bytes for \(raw / added) of JSON, index and pages included"
    )
    let reading = try await seconds {
        for number in 0..<1_000 { _ = try await again.reader.trace(makeSample(number * 7 % count).id) }
    }
    report("traces read and parsed", "\(Int(1_000 / reading))/s")
    var longest = 0.0
    var deleted = 0
    let retention = Retention(keepSamples: .seconds(1 << 40), keepTraces: .zero, maxTraceBytes: 0)
    var more = true
    while more {
        let taken = try await seconds {
            let step = try await again.retain(retention, now: epoch + .seconds(1 << 30))
            deleted += step.traces
            more = step.more
        }
        longest = max(longest, taken)
    }
    report("retention of \(deleted) traces, longest step", "\(fixed(longest * 1_000, 1)) ms")
    await again.close()
}

private func large(_ directory: String, samples: Int) async throws {
    let store = try open(directory)
    let filling = try await seconds {
        for part in 0..<samples / 5_000 {
            var commit = makeCommit(part * 5_000..<part * 5_000 + 5_000, withTraces: false)
            commit.providers = (0..<providers).map { provider in
                ProviderState(
                    provider: "provider-\(provider)", closedThrough: Round(start: makeSample(part * 5_000).round.start),
                    detector: [], machines: .null)
            }
            try await store.commit(commit)
        }
    }
    report("filling \(grouped(samples)) samples", "\(Int(Double(samples) / filling)) samples/s")
    await store.close()
    let clock = ContinuousClock()
    let begin = clock.now
    let again = try open(directory)
    let recovered = try await again.reader.recover(now: makeSample(samples).finishedAt)
    report(
        "opening it and recovering \(recovered.openSamples.count) open samples",
        "\(fixed((clock.now - begin).inSeconds * 1_000, 0)) ms")
    let sizes = try await again.reader.sizes()
    report("a sample on the disk", "\(sizes.seriesBytes / samples) bytes, indexes and roll-ups included")
    try await questions(again.reader, samples: samples)
    let checking = try await seconds { try await again.check() }
    report("checking it after the machine went down", "\(fixed(checking, 2)) s")
    await again.close()
}

private func questions(_ reader: StoreReader, samples: Int) async throws {
    func time(_ what: String, _ body: () async throws -> Int) async throws {
        var count = 0
        let taken = try await seconds { count = try await body() }
        report("\(what) (\(count) rows)", "\(fixed(taken * 1_000, 1)) ms")
    }
    let end = makeSample(samples).finishedAt
    try await time("newest 100 samples") { try await reader.samples(SampleQuery()).samples.count }
    try await time("newest 100 of a provider") {
        try await reader.samples(SampleQuery(provider: "provider-3")).samples.count
    }
    try await time("newest 100 of a probe at a provider") {
        try await reader.samples(SampleQuery(provider: "provider-3", probe: "suite/probe-8")).samples.count
    }
    try await time("all samples of an outcome that never was") {
        try await reader.samples(SampleQuery(outcome: .money)).samples.count
    }
    try await time("roll-ups of a provider over everything, by day") {
        try await reader.rollups(
            RollupQuery(provider: "provider-3", since: epoch, until: end, hours: 24)
        ).count
    }
    try await time("1,000 scores of a probe") {
        try await reader.scores(provider: "provider-3", probe: "suite/probe-8", since: epoch, limit: 1_000).count
    }
}

private let epoch = Timestamp(microseconds: 1_795_420_800_000_000)
private let providers = 5
private let probes = 40

/// Samples as 5 providers of 40 probes every 15 minutes give them.
private func makeSample(_ number: Int) -> Sample {
    let (round, place) = number.quotientAndRemainder(dividingBy: providers * probes)
    let start = epoch + .seconds(900) * round
    let due = start + .milliseconds(place * 4_500 + number % 977)
    let (provider, probe) = (place % providers, place / providers)
    return Sample(
        id: RecordID(of: ["benchmark", "\(number)"]), provider: "provider-\(provider)", probe: "suite/probe-\(probe)",
        version: StableHash.hex(["\(probe)"]), category: "arithmetic", round: Round(start: start), dueAt: due,
        finishedAt: due + .milliseconds(900 + number % 613), outcome: number % 50 == 7 ? .timeout : .ok,
        score: number % 50 == 7 ? nil : number % 9 == 0 ? 0.8 : 1, attempts: 1, status: 200,
        note: "the number is \(number % 1_000) as expected", inputTokens: 31, outputTokens: 3 + number % 5,
        cost: USD(nanodollars: 5_850), latency: .microseconds(812_345 + number % 99_991),
        firstToken: .microseconds(320_111 + number % 49_999), finish: .stop,
        fingerprint: Completion.Fingerprint(
            model: "model-1-2026-06-01", systemFingerprint: "fp_44709d6fcb",
            responseID: "chatcmpl-\(RecordID(of: ["response", "\(number)"]))", serviceTier: "default"))
}

private func makeCommit(_ numbers: Range<Int>, withTraces: Bool = true) -> Commit {
    var commit = Commit()
    commit.samples = numbers.map { number in
        let sample = makeSample(number)
        return (sample, withTraces ? makeTrace(sample, number) : nil)
    }
    return commit
}

/// A trace as a chat API gives it: a prompt out of 40, an answer of words, headers with dates and identities.
private func makeTrace(_ sample: Sample, _ number: Int) -> Trace {
    var random = SeededRandom(seed: UInt64(number))
    let vocabulary = [
        "the", "answer", "is", "apples", "crate", "therefore", "left", "because", "first", "then", "we", "subtract",
        "from", "total", "number", "sold", "remaining", "calculate", "step", "result", "equals", "and", "so", "add",
    ]
    func words(_ count: Int, _ random: inout SeededRandom) -> String {
        (0..<count).map { _ in vocabulary[random.int(in: 0...vocabulary.count - 1)] }.joined(separator: " ")
    }
    var fixedRandom = SeededRandom(seed: UInt64(number / providers % probes))
    let question = words(80, &fixedRandom)
    let answer = words(random.int(in: 2...60), &random) + " \(random.int(in: 0...99_999))"
    let identity = RecordID(random.next()).description
    let answerText = """
        {"id":"\(sample.fingerprint.responseID)","object":"chat.completion",\
        "created":\(sample.dueAt.microseconds / 1_000_000),\
        "model":"model-1-2026-06-01","choices":[{"index":0,\
        "message":{"role":"assistant","content":"\(answer)","refusal":null},\
        "logprobs":null,"finish_reason":"stop"}],\
        "usage":{"prompt_tokens":96,"completion_tokens":41,"total_tokens":137},\
        "service_tier":"default","system_fingerprint":"fp_44709d6fcb"}
        """
    let body = JSON.object([
        ("model", "model-1"), ("temperature", 0), ("max_tokens", 64),
        ("messages", [["role": "user", "content": .string(question)]]),
    ])
    var exchange = Exchange(
        status: 200, httpVersion: "2",
        headers: [
            Header("date", sample.dueAt.description), Header("content-type", "application/json"),
            Header("x-request-id", "req_\(identity)\(identity)"), Header("openai-processing-ms", "\(number % 900)"),
            Header("x-ratelimit-remaining-tokens", "\(random.int(in: 0...199_999))"),
            Header("cf-ray", "\(identity)-FRA"),
            Header("server", "cloudflare"), Header("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ], body: Array(answerText.utf8),
        chunks: [Exchange.Chunk(at: .microseconds(812_000), length: answerText.utf8.count)],
        peer: "203.0.113.7:443", reusedConnection: true)
    exchange.phases.firstByte = .microseconds(random.int(in: 200_000...900_000))
    exchange.phases.total = .microseconds(random.int(in: 900_000...1_900_000))
    return Trace(
        sample: sample.id, api: "openai-chat", stream: false,
        rendered: RenderedProbe(
            messages: [Message(role: .user, content: question)],
            sampling: Sampling(temperature: 0, maxOutputTokens: 64),
            evaluate: [["type": "number", "equals": 87]], seed: random.next()),
        request: OutboundRequest(
            url: "https://api.example.test/v1/chat/completions", headers: [Header("content-type", "application/json")],
            body: body.bytes),
        attempts: [Trace.Attempt(startedAt: sample.dueAt, exchange: exchange, outcome: .ok)],
        completion: Completion(text: answer, rawFinish: "stop", fingerprint: sample.fingerprint),
        verdict: Verdict(
            score: 1,
            judgements: [
                Judgement(type: "number", ruleVersion: 1, score: 1, extraction: .found, reason: "the number is 87")
            ]),
        detector: ["phase": "watching", "slot": .int(number / 200), "log_evidence": .double(random.unit())],
        writer: "0.1.0")
}

func removeTree(_ path: String) {
    if let handle = opendir(path) {
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { removeTree(path + "/" + name) }
        }
        closedir(handle)
        rmdir(path)
    } else {
        unlink(path)
    }
}
