/// One real recipient's email as it would be sent.
public struct EmailSample: Sendable {
    /// What findings call the HTML part's file, and the text part's: those of the preview, where a person can look.
    public var htmlFile: String
    public var textFile: String
    /// UTF-8, before transfer encoding.
    public var html: [UInt8]
    public var text: [UInt8]
    public var subject: String
    public var preheader: String
    /// This person's, as both parts must show it.
    public var unsubscribeURL: String

    public init(
        htmlFile: String,
        textFile: String,
        html: [UInt8],
        text: [UInt8],
        subject: String,
        preheader: String,
        unsubscribeURL: String
    ) {
        self.htmlFile = htmlFile
        self.textFile = textFile
        self.html = html
        self.text = text
        self.subject = subject
        self.preheader = preheader
        self.unsubscribeURL = unsubscribeURL
    }
}
