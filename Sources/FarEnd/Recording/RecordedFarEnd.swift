package import Core
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Synchronization

/// A far end on loopback that answers from a recording: somebody's bug report as a server.
package struct RecordedFarEnd: Sendable {
    /// How it plays.
    package struct Options: Sendable {
        /// Refuse a request that was not recorded, instead of giving it the next answer of the same path.
        package var strict: Bool
        /// Times as recorded at 1, without any waiting at 0.
        package var pace: Double
        package var host: String
        /// 0 lets the system choose.
        package var port: Int

        package init(strict: Bool = false, pace: Double = 1, host: String = "127.0.0.1", port: Int = 0) {
            self.strict = strict
            self.pace = pace
            self.host = host
            self.port = port
        }
    }

    /// A request and what it was answered with.
    package struct Served: Sendable, Equatable {
        package var method: String
        package var path: String
        /// The sample whose exchange was played; nil when nothing was recorded for the request.
        package var sample: RecordID?
        package var match: Recording.Match?
    }

    private let recording: Recording
    private let options: Options

    package init(_ recording: Recording, options: Options = Options()) {
        self.recording = recording
        self.options = options
    }

    /// Serves until the task is cancelled or the process is told to stop. `onListening` hears the port, `onServed` each request.
    ///
    /// It throws `FarEndFailure` when the address cannot be had.
    package func run(
        onListening: @escaping @Sendable (Int) -> Void, onServed: @escaping @Sendable (Served) -> Void = { _ in }
    ) async throws {
        let application = Application(
            responder: Replayer(shelf: RecordingShelf(recording), options: options, onServed: onServed),
            configuration: ApplicationConfiguration(address: .hostname(options.host, port: options.port)),
            onServerRunning: { channel in if let port = channel.localAddress?.port { onListening(port) } },
            logger: Logger(label: "far-end") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await application.run()
        } catch let error as IOError {
            throw FarEndFailure.cannotListen("\(error)")
        }
    }
}

/// The recording that all connections share.
final class RecordingShelf: Sendable {
    private let recording: Mutex<Recording>

    init(_ recording: Recording) { self.recording = Mutex(recording) }

    func answer(
        method: String, path: String, body: [UInt8], strict: Bool
    ) -> (entry: Recording.Entry, match: Recording.Match)? {
        recording.withLock { $0.answer(method: method, path: path, body: body, strict: strict) }
    }
}
