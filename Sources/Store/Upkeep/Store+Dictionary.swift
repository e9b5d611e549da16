package import Core
internal import GRDB

/// What training a dictionary gained.
package struct Training: Sendable, Equatable {
    /// The dictionary's number.
    package var dictionary: Int
    /// Traces that it was trained on.
    package var traces: Int
    /// Its size.
    package var bytes: Int
    /// How many times smaller traces became before, and become now; measured on traces kept out of the training.
    package var ratioBefore: Double
    package var ratioAfter: Double
}

extension Store {
    /// Traces there have to be before the first dictionary is trained.
    package static let tracesForTraining = 200
    /// Least time between two trainings.
    package static let trainingInterval = Duration.seconds(86_400)
    /// Most bytes of traces that one dictionary is trained on.
    static let trainingBytes = 8 << 20

    /// Trains a dictionary on the latest traces when that is due, and compresses new traces with it; nil when not due.
    ///
    /// Due is the first one as soon as there are enough traces, a later one a day after the last at the earliest, and
    /// only when recent traces have become more than a tenth larger than the last one promised. Takes up to some
    /// seconds of one core, beside commits.
    package func trainDictionary(now: Timestamp) async throws(StoreFailure) -> Training? {
        let (traces, shelf) = (writer.traces, shelf)
        let trained = try await long { () throws(StoreFailure) -> TrainedDictionary? in
            try asStoreFailure(path: traces.path) {
                let texts = try traces.pool.read { database in
                    try database.isTrainingDue(now: now) ? try database.latestTraces(shelf) : []
                }
                return TrainedDictionary(texts: texts)
            }
        }
        guard let trained else { return nil }
        return try await writer.perform { [writer] () throws(StoreFailure) in
            let (training, dictionary) = try asStoreFailure(path: traces.path) {
                try traces.pool.write { try $0.insert(trained, now: now) }
            }
            writer.use(dictionary)
            return training
        }
    }
}

/// A dictionary with what it is worth.
private struct TrainedDictionary: Sendable {
    var bytes: [UInt8]
    var traces: Int
    var ratioBefore: Double
    var ratioAfter: Double

    /// Trains on nine of ten texts and measures on the tenth; nil when there are too few texts or it gains nothing.
    init?(texts: [[UInt8]]) {
        guard texts.count >= Store.tracesForTraining / 2, let codec = TraceCodec() else { return nil }
        let held = texts.enumerated().filter { $0.offset % 10 == 0 }.map(\.element)
        let others = texts.enumerated().filter { $0.offset % 10 != 0 }.map(\.element)
        guard let bytes = TraceDictionary.train(on: others), let new = TraceDictionary(number: 0, bytes: bytes)
        else { return nil }
        func ratio(_ dictionary: TraceDictionary?) -> Double {
            let packed = held.reduce(0) { $0 + (codec.compress($1, with: dictionary)?.count ?? $1.count) }
            return Double(held.reduce(0) { $0 + $1.count }) / Double(max(packed, 1))
        }
        self.bytes = bytes
        traces = others.count
        ratioBefore = ratio(nil)
        ratioAfter = ratio(new)
        guard ratioAfter > ratioBefore else { return nil }
    }
}

extension Database {
    fileprivate func isTrainingDue(now: Timestamp) throws -> Bool {
        let last = try row("SELECT id, trained_at, ratio FROM dictionaries ORDER BY id DESC LIMIT 1") {
            (id: try $0.int(), at: try $0.time(), ratio: try $0.double())
        }
        let wanted = Argument.int(Store.tracesForTraining)
        guard let last else {
            return try number("SELECT count(*) FROM (SELECT 1 FROM traces LIMIT ?)", [wanted])
                >= Store.tracesForTraining
        }
        guard now - last.at >= Store.trainingInterval else { return false }
        let recent = try row(
            """
            SELECT count(*), sum(length), sum(length(data)) FROM (
                SELECT length, data FROM traces WHERE dictionary = ? ORDER BY seq DESC LIMIT ?)
            """, [.int(last.id), wanted]
        ) { (count: try $0.int(), raw: try $0.optionalInt() ?? 0, packed: try $0.optionalInt() ?? 0) }
        guard let recent, recent.count >= Store.tracesForTraining else { return false }
        return Double(recent.raw) / Double(max(recent.packed, 1)) < 0.9 * last.ratio
    }

    /// Texts of the latest traces, as many as one training takes; one longer than 128 KiB teaches nothing.
    fileprivate func latestTraces(_ shelf: TraceShelf) throws -> [[UInt8]] {
        let found = try rows(
            "SELECT sample, length FROM traces WHERE length <= 131072 ORDER BY seq DESC LIMIT 4000"
        ) { (id: try $0.id(), length: try $0.int()) }
        var left = Store.trainingBytes
        return try found.prefix { row in
            left -= row.length
            return left >= 0
        }
        .compactMap { try TraceRow.text(of: $0.id, shelf, self) }
    }

    fileprivate func insert(_ trained: TrainedDictionary, now: Timestamp) throws -> (Training, TraceDictionary) {
        let first = try number("SELECT seq + 1 FROM sqlite_sequence WHERE name = 'traces'")
        try change(
            "INSERT INTO dictionaries (trained_at, first_trace, traces, ratio, data) VALUES (?, ?, ?, ?, ?)",
            [
                .time(now), .int(first), .int(trained.traces), .double(trained.ratioAfter), .bytes(trained.bytes),
            ])
        let number = try number("SELECT max(id) FROM dictionaries")
        guard let dictionary = TraceDictionary(number: number, bytes: trained.bytes) else {
            throw StoreFailure.other(code: 7, message: "no memory for a dictionary")
        }
        let training = Training(
            dictionary: number, traces: trained.traces, bytes: trained.bytes.count, ratioBefore: trained.ratioBefore,
            ratioAfter: trained.ratioAfter)
        return (training, dictionary)
    }
}
