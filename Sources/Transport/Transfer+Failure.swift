import CCurl
import Core

extension Transfer {
    /// Why the exchange failed, from libcurl's code and what is known besides; nil for a complete response.
    func failure(_ code: CURLcode) -> TransportFailure? {
        if let verdict { return verdict }
        switch code {
        case CURLE_OK:
            return nil
        case CURLE_OPERATION_TIMEDOUT:
            return .timeout(phase)
        case CURLE_COULDNT_RESOLVE_HOST:
            return .nameNotFound(text(code))
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            return .connectionFailed(text(code))
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            return .proxy(text(code))
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
            // Once the request was sent, the protocol or the URL of the answer is meant.
            return wasSent ? .protocolError(text(code)) : .badRequest(text(code))
        case CURLE_OUT_OF_MEMORY, tooLarge:
            // A header line without an end; libcurl has a limit of its own for one line.
            return head.isComplete ? .protocolError(text(code)) : .headersTooLarge(limit: submission.limits.headerBytes)
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2_STREAM, CURLE_AGAIN:
            return lost(code)
        default:
            return Self.tlsCodes.contains(code.rawValue) ? .tls(text(code)) : .protocolError(text(code))
        }
    }

    /// `CURLE_TOO_LARGE` of libcurl 8.6 and later, which the headers of older ones do not name.
    private var tooLarge: CURLcode { CURLcode(rawValue: 100) }

    private static let tlsCodes: Set<UInt32> = Set(
        [
            CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
        ].map(\.rawValue))

    /// libcurl reports a proxy that refuses the tunnel and a broken chunked encoding as errors of receiving.
    private func lost(_ code: CURLcode) -> TransportFailure {
        let text = text(code)
        if handle.number(CURLINFO_HTTP_CONNECTCODE) >= 300 { return .proxy(text) }
        return text.lowercased().contains("chunked") ? .protocolError(text) : .connectionLost(text)
    }

    /// What libcurl wrote of the failure, one line of at most 255 bytes, or else the name of its code.
    private func text(_ code: CURLcode) -> String {
        let scalars = String(cString: errorText).unicodeScalars.map { scalar -> Character in
            scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? " " : Character(scalar)
        }
        let text = String(scalars).trimmed
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }
}
