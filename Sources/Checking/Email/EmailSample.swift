/// One real recipient's email as it would be sent.
public struct EmailSample: Sendable {
    /// What findings call the HTML part's file, and the text part's.
    public var htmlFile: String
    public var textFile: String
    /// UTF-8, before transfer encoding.
    public var html: [UInt8]
    public var text: [UInt8]
    public var subject: String
    public var preheader: String
    /// This person's, as both parts must show it.
    public var unsubscribeURL: String
    /// Where the campaign says subject and preheader.
    public var subjectPlace: Place
    public var preheaderPlace: Place
    /// The templates that the HTML part comes from, and the page as their marked copies render it; `nil` where they are
    /// not at hand, and then findings give places in the page itself.
    public var templates: (sources: MarkedSources, markedHTML: [UInt8])?

    public init(
        htmlFile: String,
        textFile: String,
        html: [UInt8],
        text: [UInt8],
        subject: String,
        preheader: String,
        unsubscribeURL: String,
        subjectPlace: Place? = nil,
        preheaderPlace: Place? = nil,
        templates: (sources: MarkedSources, markedHTML: [UInt8])? = nil
    ) {
        self.htmlFile = htmlFile
        self.textFile = textFile
        self.html = html
        self.text = text
        self.subject = subject
        self.preheader = preheader
        self.unsubscribeURL = unsubscribeURL
        self.subjectPlace = subjectPlace ?? Place(file: "subject")
        self.preheaderPlace = preheaderPlace ?? Place(file: "preheader")
        self.templates = templates
    }
}
