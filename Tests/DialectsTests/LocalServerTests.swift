import Core
import Dialects
import Testing

/// The own APIs of Ollama and llama.cpp.
@Suite struct LocalServerTests {
    @Test(arguments: [
        ("\"stop\"", Completion.Finish.stop, Outcome.ok), ("\"length\"", .length, .truncated), ("null", .unknown, .ok),
        ("\"bored\"", .unknown, .ok), ("\"load\"", .unknown, .ok),
    ])
    func `reasons of Ollama have one vocabulary`(_ raw: String, _ finish: Completion.Finish, _ outcome: Outcome) {
        let decoding = Ollama().decode(
            Examples.exchange(#"{"message":{"content":"x"},"done":true,"done_reason":\#(raw)}"#))
        #expect(decoding.completion?.finish == finish)
        #expect(decoding.outcome == outcome)
    }

    @Test func `a model that is loaded or unloaded has not answered badly`() {
        for reason in ["load", "unload"] {
            let failure = Ollama().failure(
                Examples.exchange(#"{"message":{"content":""},"done":true,"done_reason":"\#(reason)"}"#))
            #expect(failure?.outcome == .errorIn200 && failure?.retry == .allowed(after: nil))
        }
        let loading = LlamaCpp().failure(
            Examples.exchange(
                #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, status: 503))
        #expect(loading?.outcome == .server && loading?.outcome.isScored == false)
    }

    @Test(arguments: [
        ("eos", false, Completion.Finish.stop), ("word", false, .stop), ("limit", false, .length),
        ("none", false, .unknown), ("eos", true, .length),
    ])
    func `reasons of llama-cpp have one vocabulary, and a full context is a limit`(
        _ raw: String, _ truncated: Bool, _ finish: Completion.Finish
    ) {
        let body = #"{"content":"x","stop":true,"stop_type":"\#(raw)","truncated":\#(truncated)}"#
        #expect(LlamaCpp().completion(body)?.finish == finish)
        #expect(LlamaCpp().completion("data: \(body)\n\n", streamed: true)?.finish == finish)
    }

    @Test func `requests never use llama-cpp's prompt cache, and always say whether they stream`() throws {
        for stream in [false, true] {
            for dialect in [LlamaCpp() as any Dialect, Ollama()] {
                let request = dialect.encode(
                    Examples.probe, for: Examples.provider(dialect, stream: stream), now: Examples.now)
                let body = try JSONParser.parse(request.body)
                #expect(body["stream"]?.bool == stream)
                if dialect.name == "llama-cpp" { #expect(body["cache_prompt"] == false) }
            }
        }
    }

    @Test(arguments: [
        ("chatml", "<|im_start|>system\nAnswer with one word and nothing else.<|im_end|>\n", "<|im_start|>assistant\n"),
        (
            "llama3", "<|start_header_id|>system<|end_header_id|>\n\nAnswer with one word and nothing else.<|eot_id|>",
            "<|start_header_id|>assistant<|end_header_id|>\n\n"
        ), ("plain", "Answer with one word and nothing else.\n\nWhat is", "Reply with the name only."),
    ])
    func `a template begins with the first message and ends where the answer begins`(
        _ template: String, _ start: String, _ end: String
    ) throws {
        let dialect = try #require(Dialects.named("llama-cpp", options: ["template": .string(template)]))
        let request = dialect.encode(Examples.probe, for: Examples.provider(dialect), now: Examples.now)
        let prompt = try #require(try JSONParser.parse(request.body)["prompt"]?.string)
        #expect(prompt.hasPrefix(start) && prompt.hasSuffix(end), "\(prompt)")
    }

    @Test func `Ollama's times are read to the second, with any number of digits`() {
        for time in ["2026-11-23T08:59:58.123456789Z", "2026-11-23T09:59:58+01:00", "2026-11-23T08:59:58.9Z"] {
            let body = #"{"created_at":"\#(time)","message":{"content":"x"},"done":true}"#
            #expect(Ollama().completion(body)?.createdAt == Timestamp(rfc3339: "2026-11-23T08:59:58Z"), "\(time)")
        }
        for time in ["\"yesterday\"", "7", "null"] {
            let body = #"{"created_at":\#(time),"message":{"content":"x"},"done":true}"#
            #expect(Ollama().completion(body)?.createdAt == nil)
        }
    }

    @Test func `only the vendor's own cloud needs a key`() {
        #expect(Ollama().needsAPIKey(baseURL: "https://ollama.com"))
        #expect(!Ollama().needsAPIKey(baseURL: Ollama().defaultBaseURL))
        #expect(!LlamaCpp().needsAPIKey(baseURL: LlamaCpp().defaultBaseURL))
    }
}
