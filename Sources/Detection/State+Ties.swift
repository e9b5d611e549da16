internal import Statistics

extension StateWriter {
    /// A part of the day, or 0 for none.
    mutating func bin(_ bin: Int?) { byte(UInt8(bin.map { $0 + 1 } ?? 0)) }

    /// Nothing but a byte for what has seen nothing.
    mutating func ties(_ ties: RoundTies) {
        persistence(ties.reference)
        if ties.reference.slots > 0 {
            for index in ties.crossProducts.indices {
                number(ties.crossProducts[index])
                number(ties.squares[index])
            }
        }
        count(ties.dailySlots)
        guard ties.dailySlots > 0 else { return }
        for cell in ties.daily.cells {
            count(cell.visits)
            guard cell.visits > 0 else { continue }
            for value in [cell.shortfall, cell.squares, cell.scale] { number(value) }
        }
        bin(ties.daily.visit?.bin)
        if let visit = ties.daily.visit {
            for group in 0..<DailyPattern.groups {
                number(visit.shortfall[group])
                number(visit.scale[group])
            }
        }
    }

    private mutating func persistence(_ persistence: Persistence) {
        count(persistence.slots)
        guard persistence.slots > 0 else { return }
        number(persistence.squares)
        for lane in 0..<4 {
            number(persistence.products[lane])
            count(Int(persistence.pairs[lane]))
        }
        count(persistence.recentSlots)
        for lane in 0..<persistence.recentSlots { number(persistence.recent[lane]) }
    }
}

extension StateReader {
    /// A part of the day.
    mutating func bin() throws(DetectorStateError) -> Int? {
        let bin = Int(try byte())
        guard bin <= DailyPattern.bins else { throw .malformed }
        return bin == 0 ? nil : bin - 1
    }

    /// Ties over so many scopes.
    mutating func ties(scopes: Int) throws(DetectorStateError) -> RoundTies {
        var ties = RoundTies(scopes: scopes)
        ties.reference = try persistence()
        if ties.reference.slots > 0 {
            for index in 0..<scopes {
                ties.crossProducts[index] = try number()
                ties.squares[index] = try number()
            }
        }
        ties.dailySlots = try count()
        guard ties.dailySlots > 0 else { return ties }
        for index in ties.daily.cells.indices {
            ties.daily.cells[index].visits = try count()
            guard ties.daily.cells[index].visits > 0 else { continue }
            ties.daily.cells[index].shortfall = try number()
            ties.daily.cells[index].squares = try number()
            ties.daily.cells[index].scale = try number()
        }
        guard let bin = try bin() else { return ties }
        var visit = DailyPattern.Visit(bin: bin)
        for group in 0..<DailyPattern.groups {
            visit.shortfall[group] = try number()
            visit.scale[group] = try number()
        }
        ties.daily.visit = visit
        return ties
    }

    private mutating func persistence() throws(DetectorStateError) -> Persistence {
        var persistence = Persistence()
        persistence.slots = try count()
        guard persistence.slots > 0 else { return persistence }
        persistence.squares = try number()
        for lane in 0..<4 {
            persistence.products[lane] = try number()
            persistence.pairs[lane] = Double(try count())
        }
        persistence.recentSlots = try count()
        guard persistence.recentSlots <= 4 else { throw .malformed }
        for lane in 0..<persistence.recentSlots { persistence.recent[lane] = try number() }
        return persistence
    }
}
