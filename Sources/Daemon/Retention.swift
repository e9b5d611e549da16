internal import CMalloc
internal import Core
internal import Logging
internal import ServiceLifecycle
internal import Store

/// Drops what is older than the operator wants, in steps so small that no commit waits for one, and keeps traces compact.
struct RetentionLoop: Service, CustomStringConvertible {
    var description: String { "retention" }

    let store: Store
    let retention: Retention
    let clock: DaemonClock
    let condition: Condition
    let logger: Logger

    func run() async throws {
        try await untilShutdown {
            while !Task.isCancelled {
                var hasMore = false
                do {
                    let step = try await store.retain(retention, now: clock.now())
                    hasMore = step.more
                    if !hasMore, let training = try await store.trainDictionary(now: clock.now()) {
                        logger.info(
                            "trace dictionary trained",
                            metadata: ["traces": "\(training.traces)", "ratio": "\(fixed(training.ratioAfter, 1))"])
                    }
                    _ = condition.clear(.retention)
                } catch {
                    if condition.raise(.retention, "old samples cannot be dropped: \(error)") {
                        logger.warning("retention failed; it is tried again", metadata: ["error": "\(error)"])
                    }
                }
                if !hasMore { giveBackMemory() }
                try await Task.sleep(for: hasMore ? .milliseconds(200) : .seconds(300), tolerance: .seconds(1))
            }
        }
    }
}

/// Hands pages that the allocator keeps for later back to the system: what reading the configuration took is not needed again.
private func giveBackMemory() { malloc_trim(0) }
