import Core
import Detection
import Settings
import Testing

@Suite struct DetectionSettingsTests {
    private func read(_ text: String, usual: DetectionSettings = DetectionSettings()) -> (
        value: DetectionSettings?, diagnostics: [String]
    ) {
        let (value, diagnostics) = DetectionSettings.read(
            SourceFile(path: "try.json", bytes: Array(text.utf8)), usual: usual)
        return (value, diagnostics.map { "\($0)" })
    }

    @Test func `what a file leaves out stays as it usually is`() throws {
        var usual = DetectionSettings()
        (usual.falseAlarmsPerYear, usual.calibrationRounds) = (4, 96)
        #expect(read("{}", usual: usual).value == usual)
        let tried = try #require(read(#"{ "//": "stricter", "false_alarms_per_year": 0.5 }"#, usual: usual).value)
        #expect(tried.falseAlarmsPerYear == 0.5 && tried.calibrationRounds == 96 && tried.sampling == .full)
        #expect(read(#"{ "sampling": "adaptive" }"#).value?.sampling == .adaptive)
        #expect(read(#"{ "sampling": "some" }"#).value == nil)
        let detector = tried.detector(interval: .seconds(300), providers: 2)
        #expect(detector == DetectorSettings(falseAlarmsPerYear: 0.125, roundSeconds: 300, calibrationSlots: 96))
    }

    @Test func `every mistake is told with its place`() {
        let (value, diagnostics) = read("{\n  \"calibration_round\": 30,\n  \"false_alarms_per_year\": \"one\"\n}")
        #expect(value == nil && diagnostics.count == 2, "\(diagnostics)")
        #expect(diagnostics.contains { $0.hasPrefix("try.json:2:3: error:") && $0.contains("calibration_rounds") })
        #expect(diagnostics.contains { $0.hasPrefix("try.json:3:28: error:") })
        #expect(read("[]").diagnostics.first?.hasPrefix("try.json:1:1: error:") == true)
        #expect(read("{").value == nil)
    }
}
