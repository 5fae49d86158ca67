import Testing

@testable import Reporting

/// Expected values from mpmath at 40 digits.
struct DistributionTests {
    @Test(
        arguments: [
            (0.975, 1.95996398454005424), (0.5, 0), (0.6, 0.253347103135799799), (0.001, -3.09023230616781354),
            (1e-10, -6.3613409024040562), (0.9999999, 5.19933758219281693), (1e-300, -37.0470962993611992),
        ]
    )
    func normalQuantiles(probability: Double, expected: Double) {
        #expect(close(NormalDistribution.quantile(probability), expected))
    }

    @Test(
        arguments: [
            (0.975, 1, 12.7062047361747046), (0.975, 1.5, 6.01666310442793192), (0.975, 2, 4.30265272974946385),
            (0.975, 19.921562939195336, 2.0864900889423913), (0.975, 30, 2.04227245630123831),
            (0.975, 999, 1.96234146113344998), (0.975, 89_999, 1.95999034375062389),
            (0.975, 5_000_000.5, 1.95996445899436575), (0.9995, 4, 8.6103015813792751),
            (0.6, 7, 0.263166861352022812), (0.4, 7, -0.263166861352022812), (0.5, 7, 0),
        ]
    )
    func studentQuantiles(probability: Double, degreesOfFreedom: Double, expected: Double) {
        let distribution = StudentDistribution(degreesOfFreedom: degreesOfFreedom)
        #expect(close(distribution.quantile(probability), expected))
    }

    @Test(
        arguments: [
            (2.5, 7.3, 0.0198251173328002358), (0.1, 3, 0.463326174400402912), (40, 2, 0.000312207336092370319),
            (1.96, 1e6, 0.0249980337926348953), (8, 50, 8.31648301416069182e-11), (0, 5, 0.5),
        ]
    )
    func studentTails(t: Double, degreesOfFreedom: Double, expected: Double) {
        #expect(close(StudentDistribution(degreesOfFreedom: degreesOfFreedom).upperTail(t), expected))
    }

    @Test(
        arguments: [
            (0.5, 0.5, 1.14472988584940017), (0.5, 14.9, -0.769927974175888969), (0.5, 15, -0.773328365452232037),
            (0.5, 45_000, -4.7848411636737506), (3, 5e6, -45.5816988306350781), (20, 30, -33.968820791977383),
            (1e3, 2e4, -4022.83618160452148), (16, 16, -22.2936807856335275),
        ]
    )
    func betaLogarithms(a: Double, b: Double, expected: Double) {
        #expect(close(logBeta(a, b), expected, within: 1e-13))
        #expect(close(logBeta(b, a), expected, within: 1e-13))
    }

    @Test func quantilesUndoTails() {
        for degreesOfFreedom in [0.5, 1, 3.7, 12, 400, 1e5] {
            let distribution = StudentDistribution(degreesOfFreedom: degreesOfFreedom)
            for probability in stride(from: 0.51, to: 0.999, by: 0.037) {
                #expect(close(distribution.upperTail(distribution.quantile(probability)), 1 - probability))
            }
        }
    }
}

/// Absolutely or relatively, whichever is the wider.
func close(_ value: Double, _ expected: Double, within tolerance: Double = 1e-9) -> Bool {
    abs(value - expected) <= tolerance * max(1e-3, abs(expected))
}
