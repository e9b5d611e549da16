import ArgumentParser
import Core
import Daemon

/// A moment as people write it on the command line: `30d` ago, or after RFC 3339.
struct Moment: ExpressibleByArgument {
    let time: Timestamp

    init?(argument text: String) {
        if let ago = Duration(text: text) {
            time = DaemonClock.wall() - ago
        } else if let time = Timestamp(rfc3339: text) {
            self.time = time
        } else if let day = Timestamp(rfc3339: text + "T00:00:00Z") {
            time = day
        } else {
            return nil
        }
    }
}

extension JSON {
    /// A moment of a document to the minute, for people: `2026-11-23 09:00`; a dash for none.
    static func minute(_ json: JSON?) -> String {
        json?.string.flatMap { Timestamp(rfc3339: $0) }.map { String($0.forPeople.prefix(16)) } ?? "–"
    }
}
