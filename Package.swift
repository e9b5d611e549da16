// swift-tools-version: 6.2
import PackageDescription

// Rings and import rules: Sources/ARCHITECTURE.md. `make lint` proves that no target imports more than it declares.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// Rings 0 to 2 compute: they are optimised in debug builds, too, for the tests that simulate years.
let optimised = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func rule(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: optimised)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies,
        swiftSettings: settings)
}

let package = Package(
    name: "plummet",
    products: [.executable(name: "plummet", targets: ["plummet"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        // C libraries of the system, behind module maps.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CPCRE2", linkerSettings: [.linkedLibrary("pcre2-8")]),
        .target(name: "CZstd", linkerSettings: [.linkedLibrary("zstd")]),
        .target(name: "CMalloc"),
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),

        // Ring 0: words and mathematics.
        rule("Core", ["CCrypto"]),
        rule("Statistics"),

        // Ring 1: rules. Siblings never import each other.
        rule("Dialects", ["Core"]),
        rule("Evaluators", ["Core", "CPCRE2"]),
        rule("Probing", ["Core"]),
        rule("Detection", ["Core", "Statistics"]),
        rule("Alerting", ["Core"]),

        // Ring 2: decisions in one place.
        rule("Engine", ["Core", "Statistics", "Dialects", "Evaluators", "Probing", "Detection", "Alerting"]),
        rule("Settings", ["Core", "Statistics", "Dialects", "Evaluators", "Probing", "Detection", "Alerting"]),

        // Ring 3: the edge.
        target("Transport", ["Core", "CCurl"]),
        target("Store", ["Core", "CZstd", grdb]),
        target("Exposition", ["Core", "Store", hummingbird, lifecycle, logging]),
        target("FarEnd", ["Core", hummingbird]),

        // Ring 4: the process.
        target(
            "Daemon",
            [
                "Core", "CMalloc", "Statistics", "Dialects", "Evaluators", "Probing", "Detection", "Alerting", "Engine",
                "Settings", "Transport", "Store", "Exposition", "FarEnd", lifecycle, signals, logging,
            ]),
        .executableTarget(
            name: "plummet", dependencies: ["Core", "Settings", "Daemon", "FarEnd", logging, arguments],
            swiftSettings: settings),
        .executableTarget(
            name: "plummet-bench",
            dependencies: [
                "Core", "Statistics", "Dialects", "Evaluators", "Probing", "Detection", "Alerting", "Engine",
                "Settings", "Transport", "Store", "Exposition", "Daemon", "TestSupport", logging,
            ],
            swiftSettings: settings),

        // Tests.
        .target(name: "TestSupport", dependencies: ["Core"], path: "Tests/TestSupport", swiftSettings: settings),
        tests("Core", []),
        tests("Statistics", []),
        tests("Dialects", ["Core"]),
        tests("Evaluators", ["Core"]),
        tests("Probing", ["Core"]),
        tests("Detection", ["Core", "Statistics"]),
        tests("Alerting", ["Core"]),
        tests(
            "Engine", ["Core", "Statistics", "Dialects", "Evaluators", "Probing", "Detection", "Alerting", "Settings"]),
        tests("Settings", ["Core", "Dialects", "Evaluators", "Probing", "Detection", "Alerting"]),
        tests("Transport", ["Core"]),
        .testTarget(
            name: "DialectFaultTests", dependencies: ["Core", "Dialects", "Transport", "TestSupport"],
            swiftSettings: settings),
        tests("Store", ["Core"]),
        tests("Exposition", ["Core", "Store", "Transport"]),
        tests(
            "Daemon",
            ["Core", "Detection", "Engine", "Settings", "Alerting", "Transport", "Store", "Exposition", "FarEnd"]),
    ],
    swiftLanguageModes: [.v6]
)
