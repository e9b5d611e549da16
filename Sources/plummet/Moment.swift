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
