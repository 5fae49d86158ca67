import Checking
import Diagnostics
import Testing

struct SpamReportTests {
    /// As SpamAssassin 4.0.1 prints it.
    private static func output(score: String) -> String {
        """
        X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-25) on vm
        X-Spam-Level:\u{20}
        X-Spam-Status: No, score=\(score) required=5.0 tests=HTML_FONT_LOW_CONTRAST,
        \tHTML_IMAGE_RATIO_02,HTML_MESSAGE,MAILING_LIST_MULTI autolearn=no version=4.0.1
        From: Lumen <hello@news.example>

        Hello
        Content analysis details:   (\(score) points, 5.0 required)

         pts rule name              description
        ---- ---------------------- --------------------------------------------------
         0.0 HTML_MESSAGE           BODY: HTML included in message
         0.7 HTML_FONT_LOW_CONTRAST BODY: HTML font color similar or identical to
                                    background
         2.2 LONGWORDS              Long string of long words
        -1.0 MAILING_LIST_MULTI     Multiple indicators imply a widely-seen list
                                    manager

        """
    }

    @Test func theReportIsRead() throws {
        let report = try #require(SpamReport(parsing: SpamReportTests.output(score: "1.9")))
        #expect(report.score == 1.9 && report.required == 5)
        #expect(report.tests.map(\.name) == ["LONGWORDS", "HTML_FONT_LOW_CONTRAST", "MAILING_LIST_MULTI"])
        #expect(report.tests.map(\.points) == [2.2, 0.7, -1])
        #expect(report.tests[1].description == "BODY: HTML font color similar or identical to background")
    }

    @Test(
        arguments: [("-0.3", .note), ("2.4", .note), ("2.5", .warning), ("5.0", .error), ("12.1", .error)]
            as [(String, Diagnostic.Severity)]
    )
    func theScoreIsJudged(score: String, severity: Diagnostic.Severity) throws {
        let report = try #require(SpamReport(parsing: SpamReportTests.output(score: score)))
        let finding = report.finding(at: Place(file: "templates/a.html"))
        #expect(finding.rule == .spamScore && finding.severity == severity)
        #expect(finding.diagnostic.what.contains("\(score) points, spam begins at 5.0"))
        #expect(
            finding.diagnostic.remedy.contains("2.2 for Long string of long words (LONGWORDS)") == (severity != .note)
        )
    }

    @Test(arguments: ["", "Subject: x\n\nHello", "X-Spam-Status: No, tests=NONE"])
    func whatIsNoReportIsNone(output: String) {
        #expect(SpamReport(parsing: output) == nil)
    }
}
