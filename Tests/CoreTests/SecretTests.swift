import Core
import Testing

@Suite struct SecretTests {
    let secret = Secret(name: "env KEY", bytes: Array("sk-very-secret-123".utf8))

    @Test func `a secret shows its name in every kind of text`() {
        let request = OutboundRequest(
            url: "http://x", secretHeaders: [SecretHeader("authorization", prefix: "Bearer ", secret)])
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\(request)", dumped, request.json.text] {
            #expect(!text.contains("very-secret"))
        }
        #expect(request.json.text.contains("[secret env KEY]"))
    }

    @Test func `a redactor removes every form of a secret from bytes`() {
        let redactor = Redactor([secret])
        let encoded = Base64.encode(Array("sk-very-secret-123".utf8))
        #expect(redactor.redact("key sk-very-secret-123 and \(encoded)!") == "key [redacted] and [redacted]!")
        #expect(redactor.redact("nothing here") == "nothing here")
        #expect(redactor.redact("sk-very-secret-123") == "[redacted]")
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func `base 64 follows RFC 4648`(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func `digests follow their published vectors`() {
        #expect(
            Digest.hex(Digest.sha256(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Digest.hex(Digest.hmacSHA256(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(Digest.equal([1, 2], [1, 2]) && !Digest.equal([1, 2], [1, 3]) && !Digest.equal([1], [1, 2]))
    }

    @Test func `seeded streams are the same for ever and differ by label`() {
        var random = SeededRandom(seed: 42)
        #expect(random.next() == 0x1578_0B2E_0C2E_C716)
        var a = SeededRandom(seed: 42).child("a")
        var b = SeededRandom(seed: 42).child("b")
        #expect(a.next() != b.next())
        #expect(StableHash.hex(["a", "bc"]) != StableHash.hex(["ab", "c"]))
    }
}
