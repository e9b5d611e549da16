import CCurl
import Core

extension Transfer {
    /// Tells libcurl where its bytes, its complaints and its handshakes are reported. The transfer has to outlive
    /// libcurl's use of the handle.
    func setSinks() throws(TransportFailure) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        try handle.set(CURLOPT_PRIVATE, context)
        try handle.set(CURLOPT_WRITEFUNCTION, takeBodyPiece)
        try handle.set(CURLOPT_WRITEDATA, context)
        try handle.set(CURLOPT_HEADERFUNCTION, takeHeaderLine)
        try handle.set(CURLOPT_HEADERDATA, context)
        try handle.onTLSStart(noteHandshake, context)
    }

    /// The transfer of a pointer that `setSinks` gave to libcurl.
    static func of(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }
}

private func takeBodyPiece(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return Transfer.of(context).receive(bodyPiece: piece) ? piece.count : refusal(of: piece)
}

private func takeHeaderLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return Transfer.of(context).receive(headerLine: line) ? line.count : refusal(of: line)
}

private func noteHandshake(
    _ easy: UnsafeMutableRawPointer?, _ tls: UnsafeMutableRawPointer?, _ context: UnsafeMutableRawPointer?
) -> CURLcode {
    if let context { Transfer.of(context).handshakeBegins() }
    return CURLE_OK
}

/// Any count but the piece's own makes libcurl stop.
private func refusal(of piece: UnsafeRawBufferPointer) -> Int { piece.isEmpty ? 1 : 0 }
