/// Whether a series of levels fell little by little rather than at once: the likelihood of the best ramp, from zero to the end, over
/// at least three levels against that of the best step. Nil for fewer than four levels, and while neither is e² times as
/// likely as the other.
///
/// Each level is a mean shortfall with its variance, oldest first; a Gaussian likelihood, the size fitted in both.
/// **Source:** the likelihood ratio of two linear models of equally many parameters; Cox, J. R. Stat. Soc. B 24:406 (1962).
package func isCreeping(_ levels: [(shortfall: Double, variance: Double)]) -> Bool? {
    guard levels.count >= 4 else { return nil }
    /// Twice the log likelihood that a shape, told by level, gains over none; 0 where the fit would be a rise.
    func gain(_ shape: (Int) -> Double) -> Double {
        var (product, square) = (0.0, 0.0)
        for (index, level) in levels.enumerated() {
            product += level.shortfall * shape(index) / max(level.variance, 1e-12)
            square += shape(index) * shape(index) / max(level.variance, 1e-12)
        }
        return product > 0 ? product * product / square : 0
    }
    var (step, ramp) = (0.0, 0.0)
    for start in levels.indices {
        step = max(step, gain { $0 >= start ? 1 : 0 })
        if levels.count - start >= 3 { ramp = max(ramp, gain { $0 >= start ? Double($0 - start + 1) : 0 }) }
    }
    return abs(ramp - step) > 4 ? ramp > step : nil
}
