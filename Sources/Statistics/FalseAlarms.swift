internal import Glibc

/// The log evidence at which an e-detector alarms falsely at most once in `slots` slots on average (ARL ≥ slots); nats.
/// **Source:** Shin, Ramdas and Rinaldo, arXiv:2203.03532, theorem 2.4.
package func alarmThreshold(slots: Double) -> Double { log(slots) }

/// How many years pass on average, at least, between false alarms this strong: e^evidence/slotsPerYear.
package func falseAlarmYears(logEvidence: Double, slotsPerYear: Double) -> Double { exp(logEvidence) / slotsPerYear }
