internal import Diagnostics
internal import HTML

func imageFindings(_ page: EmailPage) -> [Finding] {
    imagesWithoutSource(page) + imagesWithoutAlternative(page) + imagesWithoutSize(page)
}

private func imagesWithoutSource(_ page: EmailPage) -> [Finding] {
    page.images.filter { !["https", "http", "cid", "data"].contains(scheme(of: $0.source)) }.map { image in
        let what = "an image has no source that a mail client can load"
        let remedy = "write its whole https:// address" + (image.source.isEmpty ? "" : ", not \(image.source)")
        return page.finding(.imageWithoutSource, .error, line: image.line, what, remedy: remedy)
    }
}

/// Source: WCAG 2.2, success criterion 1.1.1.
private func imagesWithoutAlternative(_ page: EmailPage) -> [Finding] {
    page.images.filter { $0.alternative == nil }.map { image in
        let what = "an image has no `alt`, so it says nothing where pictures are off"
        let remedy = "describe it, or write `alt=\"\"` if it only decorates"
        return page.finding(.imageWithoutAlternative, .warning, line: image.line, what, remedy: remedy)
    }
}

private func imagesWithoutSize(_ page: EmailPage) -> [Finding] {
    page.images.filter { $0.width == nil || $0.height == nil }.map { image in
        let what = "an image has no width and height, so the page jumps, and Outlook shows it in full size"
        let remedy = "add `width` and `height`, as attributes or in `style`"
        return page.finding(.imageWithoutSize, .warning, line: image.line, what, remedy: remedy)
    }
}
