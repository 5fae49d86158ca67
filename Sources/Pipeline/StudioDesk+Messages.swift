internal import CampaignModel
internal import Diagnostics
internal import Liquid
internal import Rendering
internal import Web

/// A message as the studio keeps it: what it tells, and the page to be shown.
struct MadeMessage: Sendable {
    var message: StudioMessage
    /// The HTML part as it is sent, and the links in it that act for the customer; `nil` without email.
    var page: (html: [UInt8], links: MessageLinks)?
}

extension StudioDesk {
    func message(_ request: StudioMessageRequest) throws(StudioTrouble) -> StudioMessage {
        try made(request).message
    }

    func page(_ request: StudioMessageRequest, _ view: StudioView) throws(StudioTrouble) -> [UInt8]? {
        guard let page = try made(request).page else { return nil }
        let shop = workspace.settings.shop
        let copy = displayCopy(
            page.html,
            imageBase: shop.imageBaseURL,
            localImages: shop.localImages.map { _ in StudioDesk.pictures },
            disarm: page.links.all
        )
        return DisplayView(showsImages: view.showsImages, isDark: view.isDark, opensWindows: true).show(copy)
    }

    private static let pictures = "/pictures/"

    private func made(_ request: StudioMessageRequest) throws(StudioTrouble) -> MadeMessage {
        try kept(request) { () throws(StudioTrouble) in try make(request) }
    }

    private func make(_ request: StudioMessageRequest) throws(StudioTrouble) -> MadeMessage {
        var situation = try ready()
        let campaign = try campaign(request.campaign)
        let factory = try factory(of: campaign)
        guard let row = situation.shop.customers.ids.id(of: request.customer) else {
            let what = "there is no customer '\(request.customer)'"
            throw StudioTrouble(findings: [Diagnostic(.error, what, remedy: "see the ids in the customers file")])
        }
        if let language = request.language { situation.shop.customers.speak(language, row: Int(row)) }
        let members = try members(of: campaign.audience)
        let planned = try plan(campaign, [row], variant: request.variant, situation)
        let customers = situation.shop.customers
        var made = MadeMessage(
            message: StudioMessage(
                campaign: campaign.name,
                customer: request.customer,
                name: PersonName.cleaned(customers.firstNames[Int(row)]),
                language: customers.locales[Int(row)] ?? workspace.settings.shop.locale,
                isMember: members.contains(row),
                sendAt: planned.first.map { "\($0.sendAt)" } ?? ""
            )
        )
        var scratch = ComposerScratch()
        for message in planned {
            made.message.variant = message.variant
            made.message.outcomes.append(
                .init(channel: message.channel.rawValue, outcome: message.disposition.word, detail: message.detail)
            )
            // Those held out have their items, too: what they would get can be looked at.
            guard !message.payload.isEmpty else { continue }
            let sample = MessageRow(sample: message, campaign: campaign.name, number: Int64(row) + 1)
            if made.message.items.isEmpty { made.message.items = items(in: message.payload) }
            do throws(RenderError) {
                switch try factory.make(sample, scratch: &scratch) {
                case .email(let email):
                    made.message.email = StudioMessage.Email(email)
                    made.page = (email.html, factory.links(for: sample))
                case .push(let push): made.message.push = StudioMessage.Push(push)
                }
            } catch {
                made.message.findings.append(finding(error))
            }
        }
        return made
    }

    private func finding(_ error: RenderError) -> Diagnostic {
        switch error {
        case .failed(let finding): shown(finding)
        case .aborted(let reason): Diagnostic(.note, "the template asks not to send this message: \(reason)")
        }
    }

    private func items(in payload: [UInt8]) -> [StudioMessage.Item] {
        let shop = workspace.settings.shop
        do {
            return try PreviewItem.all(inPayload: payload, currency: shop.currency).map { item in
                var picture = item.imageURL
                if let address = picture, let base = shop.imageBaseURL, shop.localImages != nil, address.hasPrefix(base)
                {
                    picture = StudioDesk.pictures + address.dropFirst(base.count)
                }
                return StudioMessage.Item(item, picture: picture)
            }
        } catch {
            preconditionFailure("a planned payload is JSON: \(error)")
        }
    }
}

extension Customers {
    /// Gives one customer another locale.
    fileprivate mutating func speak(_ language: String, row: Int) {
        locales.codes[row] = locales.values.intern(language)
    }
}

extension StudioMessage.Email {
    fileprivate init(_ email: ComposedEmail) {
        self.init(
            senderName: email.senderName,
            sender: email.sender.text,
            recipient: email.recipient.text,
            subject: email.subject,
            preheader: email.preheader,
            headers: StudioMessage.Email.headers(of: email.message),
            text: String(decoding: email.text, as: UTF8.self),
            htmlSize: email.html.count,
            message: email.message
        )
    }

    /// The header fields as they are written, in order; a folded one on one line.
    private static func headers(of message: [UInt8]) -> [StudioMessage.Header] {
        var headers: [StudioMessage.Header] = []
        for line in String(decoding: message, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        {
            if line.isEmpty { break }
            if line.first == " " || line.first == "\t", let last = headers.indices.last {
                headers[last].value += line
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                headers.append(.init(name: String(line[..<colon]), value: String(value)))
            }
        }
        return headers
    }
}

extension StudioMessage.Push {
    fileprivate init(_ push: ComposedPush) {
        self.init(title: push.title, text: push.text, body: String(decoding: push.body, as: UTF8.self))
    }
}

extension StudioMessage.Item {
    fileprivate init(_ item: PreviewItem, picture: String?) {
        self.init(
            id: item.productID,
            title: item.title,
            picture: picture,
            price: item.price?.description ?? "",
            salePrice: item.salePrice?.description,
            reason: item.reason,
            strategy: item.strategy,
            score: item.score,
            evidence: item.evidence.map { .init(name: $0.name, value: $0.value) }
        )
    }
}
