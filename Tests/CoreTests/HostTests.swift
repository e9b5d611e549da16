import Core
import Testing

@Suite struct HostTests {
    @Test(arguments: [
        ("https://api.openai.com/v1", "api.openai.com", false),
        ("http://LLM.example.net:4000", "llm.example.net:4000", false),
        ("http://localhost:11434", "localhost:11434", true), ("http://127.0.0.1/v1", "127.0.0.1", true),
        ("http://[::1]:8080/v1", "[::1]:8080", true), ("http://[2001:db8::1]:80", "[2001:db8::1]:80", false),
        ("http://models.localhost/", "models.localhost", true), ("https://u@h.net?x=1", "h.net", false),
        ("nonsense", "nonsense", false), ("", "", false), ("https://notlocalhost", "notlocalhost", false),
    ])
    func `a base URL leads to a host, here or elsewhere`(_ url: String, _ name: String, _ isLocal: Bool) {
        #expect(Host(url: url).name == name)
        #expect(Host(url: url).isLocal == isLocal)
    }
}
