package import Core

/// What a store is opened with.
package struct StoreOptions: Sendable {
    /// What happens to a file that turns out damaged at opening.
    package enum OnCorruption: Sendable {
        /// Opening fails and nothing is touched.
        case refuse
        /// The file is renamed to `….corrupt-<time>` and a fresh one begun.
        case quarantine
    }

    /// Root of all randomness; kept when the store is created, ignored later.
    package var rootSeed: UInt64
    /// Version of plummet.
    package var writer: String
    /// Where is measured from; series begun from now on carry it.
    package var vantage: String
    package var onCorruption: OnCorruption

    package init(rootSeed: UInt64, writer: String, vantage: String = "", onCorruption: OnCorruption = .refuse) {
        self.rootSeed = rootSeed
        self.writer = writer
        self.vantage = vantage
        self.onCorruption = onCorruption
    }
}

/// How the last process that wrote to a store ended.
package enum PreviousStop: Sendable, Equatable {
    /// There was none.
    case none
    case clean
    /// It died, but the machine kept running: what it wrote is all there.
    case killed
    /// The machine went down with it: the files are checked before they are trusted.
    case powerLost
}

/// What was found and done when a store was opened.
package struct Opening: Sendable, Equatable {
    /// True when there was no store before.
    package var created: Bool
    package var stop: PreviousStop
    /// Paths of files that were damaged and put aside.
    package var quarantined: [String]
    /// The schema that the store had; nil when it was up to date.
    package var migratedFrom: Int?
}

/// What a store says of itself.
package struct StoreMeta: Sendable, Equatable {
    package var rootSeed: UInt64
    package var createdAt: Timestamp
    /// Version of plummet that created it.
    package var createdBy: String
    /// Version of plummet that last opened it for writing.
    package var openedBy: String
    /// Schema number of the series.
    package var schema: Int
}
