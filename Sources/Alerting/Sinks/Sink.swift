package import Core

/// A kind of receiver of alerts: how its options are written, what it is sent, and what its answers mean.
///
/// A new kind is one file with a type that conforms, one line in `Sinks`, and a folder of golden payloads.
package protocol Sink: Sendable {
    /// What a configuration says after `type`.
    associatedtype Options: Sendable

    /// The word in the configuration: `webhook`.
    static var type: String { get }
    /// One sentence for the schema.
    static var summary: String { get }
    /// Declares every option but `name` and `type`.
    static func options(_ fields: inout Fields) -> Options
    /// Where the secrets of these options lie.
    static func secrets(of options: Options) -> [SecretReference]
    /// A sink ready to send; `version` is this program's.
    init(name: String, options: Options, source: SecretSource, version: String) throws(SecretUnavailable)

    /// Its name in the configuration.
    var name: String { get }
    /// All that must be kept out of logs, traces and exports.
    var secrets: [Secret] { get }
    /// The request that delivers a notification, as of this attempt.
    func request(for notification: Notification, at now: Timestamp) -> OutboundRequest
    /// What the outcome of that request means.
    func classify(_ exchange: Exchange, at now: Timestamp) -> DeliveryResult
}

extension Sink {
    /// Standard Webhooks asks for a timeout of 15 to 30 seconds; answers are not read beyond 64 KiB.
    package var limits: ExchangeLimits {
        ExchangeLimits(total: .seconds(20), connect: .seconds(10), firstByte: .seconds(20), bodyBytes: 64 << 10)
    }

    /// What an HTTP receiver means by its answer.
    package func classify(_ exchange: Exchange, at now: Timestamp) -> DeliveryResult { .http(exchange, at: now) }
}
