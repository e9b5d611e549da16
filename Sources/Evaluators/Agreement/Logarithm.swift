// The system's mathematics library may differ in the last digit from machine to machine; a verdict may not. These use
// nothing but the four operations, which IEEE 754 fixes to the bit.

private let logarithmOfTwo = 0.6931471805599453

/// The natural logarithm; minus infinity for what is not above 0.
func naturalLogarithm(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return value > 0 ? .infinity : -.infinity }
    var exponent = Double(value.exponent)
    var fraction = value.significand
    if fraction > 1.5 {
        fraction /= 2
        exponent += 1
    }
    // log m = 2 artanh((m - 1) / (m + 1)): at most a fifth, so that 13 terms reach the last digit.
    let ratio = (fraction - 1) / (fraction + 1)
    let square = ratio * ratio
    var sum = 0.0
    for term in stride(from: 25, through: 1, by: -2) { sum = sum * square + 1 / Double(term) }
    return exponent * logarithmOfTwo + 2 * ratio * sum
}

/// e to the power; 0 and infinity beyond what a Double holds.
func exponential(_ power: Double) -> Double {
    guard power > -745 else { return 0 }
    guard power < 709 else { return .infinity }
    let halvings = (power / logarithmOfTwo).rounded()
    let rest = power - halvings * logarithmOfTwo
    var sum = 1.0
    for term in stride(from: 18, through: 1, by: -1) { sum = 1 + sum * rest / Double(term) }
    // In two steps, for one factor may lie beyond the smallest number while the product does not.
    let half = Int(halvings) / 2
    return sum * Double(sign: .plus, exponent: half, significand: 1)
        * Double(sign: .plus, exponent: Int(halvings) - half, significand: 1)
}
