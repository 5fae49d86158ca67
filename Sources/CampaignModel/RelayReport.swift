/// What a relay said when it was visited without a message.
public struct RelayReport: Hashable, Sendable {
    public struct Certificate: Hashable, Sendable {
        public var subject: String
        public var issuer: String
        /// `nil` where the date could not be read.
        public var expires: Instant?

        public init(subject: String, issuer: String, expires: Instant?) {
            self.subject = subject
            self.issuer = issuer
            self.expires = expires
        }
    }

    /// Its name in the settings.
    public var name: String
    /// `smtp://relay.example:587`
    public var address: String
    /// Why it could not be used; `nil` where a message could have begun.
    public var failure: String?
    public var isLoggedIn = false
    /// `nil` without TLS.
    public var certificate: Certificate?
    /// From the name to the login.
    public var connectMilliseconds = 0.0
    /// One question and its answer.
    public var roundTripMilliseconds = 0.0
    /// PIPELINING, SIZE, 8BITMIME, SMTPUTF8: those of them that it offers.
    public var extensions: [String] = []
    /// The largest message it takes, in bytes; `nil` where it names none.
    public var largestMessage: Int?

    public init(name: String, address: String) {
        self.name = name
        self.address = address
    }
}
