import Core

extension Family {
    /// One-way roads between towns: whether one is reached from another, or over how few roads.
    static let roads = Variant<Draw>("roads", "Reachability and shortest paths in a small graph.") { fields in
        let towns = fields.field("towns", .int(5...20).templated, default: 8, shown: 8, "How many towns.")
        let extra = fields.field(
            "extra", .int(0...20).templated, default: 4, shown: 4, "About how many roads that nobody needs.")
        let ask = fields.field(
            "ask", Shape<String>.word(["reachable", "distance"]), default: "reachable", shown: "reachable",
            "Yes or no, each half of the time, or the number of roads, each from 2 to 4 equally often.")
        return Draw { random in
            ask == "distance" ? makeDistance(towns, extra, &random) : makeReachability(towns, extra, &random)
        }
    }
}

/// The towns lie in layers from the start; roads go from a layer to the next, to itself, or back, never over one.
private func makeDistance(_ count: Int, _ extra: Int, _ random: inout SeededRandom) -> Value {
    let distance = random.int(in: 2...4)
    let towns = random.sample(WordKind.city.words, count)
    // One town in each layer up to the goal's, the others in any but the first.
    let layers = [0] + Array(1...distance) + (0..<count - distance - 1).map { _ in random.int(in: 1...distance) }
    var roads: [(Int, Int)] = (1..<count).map { town in
        let before = layers.indices.filter { layers[$0] == layers[town] - 1 }
        return (random.pick(before), town)
    }
    for _ in 0..<extra {
        let (from, to) = (random.int(in: 0...count - 1), random.int(in: 0...count - 1))
        if from != to, layers[to] <= layers[from] + 1 { roads.append((from, to)) }
    }
    let goals = layers.indices.filter { layers[$0] == distance }
    let goal = random.pick(goals)
    let wrong = distance == 4 || random.coin() ? distance - 1 : distance + 1
    return roadQuestion(
        towns, roads, "How many roads does one need at least to get from \(towns[0]) to \(towns[goal])?",
        .int(distance),
        wrong: .int(wrong), from: towns[0], to: towns[goal], &random)
}

/// Two halves of which each can be travelled from its first town; all roads between them lead to the start's half. The
/// goal lies in either, not next to where one starts.
private func makeReachability(_ count: Int, _ extra: Int, _ random: inout SeededRandom) -> Value {
    let isReachable = random.coin()
    let towns = random.sample(WordKind.city.words, count)
    // The start, a town in between and a third, and at least two that cannot be reached.
    let inside = random.int(in: 3...count - 2)
    var roads: [(Int, Int)] = [(0, 1), (1, 2)]
    for town in 3..<count {
        let first = town < inside ? 1 : inside
        if town > first { roads.append((random.int(in: first...town - 1), town)) }
    }
    // As many roads between the halves as it takes that every town is connected somehow.
    roads.append((random.int(in: inside...count - 1), random.int(in: 0...inside - 1)))
    for _ in 0..<extra {
        let (from, to) = (random.int(in: 0...count - 1), random.int(in: 1...count - 1))
        let leavesHalf = from < inside && to >= inside
        if from != to, !leavesHalf, from != 0 { roads.append((from, to)) }
    }
    let goal = isReachable ? random.int(in: 2...inside - 1) : random.int(in: inside...count - 1)
    return roadQuestion(
        towns, roads, "Can one get from \(towns[0]) to \(towns[goal]) on these roads?",
        .text(isReachable ? "yes" : "no"), wrong: .text(isReachable ? "no" : "yes"), from: towns[0], to: towns[goal],
        &random)
}

private func roadQuestion(
    _ towns: [String], _ roads: [(Int, Int)], _ question: String, _ answer: Value, wrong: Value, from: String,
    to: String, _ random: inout SeededRandom
) -> Value {
    var known: Set<[Int]> = []
    let different = roads.filter { known.insert([$0.0, $0.1]).inserted }
    let shown = random.shuffled(different).map { "\(towns[$0.0]) to \(towns[$0.1])" }
    return .record([
        "text": .text("There are one-way roads from \(shown.joined(separator: ", from ")).\n\(question)"),
        "roads": .texts(shown), "from": .text(from), "to": .text(to), "answer": answer, "wrong": wrong,
    ])
}
