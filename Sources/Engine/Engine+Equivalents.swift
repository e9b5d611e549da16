internal import Core

extension Engine {
    /// Most equivalent providers that one is compared with, the nearest before it by name.
    static let mostPartners = 4

    /// Compares the rounds that providers declared equivalent have closed meanwhile. Of two the later one by name keeps the
    /// comparison, and is told of.
    mutating func compareEquivalents(now: Timestamp, _ step: inout Step) {
        guard watches.contains(where: { !$0.provider.equivalent.isEmpty }) else { return }
        for index in watches.indices {
            let partners = partners(of: watches[index])
            watches[index].agreement.keep(partners: partners.map { watches[$0].provider.name })
            for partner in partners {
                for round in watches[index].unpaired(with: watches[partner].provider.name) {
                    guard watches[partner].closedThrough ?? Round(start: .distantPast) >= round else { continue }
                    var part = WatchStep(commons)
                    watches[index].compare(with: watches[partner], round, &part)
                    finish(index, part, now: now, &step)
                }
            }
        }
    }

    private func partners(of watch: ProviderWatch) -> [Int] {
        guard !watch.provider.equivalent.isEmpty else { return [] }
        let all = watches.indices.filter { index in
            let other = watches[index].provider
            return other.name < watch.provider.name
                && other.equivalent.contains { watch.provider.equivalent.contains($0) }
        }
        return Array(all.sorted { watches[$0].provider.name < watches[$1].provider.name }.suffix(Self.mostPartners))
    }
}
