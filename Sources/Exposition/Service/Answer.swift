internal import Core

/// What a request gets: a status, a type and the bytes.
struct Answer: Sendable {
    /// HTTP status.
    var status: Int
    var contentType: String
    var body: [UInt8]
    /// Headers besides type, length and those that every answer has.
    var headers: [Header]

    init(status: Int = 200, contentType: String, body: [UInt8], headers: [Header] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
    }

    /// Text for people and scripts, a line end after it.
    static func text(_ text: String, status: Int = 200, headers: [Header] = []) -> Answer {
        Answer(
            status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8), headers: headers)
    }

    /// A JSON value on one line.
    static func json(_ value: JSON, status: Int = 200, headers: [Header] = []) -> Answer {
        Answer(status: status, contentType: "application/json", body: value.bytes + [10], headers: headers)
    }

    /// A whole page.
    static func page(_ html: HTML, status: Int = 200) -> Answer {
        Answer(status: status, contentType: "text/html; charset=utf-8", body: Array(html.markup.utf8))
    }
}

/// Why a request is not done: the status and a sentence for who sent it.
struct Refusal: Error, Sendable, Equatable {
    /// HTTP status, 400 or more.
    var status: Int
    var sentence: String
    var headers: [Header]

    init(_ status: Int, _ sentence: String, headers: [Header] = []) {
        self.status = status
        self.sentence = sentence
        self.headers = headers
    }

    /// The error as the API tells it: `{"error": {"status": 404, "message": "…"}}`.
    var json: JSON { ["error": ["status": .int(status), "message": .string(sentence)]] }

    /// Nothing is here.
    static let nothingHere = Refusal(404, "There is nothing at this address.")
}
