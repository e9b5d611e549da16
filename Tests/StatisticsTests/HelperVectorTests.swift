import FoundationEssentials
import Statistics
import Testing

/// Helpers against Tests/Fixtures/detectors/07_helpers.json, to 1e-9.
@Suite struct HelperVectorTests {
    private struct File: Decodable {
        struct ChangePointVector: Decodable {
            var increments: [Double]
            var posterior: [Double]
            var lo: Int
            var hi: Int
        }
        struct Provider: Decodable {
            var series: [[Double]]
            var log_evidence: Double
        }
        struct Rejections: Decodable {
            var log_e: [Double]
            var alpha: Double
            var rejected: [Int]
            var alpha2: Double
            var rejected2: [Int]
        }
        var changepoint: ChangePointVector
        var false_alarm_years: [[Double]]
        var provider: Provider
        var e_bh: Rejections
    }

    private let file: File

    init() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/detectors/07_helpers.json")
        file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    }

    @Test func `the change-point posterior and its interval are those of the vector`() throws {
        let found = try #require(ChangePoint(increments: file.changepoint.increments))
        #expect(found.interval == file.changepoint.lo...file.changepoint.hi)
        for (value, expected) in zip(found.posterior, file.changepoint.posterior) { #expect(isClose(value, expected)) }
    }

    @Test func `evidence in years is that of the vector`() {
        for pair in file.false_alarm_years {
            #expect(isClose(falseAlarmYears(logEvidence: pair[0], slotsPerYear: 35_040), pair[1]))
        }
    }

    @Test func `the weighted mean over series is that of the vector`() {
        let values = file.provider.series.map { (weight: $0[0], logValue: $0[1]) }
        #expect(isClose(logWeightedMean(values), file.provider.log_evidence))
    }

    @Test func `e-BH rejects what the vector rejects`() {
        #expect(eBH(file.e_bh.log_e, rate: file.e_bh.alpha) == file.e_bh.rejected)
        #expect(eBH(file.e_bh.log_e, rate: file.e_bh.alpha2) == file.e_bh.rejected2)
    }
}

func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(1, abs(b)) }
