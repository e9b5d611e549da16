import Core
import Foundation
@testable import Probing
import Testing

@Suite struct LogicFamilyTests {
    @Test(arguments: [3, 4]) func `a puzzle has exactly one solution, found from its sentences, and needs every clue`(
        count: Int
    ) throws {
        let made = try questions("\"logic-grid\", \"people\": \(count)", count == 3 ? 1_000 : 200)
        for each in made {
            let (people, pets, colours) = (each.all("people"), each.all("pets"), each.all("colours"))
            let clues = each.question.components(separatedBy: "\n").dropFirst().dropLast()
            #expect(Array(clues) == each.all("clues"))
            let conditions = clues.map { condition($0, people) }
            let worlds = orders(pets).flatMap { pets in orders(colours).map { (pets: pets, colours: $0) } }
            let all = worlds.filter { world in conditions.allSatisfy { $0(world.pets, world.colours) } }
            #expect(all.count == 1, "\(each.question)")
            for left in conditions.indices where count == 3 {
                let fitting = worlds.count { world in
                    conditions.indices.allSatisfy { $0 == left || conditions[$0](world.pets, world.colours) }
                }
                #expect(fitting > 1, "\(each.question)")
            }
            let question = each.said("question")
            let person = people.firstIndex { question.contains($0) } ?? 0
            let answer = question.contains("pet") ? all[0].pets[person] : all[0].colours[person]
            #expect(each.said("answer") == answer, "\(each.text)")
            #expect(Set(each.all("options")) == Set(question.contains("pet") ? pets : colours))
        }
        expectEven(made.map { each in "\(each.all("options").firstIndex(of: each.said("answer")) ?? -1)" }, count)
    }

    private func orders(_ items: [String]) -> [[String]] {
        items.isEmpty ? [[]] : items.flatMap { item in orders(items.filter { $0 != item }).map { [item] + $0 } }
    }

    private typealias Condition = (_ pets: [String], _ colours: [String]) -> Bool

    /// What a clue says of the pets and colours of the people, in their order.
    private func condition(_ clue: String, _ people: [String]) -> Condition {
        let words = clue.dropLast().split(separator: " ").map(String.init)
        let (isNegative, last) = (words.contains("not"), words[words.count - 1])
        if words[0] == "Whoever" {
            return { pets, colours in (colours[pets.firstIndex(of: words[3]) ?? 0] == last) != isNegative }
        }
        let person = people.firstIndex(of: words[0]) ?? 0
        if words.contains("or") { return { pets, _ in pets[person] == words[3] || pets[person] == words[6] } }
        return words.contains("like") ? { $1[person] != last } : { pets, _ in pets[person] != last }
    }

    @Test func `a conclusion follows if it holds in every world where the premises hold`() throws {
        let made = try questions("\"syllogism\"", 4_000)
        expectEven(made.map { $0.said("answer") }, 2)
        expectEven(made.filter { $0.said("answer") == "no" }.map { $0.said("figure") }.sorted(), 4, "figures")
        var known: [String: Set<Bool>] = [:]
        for each in made {
            let premises = each.all("premises").map { $0.dropLast().lowercased() }
            let conclusion = each.said("conclusion")
            let form = form(each)
            let answers = known[form] ?? self.answers(premises, conclusion)
            known[form] = answers
            #expect(answers == [each.said("answer") == "yes"], "\(each.question)")
        }
        #expect(known.count > 220)
        let valid = Set(made.filter { $0.said("answer") == "yes" }.map { form($0) })
        #expect(valid.count == 15)
    }

    /// Whether the conclusion holds in every world where the premises hold, among all, and among those where there are
    /// things of every kind.
    private func answers(_ premises: [String], _ conclusion: String) -> Set<Bool> {
        let terms = Array(Set((premises + [conclusion]).flatMap(terms))).sorted()
        var (always, whereExisting) = (true, true)
        // A world says which of the eight kinds of things there are: bit i for things in the sets of i's bits.
        for world in 0..<256 {
            let kinds = (0..<8).filter { world >> $0 & 1 == 1 }
            let sets = Dictionary(
                uniqueKeysWithValues: terms.enumerated().map { place, term in
                    (term, Set(kinds.filter { $0 >> place & 1 == 1 }))
                })
            guard premises.allSatisfy({ isTrue($0, sets) }), !isTrue(conclusion, sets) else { continue }
            always = false
            if !sets.values.contains(where: \.isEmpty) { whereExisting = false }
        }
        return [always, whereExisting]
    }

