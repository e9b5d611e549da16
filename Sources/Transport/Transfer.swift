import CCurl
import Core
import Glibc

/// One exchange in the hands of the driver thread, from leaving the queue to its end: the buffers libcurl writes to,
/// what has arrived so far, and the two timers that libcurl does not have. Never leaves the driver thread.
final class Transfer {
    /// What was asked for.
    let submission: Submission
    /// libcurl's handle; the transfer's own until it ends.
    let handle: EasyHandle
    /// When it left the queue.
    let started: MonotonicTime
    /// What arrived of status and headers.
    private(set) var head = ResponseHead()
    /// Why a callback broke the transfer off; libcurl itself then only speaks of a write error.
    private(set) var verdict: TransportFailure?
    /// When the first line of a response was complete. libcurl's own time is no use: it also sets it when the body
    /// of the request begins to be sent.
    private(set) var firstByteCame: MonotonicTime?
    /// When the last TLS handshake began.
    private(set) var handshakeBegan: MonotonicTime?
    /// The lines given to libcurl, which does not copy them.
    var headerLines: UnsafeMutablePointer<curl_slist>?
    /// Where libcurl writes what went wrong.
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    private var body: [UInt8] = []
    private var chunks: [Exchange.Chunk] = []
    private var headerBytes = 0
    private var watch: SpeedWatch

    /// A transfer that starts now.
    init(_ submission: Submission, handle: EasyHandle, started: MonotonicTime) {
        self.submission = submission
        self.handle = handle
        self.started = started
        watch = SpeedWatch(submission.limits, started: started)
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        errorText.deallocate()
        curl_slist_free_all(headerLines)
    }

    /// What libcurl hands over of the headers; false breaks the transfer off.
    func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= submission.limits.headerBytes else {
            verdict = .headersTooLarge(limit: submission.limits.headerBytes)
            return false
        }
        note(line.count, at: .now)
        head.take(line)
        return true
    }

    /// What libcurl hands over of the body, decompressed; false breaks the transfer off.
    func receive(bodyPiece piece: UnsafeRawBufferPointer) -> Bool {
        let now = MonotonicTime.now
        note(piece.count, at: now)
        let room = max(0, submission.limits.bodyBytes - body.count)
        let kept = UnsafeRawBufferPointer(rebasing: piece.prefix(room))
        if !kept.isEmpty { keep(kept, at: now.since(started)) }
        guard kept.count == piece.count else {
            verdict = .bodyTooLarge(limit: submission.limits.bodyBytes)
            return false
        }
        return true
    }

    /// libcurl is about to shake hands.
    func handshakeBegins() { handshakeBegan = .now }

    /// What the transfer's own timers say at a moment.
    func timers(at now: MonotonicTime) -> SpeedWatch.Reading { watch.reading(at: now) }

    /// The part of the exchange that is going on.
    var phase: TransportFailure.Phase {
        if firstByteCame != nil { return .body }
        if wasSent { return .firstByte }
        if handshakeBegan != nil { return .tls }
        return handle.time(CURLINFO_NAMELOOKUP_TIME_T) == nil ? .nameLookup : .connect
    }

    /// True once a connection stood and the request was about to be sent.
    var wasSent: Bool { handle.time(CURLINFO_PRETRANSFER_TIME_T) != nil }

    /// All that came, with the reason of the end; nil for a complete response. `ended` is given when this process
    /// ended the transfer and not libcurl, which stops its watch only at an end of its own.
    func exchange(failure: TransportFailure?, ended: MonotonicTime? = nil) -> Exchange {
        let isReused = wasSent && handle.number(CURLINFO_NUM_CONNECTS) == 0
        return Exchange(
            status: head.finalStatus, httpVersion: head.version, headers: head.finalHeaders, body: body, chunks: chunks,
            phases: phases(isReused: isReused, ended: ended),
            peer: wasSent || handshakeBegan != nil ? peer : "",
            reusedConnection: isReused, failure: failure)
    }

    private func note(_ count: Int, at now: MonotonicTime) {
        if firstByteCame == nil { firstByteCame = now }
        watch.arrived(count, at: now)
    }

    private func keep(_ piece: UnsafeRawBufferPointer, at time: Duration) {
        body.append(contentsOf: piece)
        let chunk = Exchange.Chunk(at: time, length: piece.count)
        if chunks.count < Exchange.maximumChunks {
            chunks.append(chunk)
        } else {
            chunks[chunks.count - 1].at = time
            chunks[chunks.count - 1].length += piece.count
        }
        submission.onChunk?(chunk, Array(piece))
    }

    private func phases(isReused: Bool, ended: MonotonicTime?) -> Exchange.Phases {
        var phases = Exchange.Phases()
        phases.queue = started.since(submission.enqueued)
        if !isReused {
            phases.nameLookup = handle.time(CURLINFO_NAMELOOKUP_TIME_T)
            phases.connect = handle.time(CURLINFO_CONNECT_TIME_T)
            phases.tls = handle.time(CURLINFO_APPCONNECT_TIME_T)
        }
        phases.requestReady = handle.time(CURLINFO_PRETRANSFER_TIME_T)
        phases.firstByte = firstByteCame?.since(started)
        let total = ended?.since(started) ?? handle.time(CURLINFO_TOTAL_TIME_T) ?? .zero
        // libcurl's watch starts a little later than ours; the end is never before the last piece.
        phases.total = max(total, chunks.last?.at ?? phases.firstByte ?? .zero)
        return phases
    }

    private var peer: String {
        let address = handle.text(CURLINFO_PRIMARY_IP)
        if address.isEmpty { return "" }
        return (address.contains(":") ? "[\(address)]" : address) + ":\(handle.number(CURLINFO_PRIMARY_PORT))"
    }
}
