internal import Core
internal import Detection

extension Detector {
    /// The state as it stands in JSON.
    var json: JSON { .string(Base64.encode(encoded())) }

    /// Reads back what `json` wrote. What is missing, or was written by another version, is learnt anew, like every
    /// baseline that cannot be read.
    init(json: JSON?, orCalibrating probes: [WatchedProbe], settings: DetectorSettings) {
        self.init(probes: probes, settings: settings)
        guard let stored = json?.string.flatMap(Base64.decode) else { return }
        // Nothing is lost that could be read: calibration goes on in its place.
        if case .success(let known) = Result(catching: { try Detector(encoded: stored, settings: settings) }) {
            self = known
        }
    }
}
