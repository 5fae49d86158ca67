/// How long a relay may take. Source: RFC 5321 section 4.5.3.2, the first ones shortened.
public struct SMTPTimeouts: Hashable, Sendable {
    /// From the name's address to the login.
    public var connect: Duration
    /// To answer EHLO, MAIL, RCPT or DATA.
    public var envelope: Duration
    /// To take the next piece of a message.
    public var data: Duration
    /// To answer the final dot. Short patience makes unknowns: a relay may well scan for minutes.
    public var dot: Duration
    /// To answer QUIT.
    public var quit: Duration

    public init(
        connect: Duration = .seconds(30),
        envelope: Duration = .seconds(60),
        data: Duration = .seconds(120),
        dot: Duration = .seconds(600),
        quit: Duration = .seconds(2)
    ) {
        self.connect = connect
        self.envelope = envelope
        self.data = data
        self.dot = dot
        self.quit = quit
    }
}
