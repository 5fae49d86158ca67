public import CampaignModel
internal import Diagnostics
internal import HTML

/// What a check knows of the shop that an email comes from.
public struct EmailExpectations: Sendable {
    /// The shop's, which the law wants in every campaign email (CAN-SPAM section 7704(a)(5)).
    public var postalAddress: String
    /// Where the shop's readers read.
    public var clients: ClientMix
    /// Looks for the picture at an address, without a network.
    public var picture: @Sendable (_ address: String) -> Picture

    public enum Picture: Hashable, Sendable {
        /// It lies elsewhere; nobody looked.
        case unknown
        /// It should lie in the folder of pictures, and does not.
        case missing(folder: String)
        case found(byteCount: Int)
    }

    public init(
        postalAddress: String,
        clients: ClientMix = .standard,
        picture: @escaping @Sendable (_ address: String) -> Picture = { _ in .unknown }
    ) {
        self.postalAddress = postalAddress
        self.clients = clients
        self.picture = picture
    }
}

/// What is wrong with an email.
public func checkEmail(_ sample: EmailSample, _ expected: EmailExpectations) -> [Finding] {
    let lines = envelopeFindings(sample) + textFindings(sample, postalAddress: expected.postalAddress)
    do throws(HTMLError) {
        let page = try EmailPage(sample)
        let styled = StyledPage(page)
        return leftoverLiquid(page) + lines + footerFindings(page, postalAddress: expected.postalAddress)
            + linkFindings(page) + imageFindings(page, expected.picture) + structureFindings(page)
            + legibilityFindings(styled) + supportFindings(styled, expected.clients) + sizeFindings(page)
    } catch {
        let place = Place(file: sample.htmlFile)
        let what = "the HTML part cannot be checked: \(error)"
        return lines + [Finding(.htmlUnreadable, Diagnostic(.error, at: place, what, remedy: "see the template"))]
    }
}