    private func terms(_ sentence: String) -> [String] {
        let words = sentence.split(separator: " ").map(String.init)
        return [words[1], words[words.count - 1]]
    }

    private func isTrue(_ sentence: String, _ sets: [String: Set<Int>]) -> Bool {
        let (a, b) = (sets[terms(sentence)[0]] ?? [], sets[terms(sentence)[1]] ?? [])
        if sentence.hasPrefix("all") { return a.isSubset(of: b) }
        if sentence.hasPrefix("no") { return a.isDisjoint(with: b) }
        return sentence.contains(" not ") ? !a.isSubset(of: b) : !a.isDisjoint(with: b)
    }

    /// Which form a question has, whatever its terms and the order of the premises.
    private func form(_ each: JSON) -> String {
        let end = terms(each.said("conclusion"))
        func written(_ sentence: String) -> String {
            let mood =
                sentence.contains(" not ")
                ? "O" : sentence.hasPrefix("all") ? "A" : sentence.hasPrefix("no") ? "E" : "I"
            return mood + terms(sentence).map { $0 == end[0] ? "S" : $0 == end[1] ? "P" : "M" }.joined()
        }
        let premises = each.all("premises").map { written($0.dropLast().lowercased()) }.sorted {
            $0.contains("P") && !$1.contains("P")
        }
        return (premises + [written(each.said("conclusion"))]).joined(separator: " ")
    }

    /// How many roads it takes from one town to each that can be reached.
    private func distances(_ roads: [String], from start: String) -> [String: Int] {
        let pairs = roads.map { $0.components(separatedBy: " to ") }
        var known = [start: 0]
        for distance in 0..<pairs.count {
            for pair in pairs where known[pair[0]] == distance && known[pair[1]] == nil {
                known[pair[1]] = distance + 1
            }
        }
        return known
    }

    @Test(arguments: [(5, 0), (8, 4), (20, 20)]) func `towns are reachable half of the time`(towns: Int, extra: Int)
        throws
    {
        let made = try questions("\"roads\", \"towns\": \(towns), \"extra\": \(extra)", 2_000)
        expectEven(made.map { $0.said("answer") }, 2)
        for each in made {
            let roads = each.question.components(separatedBy: "\n")[0].dropFirst("There are one-way roads from ".count)
                .dropLast()
                .description.components(separatedBy: ", from ")
            #expect(Set(roads).count == roads.count)
            let distance = distances(roads, from: each.said("from"))[each.said("to")]
            #expect(each.said("answer") == (distance == nil ? "no" : "yes"), "\(each.question)")
            #expect(distance ?? 2 >= 2)
            #expect(Set(roads.flatMap { $0.components(separatedBy: " to ") }).count == towns)
        }
        // The number of roads gives nothing away.
        let lengths = Dictionary(grouping: made) { $0.said("answer") }.mapValues { group in
            Double(group.reduce(0) { $0 + $1.all("roads").count }) / Double(group.count)
        }
        #expect(abs((lengths["yes"] ?? 0) - (lengths["no"] ?? 9)) < 0.7, "\(lengths)")
    }

    @Test func `the shortest way has 2 to 4 roads, each equally often`() throws {
        let made = try questions("\"roads\", \"ask\": \"distance\", \"towns\": 9, \"extra\": 6", 1_500)
        expectEven(made.map { $0.said("answer") }, 3)
        for each in made {
            let distance = distances(each.all("roads"), from: each.said("from"))[each.said("to")]
            #expect(distance == each["answer"]?.int, "\(each.question)")
        }
    }
}
