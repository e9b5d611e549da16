import Core
import Testing

@testable import Exposition

@Suite struct AddressTests {
    @Test func `paths and queries are decoded part by part`() {
        let target = Target("/traces/a%2Fb?provider=x%20y&outcome=&probe=a+b&odd")
        #expect(target?.path == ["traces", "a/b"])
        #expect(target?["provider"] == "x y")
        #expect(target?["probe"] == "a b")
        #expect(target?["outcome"] == nil)
        #expect(Target("/")?.path == [])
    }

    @Test(arguments: ["", "traces", "/%", "/%4", "/%zz", "/%ff", "/?a=%ff", "/" + String(repeating: "a", count: 5000)])
    func `what is no address is refused`(text: String) {
        #expect(Target(text) == nil)
    }

    @Test(arguments: ["plain", "a/b c", "ü&=?%", "\u{0}\u{7f}"])
    func `what is encoded into an address is read back`(text: String) {
        #expect(Target("/x/\(Target.encode(text))")?.path == ["x", text])
    }

    @Test func `on loopback only the machine's own names and the external one are hosts`() {
        let check = HostCheck(
            listen: .tcp(host: "127.0.0.1", port: 9464), externalURL: "https://plummet.example:8443/watch")
        for host in [
            "localhost", "LOCALHOST:9464", "127.0.0.1:9464", "[::1]:9464", "plummet.example", "Plummet.Example:1",
        ] {
            #expect(check.accepts(host), "\(host)")
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "", nil] {
            #expect(!check.accepts(host))
        }
    }

    @Test func `on an address that others reach every host is answered`() {
        #expect(HostCheck(listen: .tcp(host: "0.0.0.0", port: 1), externalURL: "").accepts("any.example"))
        #expect(HostCheck(listen: .unix(path: "/run/x"), externalURL: "").accepts(nil))
    }
}
