internal import Bookkeeping
internal import CampaignModel
internal import Diagnostics
internal import Rendering
internal import Segmentation

extension Workspace {
    /// Says why a customer got what they got in the campaign's last run, or why they got nothing, down to the expression
    /// that left them out.
    public func explain(campaign name: String, customer: String) throws(PipelineError) -> Explanation {
        let campaign = try campaign(name)
        let ledger = try openLedger()
        var explanation = Explanation(campaign: name, customer: customer, messages: [])
        do {
            guard let run = try ledger.runs(of: name).first(where: { $0.state != .cancelled }) else {
                throw PipelineError.refused("'\(name)' has no run yet", remedy: "'dovetail plan \(name)' makes one")
            }
            let query = MessageQuery(customerID: customer)
            let rows = try ledger.messageRows(of: run.id, query)
            explanation.messages = try ledger.messages(of: run.id, query).map { message in
                let payload = rows.first { $0.key.message == message.id }?.payload
                return Explanation.Message(message, run: run.id, items: items(in: payload))
            }
        } catch {
            throw PipelineError(ledgerError: error)
        }
        if explanation.messages.isEmpty { explanation.absence = try absence(of: customer, from: campaign) }
        return explanation
    }

    private func absence(of customer: String, from campaign: Campaign) throws(PipelineError) -> Explanation.Absence {
        let situation = try situation(observer: { _ in })
        let customers = situation.shop.customers
        guard let row = customers.ids.id(of: customer) else {
            throw .refused("there is no customer '\(customer)'", remedy: "see the ids in the customers file")
        }
        let isMember = try members(of: campaign.audience, in: situation).contains(row)
        let evaluator = try evaluator(of: situation)
        return Explanation.Absence(
            expression: campaign.audience.segment?.expression ?? "",
            isMemberNow: isMember,
            features: evaluator.features(of: row).map { .init(name: $0.name, value: "\($0.value)") }
        )
    }

    private func items(in payload: [UInt8]?) -> [Explanation.Item] {
        guard let payload else { return [] }
        do {
            return try PreviewItem.all(inPayload: payload, currency: settings.shop.currency).map { item in
                Explanation.Item(
                    product: item.productID,
                    title: item.title,
                    strategy: item.strategy,
                    reason: item.reason,
                    score: item.score ?? 0,
                    evidence: item.evidence
                )
            }
        } catch {
            preconditionFailure("a payload in the ledger is JSON: \(error)")
        }
    }
}

extension Explanation.Message {
    fileprivate init(_ message: MessageRecord, run: String, items: [Explanation.Item]) {
        self.init(
            run: run,
            channel: message.channel,
            address: message.address,
            state: message.state,
            reason: message.skipReason,
            detail: message.detail,
            sendAt: message.sendAt,
            items: items,
            attempts: message.attempts.map { attempt in
                let code = attempt.reply.code == 0 ? "" : " \(attempt.reply.code)"
                let enhanced = attempt.reply.enhancedCode.map { " \($0)" } ?? ""
                let place = attempt.transport.isEmpty ? "" : " \(attempt.transport)"
                return "\(attempt.at)\(place): \(attempt.outcome.rawValue)\(code)\(enhanced) \(attempt.reply.text)"
            }
        )
    }
}
