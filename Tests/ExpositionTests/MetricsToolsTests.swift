import Core
import Exposition
import Glibc
import Store
import Testing

private let hasPromtool = access("/usr/bin/promtool", X_OK) == 0
private let hasParser = (try? run("python3 -c 'import prometheus_client'", input: []))?.status == 0

private func full(_ format: MetricsFormat) -> [UInt8] {
    var status = Given.status([Given.provider("a"), Given.provider("b\"\\")])
    status.incidents = [Given.incident(1, provider: "a")]
    status.sinks = [
        SinkStatus(name: "oncall", waiting: 2, oldestWaiting: Given.now - .seconds(90), delivered: 4, failedAttempts: 3)
    ]
    let sizes = StoreFigures(
        seriesBytes: 1, tracesBytes: 2, logBytes: 3, samples: 4, traces: 5)
    return MetricsText.render(
        status, MetricsSurroundings(version: "1", store: sizes, process: .read()), format: format)
}

@Suite struct MetricsToolsTests {
    @Test(.enabled(if: hasPromtool, "promtool is not installed"))
    func `promtool finds nothing to say`() throws {
        let (status, output) = try run("/usr/bin/promtool check metrics", input: full(.prometheus))
        #expect(status == 0 && output.isEmpty, "\(output)")
    }

    @Test(.enabled(if: hasParser, "the Python package prometheus_client is not installed"))
    func `the parsers of the Prometheus client read both formats`() throws {
        let script = """
            import sys; from prometheus_client.%@ import text_fd_to_metric_families as read; \
            print(sum(len(f.samples) for f in read(sys.stdin)))
            """
        for (module, format) in [("parser", MetricsFormat.prometheus), ("openmetrics.parser", .openMetrics)] {
            let parts = script.split(separator: "%@")
            let (status, output) = try run("python3 -c '\(parts[0])\(module)\(parts[1])'", input: full(format))
            #expect(status == 0 && (Int(output.trimmed) ?? 0) > 150, "\(module): \(output)")
        }
    }
}
