/// Writes families of metrics as bytes, straight into one buffer.
struct MetricsWriter {
    private(set) var bytes: [UInt8] = []
    private let format: MetricsFormat
    /// Name of the family's samples, and the family's kind.
    private var name: [UInt8] = []

    init(_ format: MetricsFormat, capacity: Int = 64 << 10) {
        self.format = format
        bytes.reserveCapacity(capacity)
    }

    /// Begins a family: its help, type and unit. All of its samples follow before the next begins.
    mutating func begin(_ family: MetricFamily) {
        name = Array(family.name.utf8)
        let declared = format == .openMetrics ? family.baseName : family.name
        header("TYPE", declared, family.kind.rawValue)
        if format == .openMetrics, !family.unit.isEmpty { header("UNIT", declared, family.unit) }
        header("HELP", declared, "")
        bytes.removeLast()
        escape(family.help, quotes: format == .openMetrics)
        bytes.append(10)
    }

    /// One sample of the family that was begun.
    mutating func sample(_ labels: MetricLabels, _ value: Double) {
        start(labels)
        write(value)
        bytes.append(10)
    }

    /// One sample with a whole number.
    mutating func sample(_ labels: MetricLabels, _ value: Int) {
        start(labels)
        write(value)
        bytes.append(10)
    }

    /// The buckets, count and sum of a histogram: `counts` are not cumulative and have one more than `bounds`.
    mutating func histogram(_ labels: MetricLabels, bounds: [Double], counts: [Int], sum: Double) {
        var total = 0
        for (index, count) in counts.enumerated() {
            total += count
            bytes += name
            bytes += Array("_bucket{".utf8)
            bytes += labels.bytes
            if !labels.bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
            bytes += Array("le=\"".utf8)
            if index < bounds.count { writeBound(bounds[index]) } else { bytes += Array("+Inf".utf8) }
            bytes += Array("\"} ".utf8)
            write(total)
            bytes.append(10)
        }
        start(labels, suffix: "_sum")
        write(sum)
        bytes.append(10)
        start(labels, suffix: "_count")
        write(total)
        bytes.append(10)
    }

    /// The end of the page; OpenMetrics marks it.
    mutating func finish() {
        if format == .openMetrics { bytes += Array("# EOF\n".utf8) }
    }

    private mutating func header(_ word: String, _ name: String, _ rest: String) {
        bytes += Array("# ".utf8)
        bytes += Array(word.utf8)
        bytes.append(32)
        bytes += Array(name.utf8)
        bytes.append(32)
        bytes += Array(rest.utf8)
        bytes.append(10)
    }

    private mutating func start(_ labels: MetricLabels, suffix: StaticString = "") {
        bytes += name
        suffix.withUTF8Buffer { bytes += $0 }
        if !labels.bytes.isEmpty {
            bytes.append(UInt8(ascii: "{"))
            bytes += labels.bytes
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(32)
    }

    private mutating func escape(_ text: String, quotes: Bool) {
        MetricLabels.escape(text, quotes: quotes, into: &bytes)
    }

    private mutating func write(_ value: Int) {
        guard value >= 0 else {
            bytes.append(contentsOf: "\(value)".utf8)
            return
        }
        let from = bytes.count
        var left = value
        repeat {
            bytes.append(UInt8(48 + left % 10))
            left /= 10
        } while left > 0
        bytes[from...].reverse()
    }

    private mutating func write(_ value: Double) {
        if value.isFinite {
            // A whole number is written without a fraction: shorter, and the same value.
            if value == value.rounded(), abs(value) < 1e15 {
                write(Int(value))
            } else {
                bytes.append(contentsOf: value.description.utf8)
            }
        } else {
            bytes += Array((value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf").utf8)
        }
    }

    /// OpenMetrics wants bounds as floating-point numbers: `1.0`.
    private mutating func writeBound(_ bound: Double) {
        if format == .openMetrics { bytes += Array(bound.description.utf8) } else { write(bound) }
    }
}

/// Labels of a series as they are written, made once and used for many samples.
struct MetricLabels: Sendable {
    /// `provider="gpt-4",phase="total"`: names and escaped values without the braces.
    private(set) var bytes: [UInt8] = []

    init() {}

    /// Labels in this order; names are literals of this program.
    init(_ pairs: (StaticString, String)...) {
        for (name, value) in pairs { append(name, value) }
    }

    /// These labels and one more.
    func with(_ name: StaticString, _ value: String) -> MetricLabels {
        var labels = self
        labels.append(name, value)
        return labels
    }

    private mutating func append(_ name: StaticString, _ value: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        name.withUTF8Buffer { bytes += $0 }
        bytes += [UInt8(ascii: "="), UInt8(ascii: "\"")]
        MetricLabels.escape(value, quotes: true, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a label of the operator as `label_<name>`, other characters than letters and digits replaced by `_`.
    mutating func append(custom name: String, _ value: String) {
        let clean = name.utf8.map { byte -> UInt8 in
            (48...57).contains(byte) || (97...122).contains(byte | 0x20) ? byte : UInt8(ascii: "_")
        }
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        bytes += Array("label_".utf8) + clean + Array("=\"".utf8)
        MetricLabels.escape(value, quotes: true, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends text with backslash and line end escaped, and double quotes where asked.
    static func escape(_ text: String, quotes: Bool, into bytes: inout [UInt8]) {
        // Hardly any text needs an escape: what needs none is copied in one piece.
        let isPlain = text.utf8.allSatisfy { $0 != UInt8(ascii: "\\") && $0 != 10 && $0 != UInt8(ascii: "\"") }
        guard !isPlain else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += [92, 92]
            case 10: bytes += [92, 110]
            case UInt8(ascii: "\"") where quotes: bytes += [92, 34]
            default: bytes.append(byte)
            }
        }
    }
}
