import Core
import Dialects
import Glibc

// What libFuzzer drives: the decoder of one dialect, chosen by the environment, fed with hostile responses. For every
// input it must not crash, give the same result twice, and give nothing that `DecoderInput.fault` objects to.

private let dialect: any Dialect = {
    let name = getenv("PLUMMET_FUZZ_DIALECT").map { String(cString: $0) } ?? "openai-chat"
    let text = getenv("PLUMMET_FUZZ_OPTIONS").map { String(cString: $0) } ?? "null"
    guard let options = try? JSONParser.parse(text), let dialect = Dialects.named(name, options: options) else {
        fatalError("no dialect is called \(name), or its options are wrong")
    }
    return dialect
}()

/// Decodes one input; ends the process where something does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = DecoderInput(Array(UnsafeBufferPointer(start: start, count: count))) else { return 0 }
    func decoded() -> Decoding {
        dialect.decode(input.exchange, of: DecoderInput.probe, streamed: input.isStreamed, now: DecoderInput.now)
    }
    let decoding = decoded()
    precondition(decoding == decoded(), "two results")
    if let fault = DecoderInput.fault(in: decoding.decoded) { fatalError(fault) }
    return 0
}
