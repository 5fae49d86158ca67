import Foundation
import TestSupport
import Testing

@testable import DKIM

/// A key for tests alone: 1,024 bits, so that signing is quick in debug.
enum TestKey {
    static let pem = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICXAIBAAKBgQDGA9Sa/68XqDedO26LlW4eYcVOSVilHOS8jLOmzYkAiu+7ThJj
        3+AWAHmacQWMVZNgQvduvqh8Mfw21/HCwUHxS7GAcIFZwdRaDdyA+fAP5MAQda5v
        nPo9tVO4GVfxu9MbGSKOYnQtaFYkEba8PRqzmDgAFL/PbDjeLcR5nZ67xQIDAQAB
        AoGAUSfIvy4DqQJ8qKhvCi5YT4NqxkcxWZqZ9N0F1FtwxxQqZO3+g4iB4wKW1EF2
        MKnyGQXZOz5Q93XVFPU0VMm4KGB4r+8LWP+7UjP8ySJHmq9G7UtibnoPXil2O5OD
        AysvtgB3zYQADgf0t01LRpVa0HlUKznMbUrdGdVfBio8BAECQQDjoBqDRtxpdpYw
        Af/Mi73SYeKLNrJfwS40riz15aFe+UpNFlVkQ5l2+HT0zukr9WVmgSxujxWGP7BS
        is861RwFAkEA3rLPQ8ahr41Ja5GQPrsoL0AOZ1z/MDSFkDxGO4QXk2DWjVE1Gy/V
        ja9Gjw+qMUVGEo+hYi5fBLdfAyHrQqDswQJAQvCNe3e2UAmAx2N/H18lFp6Uqc4P
        DNvZw8JJFJNQLobvU9YyjIbYtcUBWBEVP0kuZcOtFmJbuRw3tT5/DNUpJQJBAMU6
        BPeYXa906HYcx2vXIuKdz2PZZ6OQkE1KJEUnWh3K4JjtN6QpO+8sMMgYbnkOSd28
        WIf0W3B42euTSaCLlsECQHyFvzJswr8oBKUY+Ui6GE2jUozjWHZVTfwjOL3F3po0
        8F+3YcSUfZjAz/YoZ5nrcArhGWmpFHcNWSnUKphyWGY=
        -----END RSA PRIVATE KEY-----
        """

    static func signer() throws -> DKIMSigner {
        DKIMSigner(domain: "lumen.example", selector: "news", key: try DKIMKey(pem: pem))
    }
}

struct DKIMSignerTests {
    private static let header = "From: Lumen <news@lumen.example>\r\nTo: <ada@example.org>\r\nSubject: Hi\r\n"

    private func signature(_ message: String) throws -> String {
        let message = Array(message.utf8)
        return String(decoding: try TestKey.signer().signature(of: message.span, at: 1_700_000_000), as: UTF8.self)
    }

    private func tag(_ name: String, in signature: String) -> String {
        let unfolded = signature.filter { !" \r\n".contains($0) }
        return unfolded.split(separator: ";").first { $0.hasPrefix("\(name)=") }.map { $0.dropFirst(name.count + 1) }
            .map(String.init) ?? ""
    }

    @Test func sameMessageHasTheSameSignature() throws {
        let message = Self.header + "\r\nBody\r\n"
        #expect(try signature(message) == signature(message))
        #expect(try signature(message) != signature(message.replacing("Body", with: "body")))
        #expect(tag("t", in: try signature(message)) == "1700000000")
    }

    @Test func everyFieldIsNamedOnceMoreThanItIsThere() throws {
        let names = tag("h", in: try signature(Self.header + "\r\nBody\r\n")).split(separator: ":")
        for name in DKIMSigner.signedFields {
            let count = ["From", "To", "Subject"].contains(name.description) ? 2 : 1
            #expect(names.count { $0 == name.description } == count, "\(name)")
        }
    }

    @Test func linesAreShort() throws {
        for line in try signature(Self.header + "\r\nBody\r\n").split(separator: "\r\n") {
            #expect(line.utf8.count <= 78)
        }
    }

    /// The example of RFC 6376 section 3.4.5.
    @Test func relaxedFormIsThatOfTheStandard() throws {
        let message = Array("A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n".utf8)
        let header = HeaderFields(message.span)
        var fields: [[UInt8]] = []
        for field in header.fields {
            var text: [UInt8] = []
            let bytes = Array(message[field.range])
            RelaxedCanonicalization.appendField(bytes.span, nameLength: field.nameLength, to: &text)
            fields.append(text)
        }
        #expect(fields == [Array("a:X".utf8), Array("b:Y Z".utf8)])
        let body = Array(message[header.bodyStart...])
        #expect(RelaxedCanonicalization.body(body.span) == Array(" C\r\nD E\r\n".utf8))
    }

    @Test(arguments: [
        ("", ""), ("\r\n\r\n", ""), (" \t\r\n", ""), ("a", "a\r\n"), ("a \t\r\n\r\nb", "a\r\n\r\nb\r\n"),
        ("\r\n a", "\r\n a\r\n"),
    ])
    func bodiesEndInOneLineEnd(body: String, expected: String) {
        let bytes = Array(body.utf8)
        #expect(String(decoding: RelaxedCanonicalization.body(bytes.span), as: UTF8.self) == expected)
    }

    /// An empty body hashes as nothing. Source: RFC 6376 section 3.4.4.
    @Test func emptyBodyHasTheStandardsHash() throws {
        #expect(tag("bh", in: try signature(Self.header + "\r\n")) == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    @Test func unusableKeysAreRefused() {
        #expect(throws: DKIMKeyError.unreadable) { try DKIMKey(pem: "no key") }
        #expect(throws: DKIMKeyError.tooShort) {
            try DKIMKey(
                pem: """
                    -----BEGIN RSA PRIVATE KEY-----
                    MIIBOwIBAAJBALJKYLljT9BNd82TRFNwJ0buFTLRHfUMh9jByg7v6akO2in1KPx6
                    VNuBv98Rz+hVTKEHJAVfB1rL1l62ZZbJoqsCAwEAAQJBAIf+4ATJUiorzUSMHsQe
                    endKR/U5Ocafxkd6mmwGaI9As3kH/awfhCbbh8fN/D0BJlr8xyOM1wamlyvPQ6jA
                    9cECIQDr0IWsXGF18/HxeI62Kt+CWQVSJRTU/IqS9uQEVH9e+wIhAMGNUHCHaGDa
                    jlQASZS7VTlGDikte/hcHcaITq4dfLwRAiA8P4JnjxK3eCQQdaTAliOUwfnCCwdP
                    g1ZERh/rm0sPkQIhAL3p3ADeTGOkb70qnwhKHCBbhe+PirGyKSExhApCMq8RAiBa
                    t6+GByhPO7V4iPYKR02D5XgA/5UDbPquBsqVNTTz2g==
                    -----END RSA PRIVATE KEY-----
                    """
            )
        }
    }

    /// Against dkimpy, where it is installed.
    @Test func dkimpyFindsEverySignatureRight() throws {
        guard let python = Dkimpy.python else { return Dkimpy.leaveOut() }
        let key = try DKIMKey(pem: TestKey.pem)
        var generator = SeededGenerator(seed: 6376)
        var messages = Self.hostile.map { Array($0.utf8) }
        for _ in 0..<200 { messages.append(randomMessage(&generator)) }
        try withTemporaryFolder { folder in
            for (number, message) in messages.enumerated() {
                let signed = try TestKey.signer().signature(of: message.span, at: 1_700_000_000) + message
                try Data(signed).write(to: folder.appending(path: "right-\(number).eml"))
                try Data(signed + Array("x".utf8)).write(to: folder.appending(path: "wrong-\(number).eml"))
                let added = Array("Subject: another\r\n".utf8) + signed
                try Data(added).write(to: folder.appending(path: "wrong-\(number)-header.eml"))
            }
            let check = ChildProcess(python, ["-c", Dkimpy.script, folder.path, key.publicKey])
            #expect(check?.wait() == 0)
        }
    }

    private static let hostile: [String] = [
        header + "\r\nBody\r\n",
        header + "\r\n",
        header + "\r\nBody",
        header + "\r\nTrailing  \r\n\r\n\r\n \r\n\t\r\n",
        header + "\r\n\r\n\r\nLeading\tand\t\t inner \t\r\n",
        header + "\r\nÄpfel, 猫, 🎈\r\n",
        "From: a@lumen.example\r\nSubject: \tfolded\r\n  and \t folded\r\n\tagain\t \r\n\r\nBody\r\n",
        "From: a@lumen.example\r\nSubject: Grüße: a;b=c;;\r\n\r\nBody\r\n",
        "From: a@lumen.example\r\nSubject:\r\n\r\nBody\r\n",
        "From: a@lumen.example\r\nSubject: one\r\nSubject: two\r\n\r\nBody\r\n",
        "from: a@lumen.example\r\nLIST-unsubscribe: <https://t.example/u/1>,\r\n <mailto:u@t.example>\r\n"
            + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nFeedback-ID: a:b:c:d\r\n\r\nBody\r\n",
    ]

    /// A message of white space, line ends and letters in any order. Its last line is ended, as in all mail; of one that is
    /// not, RFC 6376 does not say whether the white space at its end counts, and dkimpy thinks that it does.
    private func randomMessage(_ generator: inout SeededGenerator) -> [UInt8] {
        func text(_ pieces: [String], _ count: Int) -> String {
            (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        }
        let subject = "x" + text(["a", " ", "\t", "\r\n b", "é", ";", ":"], Int.random(in: 0...30, using: &generator))
        let body = text(["a", " ", "\t", "\r\n", "ß", "."], Int.random(in: 0...80, using: &generator))
        return Array("From: a@lumen.example\r\nSubject: \(subject)\r\nTo: b@c.example\r\n\r\n\(body)\r\n".utf8)
    }
}

/// The DKIM of others: `pip install dkimpy`.
enum Dkimpy {
    static var python: String? {
        let candidates = [
            ProcessInfo.processInfo.environment["DOVETAIL_PYTHON"], "/tmp/dovetail-python/bin/python3", "python3",
        ]
        return candidates.compactMap(\.self).first { ChildProcess($0, ["-c", "import dkim"])?.wait() == 0 }
    }

    static func leaveOut() {
        print("left out, dkimpy is not installed: python3 -m venv /tmp/dovetail-python; pip install dkimpy")
    }

    /// Exits with 1 where a message named `right-…` fails or one named `wrong-…` passes.
    static let script = """
        import dkim, glob, sys
        def key(name, timeout=5):
            return b"v=DKIM1; k=rsa; p=" + sys.argv[2].encode() if name == b"news._domainkey.lumen.example." else None
        names = glob.glob(sys.argv[1] + "/*.eml")
        bad = [n for n in names if dkim.verify(open(n, "rb").read(), dnsfunc=key) != ("/right-" in n)]
        print(len(names), bad)
        sys.exit(1 if bad or not names else 0)
        """
}
