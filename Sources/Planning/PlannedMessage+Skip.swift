internal import CampaignModel

extension PlannedMessage {
    /// Leaves the person out after all.
    mutating func skip(_ reason: SkipReason, _ detail: String) {
        disposition = .skipped(reason)
        self.detail = detail
        productIDs = []
        payload = []
    }
}
