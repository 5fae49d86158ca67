internal import Diagnostics
internal import HTML

func imageFindings(
    _ page: EmailPage,
    _ picture: (_ address: String) -> EmailExpectations.Picture
) -> [Finding] {
    imagesWithoutSource(page) + imagesWithoutAlternative(page) + imagesWithoutSize(page)
        + unreachableImages(page, picture)
}

private func imagesWithoutSource(_ page: EmailPage) -> [Finding] {
    page.images.filter { !["https", "http", "cid", "data"].contains(scheme(of: $0.source)) }.map { image in
        let what = "an image has no source that a mail client can load"
        let remedy =
            image.source.isEmpty
            ? "give it a `src`, or show something else where there is no picture"
            : "write its whole https:// address, not \(image.source)"
        return page.finding(.imageWithoutSource, .error, at: image.element, what, remedy: remedy)
    }
}

/// Source: WCAG 2.2, success criterion 1.1.1.
private func imagesWithoutAlternative(_ page: EmailPage) -> [Finding] {
    page.images.filter { $0.alternative == nil }.map { image in
        let what = "an image has no `alt`, so it says nothing where pictures are off"
        let remedy = "say what it shows, as `alt=\"{{ item.title }}\"`, or write `alt=\"\"` if it only decorates"
        return page.finding(.imageWithoutAlternative, .warning, at: image.element, what, remedy: remedy)
    }
}

private func imagesWithoutSize(_ page: EmailPage) -> [Finding] {
    page.images.filter { $0.width == nil || $0.height == nil }.map { image in
        let what = "an image has no width and height, so the page jumps, and Outlook shows it in full size"
        let remedy = "add `width` and `height` as attributes, in pixels without a unit"
        return page.finding(.imageWithoutSize, .warning, at: image.element, what, remedy: remedy)
    }
}

private func unreachableImages(
    _ page: EmailPage,
    _ picture: (_ address: String) -> EmailExpectations.Picture
) -> [Finding] {
    page.images.compactMap { image in
        switch picture(image.source) {
        case .unknown: return nil
        case .missing(let folder):
            let what = "an image's file is not in the folder of pictures (`shop: local_images`)"
            let remedy = "put it there and upload it, or correct the address: \(image.source) is not in \(folder)"
            return page.finding(.imageUnreachable, .warning, at: image.element, what, remedy: remedy)
        case .found(let byteCount):
            guard byteCount > 500_000 else { return nil }
            let what = "an image is over 500 kB and slow to show on phones"
            let remedy = "save \(image.source) smaller: it has \(byteCount / 1_000) kB"
            return page.finding(.imageHeavy, .warning, at: image.element, what, remedy: remedy)
        }
    }
}
