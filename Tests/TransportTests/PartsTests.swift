import Core
import Testing

@testable import Transport

@Suite struct SpeedWatchTests {
    private let start = MonotonicTime.now
    private func at(_ milliseconds: Int64) -> MonotonicTime { start.advanced(byMicroseconds: milliseconds * 1000) }

    private func watch(bytesPerSecond: Int) -> SpeedWatch {
        let limits = ExchangeLimits(
            firstByte: .seconds(10), lowSpeedBytesPerSecond: bytesPerSecond, lowSpeedTime: .seconds(2))
        return SpeedWatch(limits, started: start)
    }

    @Test func `the first byte is late at its limit and not before`() {
        let watch = watch(bytesPerSecond: 0)
        #expect(watch.reading(at: at(9_999)) == .fine(until: at(10_000)))
        #expect(watch.reading(at: at(10_000)) == .firstByteLate)
    }

    @Test func `while the first byte is awaited, the watch looks again after a window`() {
        #expect(watch(bytesPerSecond: 10).reading(at: at(1_000)) == .fine(until: at(3_000)))
        #expect(watch(bytesPerSecond: 10).reading(at: at(9_000)) == .fine(until: at(10_000)))
    }

    @Test func `enough bytes begin a new window, too few end in slowness`() {
        var watch = watch(bytesPerSecond: 10)
        watch.arrived(1, at: at(5_000))
        #expect(watch.reading(at: at(6_999)) == .fine(until: at(7_000)))
        watch.arrived(20, at: at(6_999))
        #expect(watch.reading(at: at(7_000)) == .fine(until: at(8_999)))
        watch.arrived(19, at: at(7_500))
        #expect(watch.reading(at: at(8_999)) == .slow)
    }

    @Test func `with the limit switched off, time alone ends nothing once a byte came`() {
        var watch = watch(bytesPerSecond: 0)
        watch.arrived(1, at: at(100))
        #expect(watch.reading(at: at(1_000_000)) == .unwatched)
    }

    @Test func `limits of any size do not trap`() {
        for duration in [Duration.zero, .seconds(-5), .seconds(Int64.max / 2)] {
            let limits = ExchangeLimits(
                firstByte: duration, lowSpeedBytesPerSecond: .max, lowSpeedTime: duration)
            var watch = SpeedWatch(limits, started: start)
            _ = watch.reading(at: at(1))
            watch.arrived(1, at: at(1))
            _ = watch.reading(at: at(2))
        }
    }
}

@Suite struct ResponseHeadTests {
    private func head(_ lines: [String]) -> ResponseHead {
        var head = ResponseHead()
        for line in lines { Array(line.utf8).withUnsafeBytes { head.take($0) } }
        return head
    }

    @Test func `only the last block of headers counts`() {
        let head = head([
            "HTTP/1.1 302 Found\r\n", "A: 1\r\n", "\r\n", "HTTP/2 204\r\n", "B:2 \r\n", "\r\n", "T: x\r\n",
        ])
        #expect(head.finalStatus == 204 && head.version == "2")
        #expect(head.finalHeaders == [Header("B", "2")])
    }

    @Test func `an interim response alone is none`() {
        let head = head(["HTTP/1.1 100 Continue\r\n", "A: 1\r\n", "\r\n"])
        #expect(head.finalStatus == 0 && head.finalHeaders.isEmpty && head.isComplete)
    }

    @Test func `a folded line continues the one before`() {
        let head = head(["HTTP/1.1 200 OK\r\n", "A: 1\r\n", "\t2\r\n", "  3\n"])
        #expect(head.finalHeaders == [Header("A", "1 2 3")])
    }

    @Test func `a header that looks like a status line is a header`() {
        let head = head(["HTTP/1.1 200 OK\r\n", "HTTP/1.1 500: no\r\n", "\r\n"])
        #expect(head.finalStatus == 200)
    }

    @Test func `arbitrary bytes never trap`() {
        for seed in 0..<UInt64(200) {
            var random = SeededRandom(seed: seed)
            var head = ResponseHead()
            for _ in 0..<30 {
                let pool = Array("HTTP/1.1 \r\n: a2\u{0}".utf8) + [0xFF, 0x80]
                let prefix = random.next() % 3 == 0 ? Array("HTTP/".utf8) : []
                let line =
                    prefix + (0..<Int(random.next() % 12)).map { _ in pool[Int(random.next() % UInt64(pool.count))] }
                line.withUnsafeBytes { head.take($0) }
            }
            #expect(head.finalHeaders.count <= 30, "seed \(seed)")
        }
    }
}

@Suite struct SurroundingsTests {
    @Test func `the proxy follows the scheme, and the route overrules it`() {
        let surroundings = Surroundings([
            "http_proxy": "http://a", "HTTP_PROXY": "http://never", "HTTPS_PROXY": "http://b", "NO_PROXY": "x,y",
        ])
        #expect(surroundings.proxy(for: Route(), url: "http://h/") == .init(url: "http://a", exceptions: "x,y"))
        #expect(surroundings.proxy(for: Route(), url: "https://h/") == .init(url: "http://b", exceptions: "x,y"))
        #expect(surroundings.proxy(for: Route(proxy: .none), url: "http://h/") == .init(url: "", exceptions: ""))
        let named = Route(proxy: .url("socks5://p"))
        #expect(surroundings.proxy(for: named, url: "http://h/") == .init(url: "socks5://p", exceptions: ""))
    }

    @Test func `HTTP_PROXY in capitals is not believed, all_proxy is the last resort`() {
        let surroundings = Surroundings(["HTTP_PROXY": "http://never", "http_proxy": "", "ALL_PROXY": "http://all"])
        #expect(surroundings.proxy(for: Route(), url: "http://h/").url == "http://all")
        #expect(Surroundings(["HTTP_PROXY": "http://never"]).proxy(for: Route(), url: "http://h/").url == "")
    }

    @Test func `the route's authorities come before the environment's`() {
        let surroundings = Surroundings(["SSL_CERT_FILE": "/s", "CURL_CA_BUNDLE": "/c"])
        #expect(surroundings.caFile(for: Route(caFile: "/r")) == "/r")
        #expect(surroundings.caFile(for: Route()) == "/c")
        #expect(Surroundings(["SSL_CERT_FILE": ""]).caFile(for: Route()) == nil)
    }
}
