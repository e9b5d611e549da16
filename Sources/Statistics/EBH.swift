internal import Glibc

/// The indices, ascending, of the e-values (as logarithms) rejected at false discovery rate `rate` in (0, 1]: the k
/// largest for the largest k whose k-th reaches count/(rate·k). Valid under any dependence.
/// **Source:** Wang and Ramdas, "False discovery rate control with e-values", JRSSB 2022, definition 1.
package func eBH(_ logValues: [Double], rate: Double) -> [Int] {
    let order = logValues.indices.sorted { (logValues[$0], $1) > (logValues[$1], $0) }
    var rejected = 0
    for (rank, index) in order.enumerated() {
        if logValues[index] >= log(Double(order.count) / (rate * Double(rank + 1))) { rejected = rank + 1 }
    }
    return order.prefix(rejected).sorted()
}
