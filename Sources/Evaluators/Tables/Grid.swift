/// A table that was found in an answer.
struct Grid {
    /// Most cells that are read; those behind them are only counted.
    static let cellsLimit = 20_000

    /// The cells of a row with the line, from 1, on which it starts.
    struct Row {
        var cells: [[UInt8]]
        var line: Int
    }

    /// In the order of the text; the first may be a header.
    var rows: [Row] = []
    /// The text that it stands in.
    var bytes: ArraySlice<UInt8>
    /// Cells that were counted and not read.
    var uncounted = 0
    private var count = 0

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// Adds a row, or only its number of cells where there are too many.
    mutating func add(_ cells: [[UInt8]], line: Int) {
        count += cells.count
        if count > Grid.cellsLimit { uncounted += cells.count } else { rows.append(Row(cells: cells, line: line)) }
    }

    /// Whether rows that are added now are read.
    var isOpen: Bool { count < Grid.cellsLimit }
}
