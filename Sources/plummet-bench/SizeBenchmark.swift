import Core
import Detection
import Engine
import Glibc
import Store

/// Bytes on the disk for each sample of fixed probes, everything included: row, indexes, roll-ups, fingerprints, rounds,
/// states, trace and dictionaries.
///
/// The whole engine in virtual time asks recorded prompts and is given recorded answers in the envelope of a chat
/// completion, with headers whose dates, identities and limits differ from answer to answer as they do in life. The
/// reference is the same as plain JSON.
func sizeBenchmark(quick: Bool) async {
    print("\nsize: bytes on the disk a sample; the target is 1,229 for an exchange of 2 KiB")
    guard let recording = Recording() else {
        return print("  the recorded exchanges are not beside the source; nothing measured")
    }
    for variant in SizeVariant.all {
        do {
            try await measure(variant, recording, samples: quick ? 2_000 : 10_000)
        } catch {
            print("  \(variant.name): failed: \(error)")
        }
    }
}

/// What an exchange is made of.
private struct SizeVariant {
    let name: String
    /// Words in random order that follow the recorded answer: harder to compress than any real text.
    let words: Int
    let stream: Bool

    static let all = [
        SizeVariant(name: "recorded answers", words: 0, stream: false),
        SizeVariant(name: "and 60 words in random order", words: 60, stream: false),
        SizeVariant(name: "recorded answers, streamed", words: 0, stream: true),
    ]
}

private func measure(_ variant: SizeVariant, _ recording: Recording, samples: Int) async throws {
    let directory = "/tmp/plummet-size-benchmark-\(getpid())"
    removeTree(directory)
    defer { removeTree(directory) }
    var options = StoreOptions(rootSeed: 1, writer: "0.1.0")
    options.vantage = "fra1"
    let start = Timestamp(microseconds: 1_795_420_800_000_000)
    var store = try Store.open(directory: directory, options: options, now: start)
    var far = RecordedFarEnd(recording, words: variant.words)
    var world = SizeWorld(recording.plan(stream: variant.stream), start: start)
    var (exchanged, json, count) = (0, 0, 0)
    while count < samples {
        // What waits at a time shares a transaction; the size is the same, and the benchmark is over sooner.
        var commit = world.next(from: &far)
        while commit.samples.count < 64 { commit.append(world.next(from: &far)) }
        for (sample, trace) in commit.samples {
            count += 1
            exchanged += trace?.exchangedBytes ?? 0
            json += sample.summaryBytes + (trace?.json.bytes.count ?? 0)
        }
        try await store.commit(commit)
        // The retention loop asks every five minutes whether it is due.
        _ = try await store.trainDictionary(now: world.now)
    }
    await store.close()
    store = try Store.open(directory: directory, options: options, now: world.now)
    let sizes = try await store.reader.sizes()
    await store.close()
    let each = (sizes.seriesBytes + sizes.tracesBytes) / count
    print(
        "  \(variant.name): \(each) bytes (\(sizes.seriesBytes / count) in plummet.db, \(sizes.tracesBytes / count) in traces.db)"
            + " for an exchange of \(exchanged / count) and \(json / count) of JSON,"
            + " ratio \(fixed(Double(json / count) / Double(each), 1)), \(grouped(count)) samples; "
            + (each <= 1229 ? "met" : "NOT met"))
}

/// The engine in virtual time: one commit after another.
private struct SizeWorld {
    private var engine: Engine
    private(set) var now: Timestamp
    private var arrivals: [(at: Timestamp, event: Event)] = []

    init(_ plan: Plan, start: Timestamp) {
        engine = Engine(plan: plan, rootSeed: 1, recovered: Recovered(), now: start)
        now = start
    }

    /// Goes on until something is to be kept.
    mutating func next(from far: inout RecordedFarEnd) -> Commit {
        while true {
            arrivals.sort { $0.at < $1.at }
            var event = Event.tick
            if let first = arrivals.first, first.at <= engine.nextWake {
                arrivals.removeFirst()
                (now, event) = (max(now, first.at), first.event)
            } else {
                now = max(now, engine.nextWake)
            }
            let step = engine.handle(event, now: now)
            for case .send(let call) in step.effects {
                let exchange = far.exchange(call, at: now)
                let end = now + exchange.phases.total
                arrivals.append((end, .answered(call.id, call.question.reply(in: exchange, now: end))))
            }
            if !step.commit.isEmpty { return step.commit }
        }
    }
}

extension Trace {
    /// Bytes of the last request and its answer, headers and bodies.
    fileprivate var exchangedBytes: Int {
        func bytes(_ headers: [Header]) -> Int {
            headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        }
        guard let turn = turns.last, let exchange = turn.attempts.last?.exchange else { return 0 }
        return bytes(turn.request.headers) + turn.request.body.count + bytes(exchange.headers) + exchange.body.count
    }
}

extension Sample {
    /// Roughly what the sample takes as one line of JSON.
    fileprivate var summaryBytes: Int { 420 + note.utf8.count + fingerprint.responseID.utf8.count }
}
