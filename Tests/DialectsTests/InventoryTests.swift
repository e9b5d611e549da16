import Core
import Dialects
import Testing

@Suite struct InventoryTests {
    private static let probe = Examples.probe

    private func told(_ api: String, _ model: String, _ body: String, status: Int = 200) throws -> Decoding {
        let inventory = try #require(Dialects.named(api)?.inventory)
        let dialect = try #require(Dialects.named(inventory.name, options: ["model": .string(model)]))
        return dialect.decode(Examples.exchange(body, status: status))
    }

    @Test func `servers of one's own tell which model they serve`() throws {
        let tags = #"""
            {"models":[{"name":"other:latest","model":"other:latest","digest":"1111111111111111"},
            {"name":"llama3.1:latest","model":"llama3.1:latest","digest":"46e0c10c039e019119339687c3c1757cc81b9da49709a3b3924863ba87ca666e",
            "details":{"format":"gguf","parameter_size":"8.0B","quantization_level":"Q4_K_M"}}]}
            """#
        #expect(try told("ollama", "llama3.1", tags).completion?.text == #"{"digest":"46e0c10c039e (8.0B, Q4_K_M)"}"#)
        #expect(try told("ollama", "other:latest", tags).completion?.text == #"{"digest":"111111111111"}"#)

        let props = #"{"model_path":"/m/smol.gguf","chat_template":"{{ x }}","build_info":"b4567-abc","total_slots":1}"#
        let text = try told("llama-cpp", "smol", props).completion?.text ?? ""
        #expect(
            text.hasPrefix(#"{"weights":"/m/smol.gguf","template":"sha256 "#)
                && text.hasSuffix(#""build":"b4567-abc"}"#))
        let other = try told("llama-cpp", "smol", props.replacing("{{ x }}", with: "{{ y }}")).completion?.text
        #expect(other != nil && other != text)

        let models =
            #"{"object":"list","data":[{"id":"lora","root":"/l"},{"id":"q","root":"Qwen/Qwen3-8B","max_model_len":4096}]}"#
        #expect(
            try told("vllm", "q", models).completion?.text == #"{"weights":"Qwen/Qwen3-8B","context":"4096 tokens"}"#)
    }

    @Test(arguments: ["ollama", "llama-cpp", "vllm"]) func `what tells nothing of the model is no answer`(_ api: String)
        throws
    {
        for body in ["{}", "[]", "null", "", "<html>", #"{"models":[{}],"data":[{}],"model_path":7}"#] {
            let decoding = try told(api, "m", body)
            #expect(decoding.completion == nil, "\(body)")
        }
        #expect(try told(api, "m", "not found", status: 404).outcome == .badRequest)
        let long = String(repeating: "x", count: 5_000)
        let body =
            #"{"models":[{"name":"m","digest":"\#(long)"}],"data":[{"id":"m","root":"\#(long)"}],"model_path":"\#(long)"}"#
        #expect(try told(api, "m", body).completion?.text.utf8.count ?? 0 < 400)
    }

    @Test func `the request is a GET of the server's own list, with the provider's key and no body`() throws {
        for (api, end) in [("ollama", "/api/tags"), ("llama-cpp", "/props"), ("vllm", "/models")] {
            let dialect = try #require(Dialects.named(api))
            let inventory = try #require(dialect.inventory)
            let request = inventory.encode(Self.probe, for: Examples.provider(dialect), now: Examples.now)
            #expect(request.method == "GET" && request.url.hasSuffix(end) && request.body.isEmpty)
            #expect(!Dialects.names.contains(inventory.name))
        }
    }
}
