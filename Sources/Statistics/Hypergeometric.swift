internal import Glibc

/// The chance that at least `hits` of `drawn` things, drawn without order from `count` of which `marked` are marked, are
/// marked: the one-sided exact test of a two-by-two table. In [0, 1]; 1 for numbers that make no table.
/// **Source:** R. A. Fisher, J. R. Stat. Soc. 85:87 (1922).
package func hypergeometricTail(hits: Int, drawn: Int, marked: Int, of count: Int) -> Double {
    let most = min(drawn, marked)
    guard count > 0, (0...count).contains(drawn), (0...count).contains(marked), hits > max(0, drawn + marked - count)
    else { return 1 }
    guard hits <= most else { return 0 }
    // ln of the factorials, once for all terms.
    var factorials = [0.0]
    for number in 1...count { factorials.append((factorials.last ?? 0) + log(Double(number))) }
    func choose(_ n: Int, _ k: Int) -> Double { factorials[n] - factorials[k] - factorials[n - k] }
    let all = choose(count, drawn)
    let terms = (hits...most).map { choose(marked, $0) + choose(count - marked, drawn - $0) - all }
    return min(exp(logSumExp(terms)), 1)
}
