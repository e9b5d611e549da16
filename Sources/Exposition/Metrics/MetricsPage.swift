internal import Core
internal import Store
internal import Synchronization

/// `/metrics`: gathers what is shown and renders it in the format that was asked for.
final class MetricsPage: Sendable {
    /// How long sizes of the store are shown again before they are asked for anew.
    private static let freshness = Duration.seconds(10)

    private let sources: PageSources
    private let sizes = Mutex<(at: Timestamp, sizes: StoreFigures)?>(nil)

    init(sources: PageSources) { self.sources = sources }

    /// The page; a store that cannot be read shows as `plummet_store_readable 0`, never as a failed scrape.
    func answer(accept: String) async -> Answer {
        let format = MetricsFormat(accept: accept)
        let status = await sources.status()
        let surroundings = MetricsSurroundings(
            version: sources.version, store: await storeSizes(now: status.now), process: ProcessFigures.read())
        return Answer(
            contentType: format.contentType, body: MetricsText.render(status, surroundings, format: format))
    }

    private func storeSizes(now: Timestamp) async -> StoreFigures? {
        let known = sizes.withLock { $0 }
        if let known, now >= known.at, now - known.at < MetricsPage.freshness { return known.sizes }
        do {
            let found = try await sources.store.sizes()
            let fresh = StoreFigures(
                seriesBytes: found.seriesBytes, tracesBytes: found.tracesBytes, logBytes: found.logBytes,
                samples: found.samples, traces: found.traces)
            sizes.withLock { $0 = (now, fresh) }
            return fresh
        } catch {
            return nil
        }
    }
}
