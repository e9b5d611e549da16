import Core

extension Family {
    /// A table, or two, and a question that takes looking up, counting or joining.
    static let table = Variant<Draw>("table", "A question about one table or two.") { fields in
        let rows = fields.field("rows", .int(3...40).templated, default: 6, shown: 6, "How many rows.")
        let ask = fields.field(
            "ask", Shape<String>.word(["cell", "count", "largest", "join"]), default: "cell", shown: "cell",
            "For a cell, how many rows fit, who has the most, or what only both tables tell.")
        let format = fields.field(
            "format", Shape<String>.word(["markdown", "csv", "json"]), default: "markdown", shown: "markdown",
            "How tables are written.")
        return Draw { random in Staff(rows: rows, &random).question(ask, format, &random) }
    }
}

/// A table of people and one of the cities that they work in; names, ages and cities are different in every row.
private struct Staff {
    let people: [(name: String, job: String, age: Int, city: String)]
    let cities: [(city: String, manager: String, code: String)]

    init(rows: Int, _ random: inout SeededRandom) {
        let names = random.sample(WordKind.name.words, rows)
        let ages = distinctNumbers(rows, of: 47, &random).map { $0 + 19 }
        let jobs = random.sample(WordKind.job.words, max(rows / 3, 2))
        let homes = random.sample(WordKind.city.words, rows)
        let codes = distinctNumbers(rows, of: 900, &random).map { "\($0 + 100)" }
        let managers = random.sample(WordKind.surname.words, rows)
        var people: [(name: String, job: String, age: Int, city: String)] = []
        for row in 0..<rows { people.append((names[row], random.pick(jobs), ages[row], homes[row])) }
        self.people = people
        let cities = (0..<rows).map { (city: homes[$0], manager: managers[$0], code: codes[$0]) }
        self.cities = random.shuffled(cities)
    }

    func question(_ ask: String, _ format: String, _ random: inout SeededRandom) -> Value {
        let row = random.int(in: 0...people.count - 1)
        let other = (row + random.int(in: 1...people.count - 1)) % people.count
        let (person, wrongPerson) = (people[row], people[other])
        let (question, answer, wrong): (String, Value, Value)
        switch ask {
        case "count":
            let count = people.count { $0.job == person.job }
            question = "How many people have the job \"\(person.job)\"?"
            (answer, wrong) = (.int(count), .int(count + 1))
        case "largest":
            let sorted = people.sorted { $0.age > $1.age }
            let isOldest = random.coin()
            question = "Who is the \(isOldest ? "oldest" : "youngest")?"
            answer = .text((isOldest ? sorted[0] : sorted[sorted.count - 1]).name)
            wrong = .text(sorted[1].name)
        case "join":
            question = "What is the code of the city that \(person.name) works in?"
            answer = .text(code(person.city))
            wrong = .text(code(wrongPerson.city))
        default:
            let asksAge = random.coin()
            question = asksAge ? "How old is \(person.name)?" : "Which city does \(person.name) work in?"
            answer = asksAge ? .text("\(person.age)") : .text(person.city)
            wrong = asksAge ? .text("\(wrongPerson.age)") : .text(wrongPerson.city)
        }
        let staff = people.map {
            Value.record(["name": .text($0.name), "job": .text($0.job), "age": .int($0.age), "city": .text($0.city)])
        }
        let places = cities.map {
            Value.record(["city": .text($0.city), "manager": .text($0.manager), "code": .text($0.code)])
        }
        let tables = [written(staff, format)] + (ask == "join" ? [written(places, format)] : [])
        return .record([
            "text": .text((tables + [question]).joined(separator: "\n\n")), "question": .text(question),
            "people": .list(staff), "cities": .list(places), "answer": answer, "wrong": wrong,
        ])
    }

    private func code(_ city: String) -> String { cities.first { $0.city == city }?.code ?? "" }

    private func written(_ rows: [Value], _ format: String) -> String {
        guard format != "json", case .record(let first) = rows[0] else { return Value.list(rows).json.text }
        let columns = first.map(\.name)
        let cells = rows.map { row in columns.map { row.field($0)?.text ?? "" } }
        return format == "csv" ? TableText.csv(columns, cells) : TableText.markdown(columns, cells)
    }
}
