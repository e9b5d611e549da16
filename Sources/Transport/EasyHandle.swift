import CCurl
import Core

/// A libcurl easy handle with typed options. It belongs to the driver thread and to one transfer at a time.
struct EasyHandle {
    /// libcurl's own pointer.
    let pointer: UnsafeMutableRawPointer

    /// A fresh handle, or nil when there is no memory for one.
    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    /// Sets a number; throws `.badRequest` when libcurl refuses, so that no exchange starts half configured.
    func set(_ option: CURLoption, _ value: Int) throws(TransportFailure) {
        try check(plummet_curl_set_long(pointer, option, value))
    }

    /// Sets a text, which libcurl copies; nil switches the option off.
    func set(_ option: CURLoption, _ value: String?) throws(TransportFailure) {
        try check(plummet_curl_set_text(pointer, option, value))
    }

    /// Sets a pointer, which must stay valid as long as the handle is used.
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(TransportFailure) {
        try check(plummet_curl_set_pointer(pointer, option, value))
    }

    /// Sets the function that receives the lines of the headers or the pieces of the body.
    func set(_ option: CURLoption, _ sink: @escaping plummet_curl_sink) throws(TransportFailure) {
        try check(plummet_curl_set_sink(pointer, option, sink))
    }

    /// Sets the function that is told of the start of a TLS handshake.
    func onTLSStart(_ function: @escaping plummet_curl_tls_start, _ context: UnsafeMutableRawPointer)
        throws(TransportFailure)
    {
        let code = plummet_curl_set_tls_start(pointer, function)
        // Only builds with OpenSSL (and few others) know it; without it a timeout in the handshake reads as one of the connection.
        if code == CURLE_NOT_BUILT_IN || code == CURLE_UNKNOWN_OPTION { return }
        try check(code)
        try set(CURLOPT_SSL_CTX_DATA, context)
    }

    /// Sets the body of the request; libcurl copies it.
    func set(body: [UInt8]) throws(TransportFailure) {
        try check(plummet_curl_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        // The array of an empty body has no address, and a null pointer would mean "no body at all".
        let bytes = body.isEmpty ? [0] : body
        let code = bytes.withUnsafeBytes {
            plummet_curl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress))
        }
        try check(code)
    }

    /// A time libcurl measured from the start of the transfer; nil when the phase was not reached.
    func time(_ info: CURLINFO) -> Duration? {
        let value = plummet_curl_size(pointer, info)
        return value > 0 ? .microseconds(value) : nil
    }

    /// A number libcurl knows of the transfer; 0 where it knows none.
    func number(_ info: CURLINFO) -> Int { plummet_curl_long(pointer, info) }

    /// A text libcurl knows of the transfer; empty where it knows none.
    func text(_ info: CURLINFO) -> String { plummet_curl_text(pointer, info).map { String(cString: $0) } ?? "" }

    /// Forgets all options; connections stay in the cache of the multi handle.
    func reset() { curl_easy_reset(pointer) }

    /// Frees the handle, which must not be used any more.
    func free() { curl_easy_cleanup(pointer) }

    private func check(_ code: CURLcode) throws(TransportFailure) {
        guard code == CURLE_OK else {
            throw .badRequest("libcurl refused an option: \(String(cString: curl_easy_strerror(code)))")
        }
    }
}
