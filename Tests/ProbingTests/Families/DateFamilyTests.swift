import Core
import Foundation
@testable import Probing
import Testing

@Suite struct DateFamilyTests {
    /// A day after another, by the calendar alone.
    private func next(_ date: (y: Int, m: Int, d: Int)) -> (y: Int, m: Int, d: Int) {
        let isLeap = date.y % 400 == 0 || date.y % 4 == 0 && date.y % 100 != 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if date.d < lengths[date.m - 1] { return (date.y, date.m, date.d + 1) }
        return date.m < 12 ? (date.y, date.m + 1, 1) : (date.y + 1, 1, 1)
    }

    private func parsed(_ text: Substring) -> (y: Int, m: Int, d: Int) {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let parts = text.split(separator: " ")
        return (Int(parts[2]) ?? 0, (months.firstIndex(of: String(parts[1])) ?? 0) + 1, Int(parts[0]) ?? 0)
    }

    private func iso(_ date: (y: Int, m: Int, d: Int)) -> String {
        "\(date.y)-\(date.m < 10 ? "0" : "")\(date.m)-\(date.d < 10 ? "0" : "")\(date.d)"
    }

    @Test func `every day of four centuries has its number, parts and weekday`() throws {
        var (date, weekday) = ((y: 1900, m: 1, d: 1), 1)
        var number = -25_567
        while date.y < 2300 {
            let day = try #require(Day(year: date.y, month: date.m, day: date.d))
            guard day.number == number, day.parts == (date.y, date.m, date.d), day.weekday == weekday,
                day.text == iso(date),
                Day(iso(date)) == day
            else {
                Issue.record("\(date)")
                return
            }
            (date, weekday, number) = (next(date), weekday % 7 + 1, number + 1)
        }
        #expect(Day(year: 1, month: 1, day: 1)?.number == Day.numbers.lowerBound)
        #expect(Day(year: 9999, month: 12, day: 31)?.number == Day.numbers.upperBound)
    }

    @Test func `the date after or before so many days is counted day by day`() throws {
        for each in try questions("\"dates\", \"span\": 200") {
            let days = JSON.numbers(in: each.question)[0]
            let isBack = each.question.contains(" before ")
            let start = each.question.components(separatedBy: isBack ? "before " : "after ")[1].dropLast()
            var date = isBack ? (y: 0, m: 0, d: 0) : parsed(start)
            if isBack {
                let parts = each.said("answer").split(separator: "-").compactMap { Int($0) }
                date = (parts[0], parts[1], parts[2])
            }
            for _ in 0..<days { date = next(date) }
            #expect(iso(date) == (isBack ? iso(parsed(start)) : each.said("answer")), "\(each.text)")
        }
    }

    @Test func `the days between two dates are counted`() throws {
        for each in try questions("\"dates\", \"ask\": \"days\"") {
            let dates = each.question.dropFirst("How many days after ".count).dropLast().description.components(
                separatedBy: " is ")
            var date = parsed(dates[0][...])
            for _ in 0..<(each["answer"]?.int ?? 0) { date = next(date) }
            #expect(date == parsed(dates[1][...]), "\(each.text)")
        }
    }

    @Test func `each day of the week is the answer equally often`() throws {
        let made = try questions("\"dates\", \"ask\": \"weekday\"", 3_500)
        expectEven(made.map { $0.said("answer") }, 7)
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        for each in made {
            let asked = each.question.components(separatedBy: "week is ")[1].dropLast()
            // 1 January 2000 was a Saturday.
            var (date, weekday) = ((y: 2000, m: 1, d: 1), 5)
            let goal = parsed(asked)
            var years = 2000
            while years < goal.y {
                weekday += years % 4 == 0 ? 366 : 365
                years += 1
            }
            date.y = goal.y
            while date != goal { (date, weekday) = (next(date), weekday + 1) }
            #expect(names[weekday % 7] == each.said("answer"), "\(each.text)")
        }
    }

    @Test func `so many months later is the same day, or the last of a shorter month`() throws {
        for each in try questions("\"dates\", \"ask\": \"months\"") {
            let start = parsed(each.question.components(separatedBy: " after ")[1].components(separatedBy: "?")[0][...])
            let months = JSON.numbers(in: each.question)[0]
            let month = start.m - 1 + months
            var wanted = (y: start.y + month / 12, m: month % 12 + 1, d: start.d)
            while Day(year: wanted.y, month: wanted.m, day: wanted.d) == nil { wanted.d -= 1 }
            #expect(iso(wanted) == each.said("answer"), "\(each.text)")
        }
    }
}
