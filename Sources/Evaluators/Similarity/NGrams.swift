/// All n-grams of expected texts up to an order, and how many of them an answer has, in one pass over it.
///
/// A trie of the n-grams in which each knows the one without its first symbol (Aho and Corasick). Since every part of an
/// n-gram is one itself, each place of the answer is one node, the longest n-gram that ends there, and shorter ones are
/// counted afterwards.
struct NGrams: Sendable {
    /// The longest n-grams.
    let order: Int
    /// The nodes of single symbols, by symbol.
    private var roots: [Int32] = []
    private var children = NumberTable()
    private var depths: [Int] = [0]
    /// The node of the same n-gram without its first symbol.
    private var shorter: [Int32] = [0]
    /// How often each occurs in the expected text; the most often in one of several.
    private var counts: [Int] = [0]
    /// Nodes from the longest n-grams to the shortest, without the root.
    private var deepestFirst: [Int] = []

    /// The n-grams of several texts.
    init(_ texts: [[Int32]], order: Int) {
        self.order = order
        for text in texts {
            var own: [Int] = []
            add(text, &own)
            for node in own.indices { counts[node] = max(counts[node], own[node]) }
        }
        deepestFirst = depths.indices.dropFirst().sorted { (depths[$0], $0) > (depths[$1], $1) }
    }

    private mutating func add(_ text: [Int32], _ own: inout [Int]) {
        own = [Int](repeating: 0, count: counts.count)
        var following: [Int32] = []
        for start in text.indices.reversed() {
            var path: [Int32] = []
            var node: Int32 = 0
            for symbol in text[start..<min(start + order, text.count)] {
                var child = child(of: node, symbol)
                if child == NumberTable.none {
                    child = Int32(depths.count)
                    add(child, to: node, symbol)
                    depths.append(path.count + 1)
                    shorter.append(path.isEmpty ? 0 : following[path.count - 1])
                    counts.append(0)
                    own.append(0)
                }
                own[Int(child)] += 1
                path.append(child)
                node = child
            }
            following = path
        }
    }

    private func child(of node: Int32, _ symbol: Int32) -> Int32 {
        guard node == 0 else { return children[key(node, symbol)] }
        return roots.indices.contains(Int(symbol)) ? roots[Int(symbol)] : NumberTable.none
    }

    private mutating func add(_ child: Int32, to node: Int32, _ symbol: Int32) {
        guard node == 0 else { return children.add(key(node, symbol), child) }
        while roots.count <= Int(symbol) { roots.append(NumberTable.none) }
        roots[Int(symbol)] = child
    }

    private func key(_ node: Int32, _ symbol: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: node)) << 32 | UInt64(UInt32(bitPattern: symbol))
    }

    /// For each order from 1 how many n-grams answer and expected text have in common: each counts as often as it occurs
    /// in both. Symbols below 0 occur in no expected text.
    func matches(in text: ArraySlice<Int32>) -> [Int] {
        var hits = [Int](repeating: 0, count: depths.count)
        var node: Int32 = 0
        for symbol in text {
            // No n-gram holds what is none by itself.
            guard child(of: 0, symbol) != NumberTable.none else {
                node = 0
                continue
            }
            if depths[Int(node)] == order { node = shorter[Int(node)] }
            var child = child(of: node, symbol)
            while child == NumberTable.none, node != 0 {
                node = shorter[Int(node)]
                child = self.child(of: node, symbol)
            }
            node = max(child, 0)
            hits[Int(node)] += 1
        }
        var matches = [Int](repeating: 0, count: order)
        for node in deepestFirst {
            hits[Int(shorter[node])] += hits[node]
            matches[depths[node] - 1] += min(hits[node], counts[node])
        }
        return matches
    }

    /// How many n-grams of an order a row of so many symbols has.
    static func total(_ symbols: Int, order: Int) -> Int { max(0, symbols - order + 1) }
}
