import Foundation
import TestSupport

@testable import Rendering

/// What a mail program should read in a message.
struct Expected: Encodable {
    var fromName: String
    var from: String
    var toName: String
    var to: String
    var subject: String
    /// Bytes with lines in CRLF, as base64.
    var text: Data
    var html: Data

    init(fromName: String, from: String, toName: String, to: String, subject: String, text: [UInt8], html: [UInt8]) {
        self.fromName = fromName
        self.from = from
        self.toName = toName
        self.to = to
        self.subject = subject
        self.text = Data(inCRLF(text))
        self.html = Data(inCRLF(html))
    }
}

/// A message's lines as MIME counts them: every CR, LF or CRLF is one end of a line.
func inCRLF(_ body: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for (index, byte) in body.enumerated() {
        switch byte {
        case 0x0d: result += [0x0d, 0x0a]
        case 0x0a: if index == 0 || body[index - 1] != 0x0d { result += [0x0d, 0x0a] }
        default: result.append(byte)
        }
    }
    return result
}

/// Reads messages with Python's `email` and, where it is at hand, `../shared/tools/check_eml.py`.
enum PythonReader {
    /// - Returns: One line for each thing that reads otherwise than expected.
    static func complaints(about messages: [(message: [UInt8], expected: Expected)]) throws -> [String] {
        try withTemporaryFolder { folder in
            let encoder = JSONEncoder()
            for (index, (message, expected)) in messages.enumerated() {
                try Data(message).write(to: folder.appending(path: "\(index).eml"))
                try encoder.encode(expected).write(to: folder.appending(path: "\(index).json"))
            }
            let checker = Conformance.cases("../tools/check_eml.py")?.deletingLastPathComponent().path ?? ""
            let python = Process()
            let output = Pipe()
            python.executableURL = URL(filePath: "/usr/bin/env")
            python.arguments = ["python3", "-c", script, folder.path, checker, String(messages.count)]
            python.standardOutput = output
            python.standardError = output
            try python.run()
            let told = output.fileHandleForReading.readDataToEndOfFile()
            python.waitUntilExit()
            let lines = String(decoding: told, as: UTF8.self).split(separator: "\n").map(String.init)
            return lines.last == "all read" ? Array(lines.dropLast()) : lines + ["Python stopped"]
        }
    }

    private static let script = """
        import base64, json, sys
        from email import header, message_from_bytes, policy, utils
        folder, tools, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
        check = None
        if tools:
            sys.path.insert(0, tools)
            sys.dont_write_bytecode = True
            from check_eml import check
        def name(raw, field):
            # The newer parser puts a space between two encoded words of a name, against RFC 2047 section 6.2.
            value = message_from_bytes(raw)[field].replace('\\r\\n', '').replace('\\n', '')
            return str(header.make_header(header.decode_header(utils.parseaddr(value)[0])))
        for index in range(count):
            raw = open(f'{folder}/{index}.eml', 'rb').read()
            want = json.load(open(f'{folder}/{index}.json'))
            message = message_from_bytes(raw, policy=policy.default)
            sender, to = message['from'].addresses, message['to'].addresses
            plain, page = message.get_body(('plain',)), message.get_body(('html',))
            have = {
                'fromName': name(raw, 'from'), 'from': sender[0].addr_spec,
                'toName': name(raw, 'to'), 'to': to[0].addr_spec, 'subject': str(message['subject']),
                'text': base64.b64encode(plain.get_payload(decode=True)).decode(),
                'html': base64.b64encode(page.get_payload(decode=True)).decode(),
            }
            for key in have:
                if have[key] != want[key]: print(f'{index} {key}: {have[key]!r} is not {want[key]!r}')
            if len(sender) != 1 or len(to) != 1: print(f'{index}: {len(sender)} senders, {len(to)} recipients')
            if message['bcc'] or message['cc'] or len(list(message.walk())) != 3: print(f'{index}: has more than it should')
            if check:
                for error in check(raw, {'marketing': True, 'html': True}): print(f'{index} check_eml: {error}')
        print('all read')
        """
}
