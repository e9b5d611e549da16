import Core

extension Family {
    /// A list of objects in JSON, and what becomes of it by so many instructions.
    static let transform = Variant<Draw>("transform", "JSON to be changed as told.") { fields in
        let items = fields.field("items", .int(2...12).templated, default: 4, shown: 4, "How many objects.")
        let steps = fields.field("steps", .int(1...4).templated, default: 2, shown: 2, "How many instructions.")
        return Draw { random in makeTransformation(items, steps, &random) }
    }
}

/// An article of the list.
private struct Article {
    var name: String
    var price: Int
    var stock: Int
}

/// Instructions in the order that they are given; each changes something.
private func makeTransformation(_ count: Int, _ steps: Int, _ random: inout SeededRandom) -> Value {
    let names = random.sample(WordKind.food.words, count)
    let prices = distinctNumbers(count, of: 90, &random).map { $0 + 5 }
    let stocks = distinctNumbers(count, of: 60, &random).map { $0 + 1 }
    let articles = (0..<count).map { Article(name: names[$0], price: prices[$0], stock: stocks[$0]) }
    let chosen = random.sample(["filter", "sort", "rename", "total"], steps)
    let threshold = stocks.sorted()[count / 2]
    let kept = chosen.contains("filter") ? articles.filter { $0.stock >= threshold } : articles
    let isDescending = random.coin()
    let sorted = kept.sorted { isDescending ? $0.price > $1.price : $0.price < $1.price }
    let ordered = chosen.contains("sort") ? sorted : kept
    var told: [String] = []
    if chosen.contains("filter") { told.append("Keep only the objects whose \"stock\" is at least \(threshold).") }
    if chosen.contains("sort") {
        told.append("Sort them by \"price\", the \(isDescending ? "highest" : "lowest") first.")
    }
    if chosen.contains("rename") { told.append("Rename the key \"name\" to \"title\".") }
    if chosen.contains("total") { told.append("Add the key \"total\" to each object: price times stock.") }
    func written(_ articles: [Article]) -> Value {
        .list(
            articles.map { article in
                let first: [Value.Field] = [
                    .init(name: chosen.contains("rename") ? "title" : "name", value: .text(article.name)),
                    .init(name: "price", value: .int(article.price)), .init(name: "stock", value: .int(article.stock)),
                ]
                let total = Value.Field(name: "total", value: .int(article.price * article.stock))
                return .record(chosen.contains("total") ? first + [total] : first)
            })
    }
    let input = Value.list(
        articles.map { .record(["name": .text($0.name), "price": .int($0.price), "stock": .int($0.stock)]) })
    // One object lost.
    return .record([
        "text": .text(
            "\(input.json.text)\n\n\(told.joined(separator: " ")) Answer with the resulting JSON array only."),
        "input": input, "instructions": .texts(told), "result": written(ordered),
        "answer": .text(written(ordered).json.text), "wrong": .text(written(Array(ordered.dropLast())).json.text),
    ])
}
