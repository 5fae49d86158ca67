public import CampaignModel

/// What one message of a plan takes away from the next: its address, and a code. So it goes through a plan in order, and
/// may be given it in chunks.
public struct Settlement {
    /// Variant → file of its codes; a variant whose offer has none is not in it.
    private let files: [String: String]
    /// Codes still to give by file, the next one last.
    private var codes: [String: [String]]
    /// Fingerprints: a million addresses need not be kept.
    private var seen: Set<UInt64> = []
    private var last: (customerID: String, code: String)?

    /// - Parameter codes: Free ones by file, in the order in which they are given.
    init(files: [String: String], codes: [String: [String]]) {
        self.files = files
        self.codes = codes.mapValues { $0.reversed() }
    }

    public mutating func settle(_ messages: inout [PlannedMessage]) {
        for index in messages.indices {
            skipRepeatedAddress(&messages[index])
            if !files.isEmpty { giveCode(to: &messages[index]) }
        }
    }

    /// One address gets one message: the first customer who has it.
    private mutating func skipRepeatedAddress(_ message: inout PlannedMessage) {
        guard message.channel == .email, message.disposition == .planned || message.disposition == .holdout else {
            return
        }
        if !seen.insert(fingerprint(message.address.lowercased())).inserted {
            message.skip(.duplicateAddress, "another customer of this run has the same address")
        }
    }

    /// A person has one code on every channel. Who is held out takes none.
    private mutating func giveCode(to message: inout PlannedMessage) {
        guard let file = files[message.variant], message.disposition == .planned,
            PayloadWriter.wantsCode(message.payload)
        else { return }
        let known = last.flatMap { $0.customerID == message.customerID ? $0.code : nil }
        guard let code = known ?? codes[file]?.popLast() else {
            return message.skip(.codesExhausted, "no code is left in \(file)")
        }
        last = (message.customerID, code)
        message.code = code
        PayloadWriter.insert(code: code, into: &message.payload)
    }
}
