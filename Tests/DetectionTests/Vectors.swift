import Core
@testable import Detection
import FoundationEssentials
import Testing

/// The exact test vectors of the detector under Tests/Fixtures/detectors.
struct Vectors {
    let json: JSON

    init(_ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/detectors/\(name).json")
        json = try JSONParser.parse([UInt8](Data(contentsOf: file)))
    }

    /// Probes in the order of the vector: their keys are not sorted.
    var probes: [WatchedProbe] {
        get throws {
            try list("probes").map { WatchedProbe(key: try text($0[0]), category: try text($0[1])) }
        }
    }

    var steps: [(slot: SlotScores, isBurst: Bool)] {
        get throws {
            let keys = try probes.map(\.key)
            return try list("steps").enumerated().map { index, step in
                (try Self.slot(try #require(step["obs"]), keys, round: 1000 + index), step["burst"]?.bool ?? false)
            }
        }
    }

    var calibration: [SlotScores] {
        get throws {
            let keys = try probes.map(\.key)
            return try list("calibration").map { try Self.slot($0, keys, round: 0) }
        }
    }

    /// The detector after calibration, with the probes in the order of the vector; those with few calls learn in
    /// blocks.
    func calibrated(settings: DetectorSettings = DetectorSettings()) throws -> Detector {
        var calibration = Calibration(roster: Roster(probes: try probes))
        for slot in try self.calibration { calibration.add(slot) }
        return Detector(settings: settings, calibration: nil, watch: calibration.closed(unready: .learning))
    }

    func list(_ key: String) throws -> [JSON] { try #require(json[key]?.array) }

    static func slot(_ observed: JSON, _ keys: [String], round: Int) throws -> SlotScores {
        let calls = try #require(observed.members).map { member in
            SlotScores.Calls(
                key: keys[try #require(Int(member.key))],
                scores: try #require(member.value.array).map { try number($0) })
        }
        return SlotScores(round: round, calls: calls)
    }
}

func text(_ json: JSON?) throws -> String { try #require(json?.string) }
func number(_ json: JSON?) throws -> Double { try #require(json?.double) }
func numbers(_ json: JSON?) throws -> [Double] { try #require(json?.array).map { try number($0) } }

/// Equality to 1e-9, relative beyond 1.
func expectClose(
    _ actual: Double, _ expected: Double, _ what: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let distance = abs(actual - expected) / max(1, abs(expected))
    guard !(distance <= 1e-9) else { return }
    Issue.record("\(what()): \(actual) instead of \(expected)", sourceLocation: sourceLocation)
}

extension SIMD4<Double> {
    var lanes: [Double] { [x, y, z, w] }
}
