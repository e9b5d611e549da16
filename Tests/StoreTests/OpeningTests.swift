import Core
import Glibc
@testable import Store
import Testing

@Suite struct OpeningTests {
    @Test func `a second daemon is told who has the store`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        #expect(await failure { _ = try openStore(directory("s")) } == .locked(pid: Int(getpid())))
        await store.close()
    }

    @Test func `a reader reads beside the daemon and sees each commit`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        let reader = try StoreReader.open(directory: directory("s"))
        try await store.commit(Make.everything())
        #expect(try await reader.sample(Make.sample(0).id) == Make.sample(0))
        #expect(try await reader.traceText(Make.sample(0).id) != nil)
        reader.close()
        await store.close()
        let late = try StoreReader.open(directory: directory("s"))
        #expect(try await late.sizes().samples == 2)
        late.close()
    }

    @Test func `a reader of nothing says that nothing is there`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory("none")
        #expect(
            await failure { _ = try StoreReader.open(directory: path) }
                == .missing(path: path + "/plummet.db"))
        #expect(Files.names(directory.path).isEmpty)
    }

    @Test func `a store of a later version is refused and left alone`() async throws {
        let directory = try TemporaryDirectory()
        await (try openStore(directory("s"))).close()
        let future = Schema(
            file: "plummet.db", pageSize: 4096, steps: Schema.series.steps + ["CREATE TABLE future (x)"])
        try DatabaseFile.open(future, in: directory("s"), after: .none).file.close()
        let before = Files.read(directory("s/plummet.db"))
        let found = await failure { _ = try openStore(directory("s"), .quarantine) }
        #expect(found == .newerVersion(found: Schema.series.version + 1, supported: Schema.series.version))
        let text = try #require(found?.description)
        #expect(text.contains("\(Schema.series.version + 1)") && text.contains("later plummet"))
        let isUntouched = Files.read(directory("s/plummet.db")) == before
        #expect(isUntouched)
        #expect(await failure { _ = try StoreReader.open(directory: directory("s")) } == found)
    }

    @Test func `a store of an earlier version is read only after the daemon brought it up to date`() async throws {
        let directory = try TemporaryDirectory()
        await (try openStore(directory("s"))).close()
        let next = Schema(file: "plummet.db", pageSize: 4096, steps: Schema.series.steps + ["CREATE TABLE future (x)"])
        let present = Schema.series.version
        #expect(
            await failure { _ = try DatabaseFile.openReading(next, in: directory("s")) }
                == .olderVersion(found: present, supported: present + 1))
        let found = try DatabaseFile.open(next, in: directory("s"), after: .none)
        #expect(found.version == present)
        found.file.close()
        try DatabaseFile.openReading(next, in: directory("s")).close()
    }

    @Test(arguments: ["plummet.db", "traces.db"])
    func `garbage in place of a file is refused, or put aside when asked to`(_ file: String) async throws {
        let directory = try TemporaryDirectory()
        await (try openStore(directory("s"))).close()
        let garbage =
            [UInt8]("this is no database, but it is long enough to look like one".utf8)
            + [UInt8](repeating: 7, count: 9_000)
        Files.write(garbage, to: directory("s/" + file))
        let found = await failure { _ = try openStore(directory("s")) }
        guard case .corrupt(let path, _) = found else { Issue.record("\(String(describing: found))"); return }
        #expect(path == directory("s/" + file))
        let isUntouched = Files.read(directory("s/" + file)) == garbage
        #expect(isUntouched)
        let store = try openStore(directory("s"), .quarantine)
        let aside = try #require(store.opening.quarantined.first)
        #expect(store.opening.quarantined.count == 1)
        #expect(aside == directory("s/\(file).corrupt-20261123T080000.000000Z"))
        let isKept = Files.read(aside) == garbage
        #expect(isKept)
        try await store.commit(Make.everything())
        #expect(try await store.reader.sizes().samples == 2)
        await store.close()
    }

    @Test func `a database of another program is refused`() async throws {
        let directory = try TemporaryDirectory()
        let foreign = Schema(file: "plummet.db", pageSize: 4096, steps: ["CREATE TABLE x (y)"])
        let file = try DatabaseFile.open(foreign, in: directory.path, after: .none).file
        try file.run("PRAGMA application_id = 0")
        file.close()
        guard case .corrupt = await failure({ _ = try openStore(directory.path) }) else {
            Issue.record("it was taken")
            return
        }
    }

    @Test func `a file in place of the directory is a clear error`() async throws {
        let directory = try TemporaryDirectory()
        Files.write([1], to: directory("file"))
        for path in [directory("file"), directory("file/below")] {
            guard case .notWritable(let told, let detail) = await failure({ _ = try openStore(path) })
            else { Issue.record("\(path)"); return }
            #expect(told.hasPrefix(directory("file")))
            #expect(detail == "Not a directory")
        }
    }

    @Test func `a process that died is told from a clean stop and from a machine that went down`() async throws {
        let directory = try TemporaryDirectory()
        let first = try openStore(directory("s"))
        #expect(first.opening.stop == .none)
        let running = Files.read(directory("s/store.lock"))
        await first.close()
        #expect(Files.read(directory("s/store.lock")).isEmpty)
        Files.write(running, to: directory("s/store.lock"))
        let second = try openStore(directory("s"))
        #expect(second.opening.stop == .killed)
        await second.close()
        Files.write(Array("12 another-boot".utf8), to: directory("s/store.lock"))
        let third = try openStore(directory("s"))
        #expect(third.opening.stop == .powerLost)
        await third.close()
    }

    @Test func `damage inside a file is found after the machine went down, and by a check`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        try await store.commit(Make.samples(0..<300))
        await store.close()
        var bytes = Files.read(directory("s/plummet.db"))
        // Somewhere among the samples: page 1 and the schema stay whole.
        for offset in bytes.count / 2..<bytes.count / 2 + 6_000 { bytes[offset] = 0x5A }
        Files.write(bytes, to: directory("s/plummet.db"))

        let unsuspecting = try openStore(directory("s"))
        guard case .corrupt = await failure({ try await unsuspecting.check() }) else {
            Issue.record("the check found nothing")
            return
        }
        await unsuspecting.close()
        Files.write(Array("12 another-boot".utf8), to: directory("s/store.lock"))
        guard case .corrupt = await failure({ _ = try openStore(directory("s")) }) else {
            Issue.record("opening found nothing")
            return
        }
        let fresh = try openStore(directory("s"), .quarantine)
        #expect(fresh.opening.quarantined.count == 1)
        await fresh.close()
    }

    @Test func `commits are on the disk when they return, with the full synchronous setting`() async throws {
        let directory = try TemporaryDirectory()
        let store = try openStore(directory("s"))
        #expect(try store.writer.series.pragma("synchronous") == 2)
        #expect(try store.writer.traces.pragma("synchronous") == 2)
        #expect(try store.writer.traces.pragma("page_size") == 8192)
        #expect(try store.writer.series.pragma("auto_vacuum") == 2)
        #expect(try store.writer.traces.pragma("auto_vacuum") == 2)
        await store.close()
    }
}
