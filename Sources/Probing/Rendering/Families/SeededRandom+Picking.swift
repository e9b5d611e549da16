import Core

extension SeededRandom {
    /// One of the elements, of which there is one at least.
    mutating func pick<Element>(_ list: [Element]) -> Element { list[int(in: 0...list.count - 1)] }

    /// So many of the elements, at most all, in random order.
    mutating func sample<Element>(_ list: [Element], _ count: Int) -> [Element] {
        distinctNumbers(min(count, list.count), of: list.count, &self).map { list[$0] }
    }

    /// All elements in random order.
    mutating func shuffled<Element>(_ list: [Element]) -> [Element] { sample(list, list.count) }

    /// True half of the time.
    mutating func coin() -> Bool { next() >> 63 == 1 }
}
