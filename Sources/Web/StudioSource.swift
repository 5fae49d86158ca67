/// What the studio shows, handed in by whoever knows the shop. Nothing that is asked here changes the shop's folder.
public protocol StudioSource: Sendable {
    /// The campaigns, segments and languages there are to choose from.
    func shop() async throws(StudioTrouble) -> StudioShop

    /// Customers to pick from: those of an audience, or those that are searched for.
    func customers(_ query: StudioCustomerQuery) async throws(StudioTrouble) -> StudioCustomerList

    /// What one customer would get from a campaign, and why.
    func message(_ request: StudioMessageRequest) async throws(StudioTrouble) -> StudioMessage

    /// The HTML part of that message for a browser: pictures from this server, links that act for the customer dead.
    /// - Returns: `nil` where the customer gets no email.
    func page(_ request: StudioMessageRequest, _ view: StudioView) async throws(StudioTrouble) -> [UInt8]?

    /// What the pre-launch check finds in a campaign.
    func check(campaign: String) async throws(StudioTrouble) -> StudioCheck

    /// A template, a campaign or the settings as they are on disk; `nil` where the path is none of these.
    func file(_ path: String) async -> StudioFile?

    /// A picture of the shop; `nil` where the path is none.
    func picture(_ path: String) async -> StudioPicture?

    /// Reads the shop's data anew. What is on disk stays as it is.
    func reload() async

    /// Tells of every save from now on, and now and then that it is still there.
    /// - Returns: `nil` where there are listeners enough.
    func changes() async -> AsyncStream<StudioChange>?
}
