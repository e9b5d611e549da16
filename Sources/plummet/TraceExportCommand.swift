import ArgumentParser
import Core
import Daemon
import Glibc

struct TraceExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Samples with everything that belongs to them, one JSON object a line.",
        discussion: """
            Each line stands for itself: the sample, its trace, the detector's rounds before and after it, the steps of its
            incidents. `plummet replay` judges it again on any machine. With --otlp each line is an OTLP request instead.
            Exit code 1: an identity that no sample has, or it failed.
            """)

    @OptionGroup var options: SourceOptions
    @OptionGroup var selection: SelectionOptions
    @Argument(help: "Sample ids (16 hexadecimal digits) instead of a selection.")
    var samples: [RecordID] = []
    @Option(help: "Most samples, the newest of them.")
    var limit: Int?
    @Option(help: "Write to this file, which appears under its name once it is complete; else to standard output.")
    var out: String?
    @Flag(help: "OTLP in its JSON encoding, with the names of the GenAI semantic conventions.")
    var otlp = false
    @Flag(help: "With --otlp: prompts and answers too.")
    var content = false

    func validate() throws {
        guard samples.isEmpty || (selection.isEmpty && limit == nil) else {
            throw ValidationError("name samples or select them, not both")
        }
        guard limit ?? 1 > 0 else { throw ValidationError("--limit is at least 1") }
        guard !content || otlp else {
            throw ValidationError("--content goes with --otlp: the other form has it anyway")
        }
    }

    mutating func run() async throws {
        let export = TraceExport(
            form: otlp ? .otlp(content: content) : .reconstruction,
            choice: samples.isEmpty ? .selection(selection.selection, limit: limit) : .samples(samples))
        let output = try LineOutput(path: out)
        let archive = try options.source.archive()
        let isShown = out != nil && isatty(STDERR_FILENO) == 1
        let result: TraceExport.Result
        do {
            result = try await export.run(from: archive, write: output.write) { soFar in
                if isShown, soFar.written % 50 == 0 { Terminal.write("\r\(soFar.written) samples", to: STDERR_FILENO) }
            }
            await archive.close()
            try output.finish()
        } catch {
            await archive.close()
            output.abandon()
            throw error
        }
        if isShown { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
        try tell(result)
    }

    /// What a person should know, beside the lines.
    private func tell(_ result: TraceExport.Result) throws {
        if out != nil { Terminal.write("\(result.written) samples written\n", to: STDERR_FILENO) }
        if result.withoutTrace > 0 {
            Terminal.write(
                "\(result.withoutTrace) samples have no trace: nothing was sent, or it is no longer kept\n",
                to: STDERR_FILENO)
        }
        for id in result.unknown { Terminal.write("there is no sample \(id)\n", to: STDERR_FILENO) }
        if !result.unknown.isEmpty { throw ExitCode.failure }
    }
}

/// Standard output, or a file that appears under its name once everything is in it.
final class LineOutput {
    private let path: String?
    private let partial: String
    private let descriptor: Int32

    /// Why it cannot be written, in the system's words.
    struct Failure: Error, CustomStringConvertible {
        var path: String
        var reason: String
        var description: String { "\(path) cannot be written: \(reason)" }
    }

    /// Opens a file beside the one that is wanted; nil is standard output.
    init(path: String?) throws {
        self.path = path
        partial = (path ?? "") + ".partial"
        // What it holds was said to a provider and by it: nobody else's to read.
        descriptor = path == nil ? STDOUT_FILENO : open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw failure }
    }

    /// Writes all of these bytes. Throws where the disk is full or the reader has gone.
    func write(_ bytes: [UInt8]) throws {
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { throw failure }
            left = left.dropFirst(max(count, 0))
        }
    }

    /// Makes the file safe and gives it its name.
    func finish() throws {
        guard let path else { return }
        let isSafe = fsync(descriptor) == 0
        guard isSafe, close(descriptor) == 0, rename(partial, path) == 0 else { throw failure }
    }

    /// Leaves nothing behind.
    func abandon() { if path != nil { unlink(partial) } }

    private var failure: Failure { Failure(path: path ?? "standard output", reason: String(cString: strerror(errno))) }
}
