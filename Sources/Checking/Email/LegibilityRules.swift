internal import Diagnostics
internal import HTML

/// Whether people can read it and hit it: contrast, size, alignment, links that look like links.
func legibilityFindings(_ styled: StyledPage) -> [Finding] {
    guard styled.page.knowsStyles else { return [] }
    return contrast(styled, styled.light, "") + (styled.dark.map { contrast(styled, $0, "in the dark, ") } ?? [])
        + smallText(styled) + justifiedText(styled) + coloredLinks(styled) + smallTargets(styled)
}

extension StyledPage {
    /// The first words of an element.
    fileprivate func excerpt(_ element: Int) -> String {
        let text = normalizingSpace(page.elements[element].text)
        return text.count > 30 ? normalizingSpace(text.prefix(29)) + "…" : text
    }

    /// Elements that show words of their own.
    fileprivate func spoken(_ styles: [ComputedStyle]) -> [Int] {
        page.elements.indices.filter { element in
            !styles[element].isHidden && styles[element].fontSize > 0
                && page.elements[element].text.contains { $0.isLetter || $0.isNumber }
        }
    }
}

/// Source: WCAG 2.2, success criterion 1.4.3 (AA).
private func contrast(_ styled: StyledPage, _ styles: [ComputedStyle], _ when: String) -> [Finding] {
    styled.spoken(styles).compactMap { element in
        let style = styles[element]
        guard let backdrop = style.backdrop else { return nil }
        let isLarge = style.fontSize >= 24 || (style.fontSize >= 18.66 && style.fontWeight >= 700)
        let needed = isLarge ? 3.0 : 4.5
        let ratio = style.color.contrast(with: backdrop)
        guard ratio < needed else { return nil }
        let (color, behind) = (style.color.hexadecimal, backdrop.hexadecimal)
        // Rounded down, so that what fails never reads as enough.
        let what =
            "\(when)text in \(color) on \(behind) is hard to read: contrast \(decimal(ratio)), needed \(decimal(needed))"
        let text = styled.excerpt(element)
        let change = backdrop.contrast(with: .white) > backdrop.contrast(with: .black) ? "lighter" : "darker"
        let place = when.isEmpty ? "" : "in `@media (prefers-color-scheme: dark)`, "
        let remedy = "\(place)make '\(text)' \(change), or change what is behind it"
        let needle = when.isEmpty ? ["color:", "color :"] : []
        return styled.page.finding(.contrast, .warning, at: element, needle: needle, what, remedy: remedy)
    }
}

private func decimal(_ number: Double) -> String {
    let tenths = Int(number * 10)
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
}

/// Running text of 14 pixels and more, everything else of 12 and more: phones show no less well.
private func smallText(_ styled: StyledPage) -> [Finding] {
    styled.spoken(styled.light).compactMap { element in
        let size = styled.light[element].fontSize
        let isRunning = normalizingSpace(styled.page.elements[element].text).count >= 60
        guard size < (isRunning ? 14 : 12) else { return nil }
        let text = styled.excerpt(element)
        let what = "text of \(decimal(size)) px is too small for phones"
        let remedy = isRunning ? "give '\(text)' 14 px or more" : "give '\(text)' 12 px or more"
        return styled.page.finding(.fontSmall, .warning, at: element, needle: ["font-size"], what, remedy: remedy)
    }
}

/// Source: WCAG 2.2, success criterion 1.4.8: uneven gaps between words are hard on people with dyslexia.
private func justifiedText(_ styled: StyledPage) -> [Finding] {
    styled.spoken(styled.light).compactMap { element in
        let parent = styled.page.elements[element].parent
        guard styled.light[element].textAlign == "justify",
            parent.map({ styled.light[$0].textAlign != "justify" }) ?? true
        else { return nil }
        let what = "justified text tears holes into narrow lines"
        let needle = ["text-align", "align"]
        let remedy = "write `text-align: left`"
        return styled.page.finding(.textJustified, .warning, at: element, needle: needle, what, remedy: remedy)
    }
}

/// Links amid other words that nothing but their colour sets apart. Source: WCAG 2.2, success criterion 1.4.1.
private func coloredLinks(_ styled: StyledPage) -> [Finding] {
    styled.page.links.compactMap { link in
        let style = styled.light[link.element]
        guard !link.isHidden, !link.text.isEmpty, let parent = styled.page.elements[link.element].parent else {
            return nil
        }
        let around = styled.page.elements[parent].text.count { $0.isLetter }
        guard around >= 10, style.display == "inline" else { return nil }
        let stands = styled.page.elements.indices[link.element...].prefix { element in
            element == link.element || styled.page.ancestors(of: element).contains(link.element)
        }.contains { element in
            let style = styled.light[element]
            return style.isUnderlined || style.hasBox || styled.page.elements[element].name == "img"
                || style.fontWeight >= styled.light[parent].fontWeight + 200
        }
        if stands { return nil }
        let what = "a link amid text differs from it by its colour alone"
        let remedy = "underline '\(link.text.prefix(30))': `text-decoration: underline`"
        let needle = ["text-decoration"]
        return styled.page.finding(.linkByColor, .warning, at: link.element, needle: needle, what, remedy: remedy)
    }
}

/// Links that look like buttons. Source: WCAG 2.2, success criterion 2.5.8 (24 pixels); Apple's guidelines ask for 44.
private func smallTargets(_ styled: StyledPage) -> [Finding] {
    styled.page.links.compactMap { link in
        let style = styled.light[link.element]
        let isButton =
            (style.display == "block" || style.display == "inline-block") && (style.hasBox || style.verticalPadding > 0)
        let holdsImage = styled.page.images.contains { styled.page.ancestors(of: $0.element).contains(link.element) }
        guard isButton, !holdsImage, !link.isHidden, !link.text.isEmpty else { return nil }
        let height = (style.lineHeight ?? style.fontSize * 1.2) + style.verticalPadding
        guard height < 44 else { return nil }
        let what = "the button '\(link.text.prefix(30))' is \(Int(height)) px high, little for a thumb"
        let remedy = "add `padding` until it has 44 px"
        let severity: Diagnostic.Severity = height < 24 ? .warning : .note
        return styled.page.finding(.touchTarget, severity, at: link.element, needle: ["padding"], what, remedy: remedy)
    }
}
