internal import Core

extension Shape where Value == [Fact] {
    /// `facts` of a probe: by name its values with the dates from and until which they hold.
    static var facts: Shape {
        let periods = Shape<[Fact.Period]>.array(of: .period, count: 1...Fact.most.periods).checked {
            periods, json, reading in
            for (index, (one, next)) in zip(periods, periods.dropFirst()).enumerated() {
                let end = one.until ?? .distantFuture
                guard end > next.from ?? .distantPast else { continue }
                reading.error(
                    at: json[index + 1]?.offset ?? json.offset, "this period begins before the one before it has ended",
                    instead: "write the periods in the order of time, each \"from\" the \"until\" of the one before")
                return
            }
            guard Set(periods.map(\.value)).count < periods.count else { return }
            reading.error(
                at: json.offset, "two periods with the same value, which no answer can tell apart",
                instead: "give each a value of its own")
        }
        return Shape<[(String, [Fact.Period])]>.dictionary(of: periods, key: .text(1...64)).map(placeholder: []) {
            facts, json, reading in
            if facts.count > Fact.most.facts {
                reading.error(
                    at: json.offset, "more than \(Fact.most.facts) facts", instead: "split the probe")
            }
            return facts.map { Fact(name: $0.0, periods: $0.1) }
        }
    }
}

extension Shape where Value == Fact.Period {
    fileprivate static var period: Shape {
        .object("A value of a fact, and when it holds.") { fields in
            let from = fields.optional("from", .date, "The first day, such as 2026-06-01, or a moment after RFC 3339.")
            let until = fields.optional("until", .date, "The day from which it no longer holds.")
            fields.require(
                from ?? .distantPast < until ?? .distantFuture, at: "until", "the period ends before it begins",
                instead: "write a later date")
            return Fact.Period(
                from: from, until: until, value: fields.required("value", .text(1...200), "What is right then."))
        }
    }
}

extension Shape where Value == Timestamp {
    /// A day, which begins at midnight UTC, or a moment.
    fileprivate static var date: Shape {
        Shape<String>.text(10...40).map(placeholder: .distantPast) { text, json, reading in
            if let moment = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") { return moment }
            reading.error(
                at: json.offset, "\"\(shortened(text, 40))\" is no date", instead: "write a day such as \"2026-06-01\"")
            return nil
        }
    }
}
