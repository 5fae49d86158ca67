// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .strictMemorySafety(),
]

/// A module of ours and, unless `tested` is false, the test target that bears its name.
func module(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    testedWith: [Target.Dependency] = [],
    exclude: [String] = [],
    tested: Bool = true
) -> [Target] {
    let library = Target.target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
    guard tested else { return [library] }
    let test = Target.testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), "TestSupport"] + dependencies + testedWith,
        swiftSettings: strict
    )
    return [library, test]
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
// RSA, which Crypto leaves out.
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
// NIO and what speaks HTTP over it: for Web alone.
let http: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// The nouns and the tools: they know no stage.
let tools: [[Target]] = [
    module("CampaignModel"),
    module("Diagnostics"),
    module("JSON"),
    module("Threads"),
    module("Gzip", ["CZlib"]),
    module("MappedFile"),
    module("SQLite", [sqlite]),
    module("Curl", ["CCurl"]),
    module("HTML", ["CLibxml2"]),
    module("DKIM", [crypto, cryptoExtras]),
    module("DNS"),
    module("LinearAlgebra", ["Threads", "COpenBLAS"]),
    module("Statistics", ["Threads"]),
    module("StarterShop", ["CStarterShop"]),
    module("Liquid", ["Diagnostics", "JSON", crypto], testedWith: ["AllocationCounter"]),
    module("Scheduling", ["CampaignModel", "Diagnostics"]),
    module("ShopConfiguration", ["CampaignModel", "Diagnostics", "Scheduling", yaml]),
    module("Bookkeeping", ["CampaignModel", "JSON", "SQLite", database]),
    [
        .target(name: "CStarterShop"),
        .target(name: "CStudioAssets"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    ],
]

// The stages, in the order of the data. None imports another: `scripts/check-layers` holds the edges.
let stages: [[Target]] = [
    module("Ingestion", ["CampaignModel", "Diagnostics", "Threads", "Gzip", "MappedFile", "JSON"]),
    module(
        "Segmentation",
        ["CampaignModel", "Diagnostics", "Scheduling", "SQLite", "Statistics", "Threads"],
        testedWith: ["Gzip", "Ingestion"]
    ),
    module("Recommenders", ["CampaignModel", "Threads", "LinearAlgebra", "Statistics"]),
    module("Planning", ["CampaignModel", "JSON", "Threads", "Scheduling"]),
    module("Rendering", ["CampaignModel", "Diagnostics", "DKIM", "HTML", "JSON", "Liquid", crypto]),
    module("Delivery", ["CampaignModel", "Curl", "JSON", crypto, cryptoExtras]),
    module("Tracking", ["CampaignModel", crypto]),
    module("Reporting", ["CampaignModel"]),
    module("Checking", ["CampaignModel", "Diagnostics", "DNS", "HTML"]),
    module("Web", ["CampaignModel", "Diagnostics", "CStudioAssets"] + http, exclude: ["Assets"]),
]

let package = Package(
    name: "dovetail",
    products: [
        .executable(name: "dovetail", targets: ["dovetail"]),
        .library(name: "Liquid", targets: ["Liquid", "JSON", "Diagnostics"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
    ],
    targets: (tools + stages).flatMap { $0 } + [
        .target(
            name: "Pipeline",
            dependencies: [
                "CampaignModel", "Diagnostics", "JSON", "Threads", "Scheduling", "ShopConfiguration", "Bookkeeping",
                "Ingestion", "Segmentation", "Recommenders", "Planning", "Rendering", "Delivery", "Tracking",
                "Reporting", "Checking", "Statistics", "Web", "StarterShop", "DKIM", "DNS", crypto,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "dovetail",
            dependencies: ["CampaignModel", "Diagnostics", "Pipeline", argumentParser],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "CampaignModel", "JSON", "Threads", "Bookkeeping", "Ingestion", "Segmentation", "Recommenders",
                "Planning",
                "HTML", "Liquid", "Rendering", "Delivery", "Tracking", "Pipeline", "TestSupport",
            ],
            path: "Benchmarks",
            exclude: [
                "README.md", "run", "pages", "peers", "quality/trade-up-shop", "quality/run", "quality/peers.py",
                "quality/table.py", "quality/demo_complements.py", "scale",
            ],
            swiftSettings: strict
        ),
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .target(
            name: "TestSupport",
            dependencies: ["CampaignModel"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["TestSupport", "dovetail"],
            exclude: ["Browser"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
