import Core
import Glibc
@testable import Store
import Testing

/// What only a real file system shows. `PLUMMET_TINY_DISK` names an empty directory on one of 1 to 4 MiB
/// (`mount -t tmpfs -o size=2m tmpfs DIRECTORY`); without it these tests are skipped.
@Suite(.serialized, .enabled(if: tinyDisk != nil, "PLUMMET_TINY_DISK is not set"))
struct RealDiskTests {
    @Test func `a really full disk is told, and writing goes on when there is space again`() async throws {
        let disk = try #require(tinyDisk)
        let path = disk + "/s"
        defer { for name in Files.names(disk) { Files.remove(disk + "/" + name) } }
        let store = try openStore(path)
        Files.write([UInt8](repeating: 1, count: 256 << 10), to: disk + "/filler")
        var written = 0
        var found: StoreFailure?
        while found == nil {
            found = await failure { try await store.commit(Make.samples(written..<written + 20)) }
            if found == nil { written += 20 }
            try #require(written < 20_000)
        }
        guard case .diskFull(let file) = found else { Issue.record("\(String(describing: found))"); return }
        #expect(file.hasPrefix(path))
        #expect(try await store.reader.sizes().samples == written)
        Files.remove(disk + "/filler")
        try await store.commit(Make.samples(written..<written + 20))
        #expect(try await store.reader.sizes().samples == written + 20)
        try await store.check()
        await store.close()
        let again = try openStore(path)
        #expect(try await again.reader.samples(SampleQuery(limit: 10_000)).samples.count == written + 20)
        await again.close()
    }

    @Test func `a read-only file system is a clear error at opening`() async throws {
        let disk = try #require(tinyDisk)
        let isReadOnly = mount(nil, disk, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0
        try #require(isReadOnly, "needs root")
        defer { mount(nil, disk, nil, UInt(MS_REMOUNT), nil) }
        guard case .notWritable(_, let detail) = await failure({ _ = try openStore(disk + "/s") })
        else { Issue.record("it opened"); return }
        #expect(detail == "Read-only file system")
    }
}

private let tinyDisk = getenv("PLUMMET_TINY_DISK").map { String(cString: $0) }
