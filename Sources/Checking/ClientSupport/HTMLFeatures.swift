// What of HTML, and which images, mail programs do not know.
//
// Source of every line: the page of that name on caniemail.com (MIT), state of 29 June 2026; see CSSFeatures.swift.
// `script`, `form`, `iframe` and their like are a rule of their own.

internal import CampaignModel

extension Feature {
    static let html: [Feature] = [
        Feature(
            page: "html-video",
            use: .element(["video"]),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "show a picture with a play button that links to the video"
        ),
        Feature(
            page: "html-audio",
            use: .element(["audio"]),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "link to a page that plays it"
        ),
        Feature(
            page: "html-svg",
            use: .element(["svg"]),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "save it as PNG, twice as wide as it is shown"
        ),
        Feature(
            page: "html-input-text",
            use: .element(["input", "select", "textarea"]),
            unknownTo: [.outlookWindows, .samsung, .gmx],
            effect: .breaks,
            instead: "link to a page with the form"
        ),
        Feature(
            page: "html-button-submit",
            use: .element(["button"]),
            unknownTo: [.outlookWindows, .outlookCom, .gmx],
            effect: .breaks,
            instead: "use a link that looks like a button: `{% render 'button', url: …, label: … %}`"
        ),
        Feature(
            page: "html-dialog",
            use: .element(["dialog"]),
            unknownTo: [.gmail, .outlookWindows, .outlookCom, .yahoo, .gmx],
            effect: .breaks,
            instead: "write it into the page"
        ),
        Feature(
            page: "html-marquee",
            use: .element(["marquee"]),
            unknownTo: [.gmail, .outlookWindows, .gmx],
            effect: .breaks,
            instead: "write it as text at rest"
        ),
        Feature(
            page: "html-picture",
            use: .element(["picture"]),
            unknownTo: .gmailAndOn,
            effect: .plainer,
            instead: "make sure that its `<img>` is right for phones too"
        ),
        Feature(
            page: "html-srcset",
            use: .attribute("srcset"),
            unknownTo: .gmailAndOn,
            effect: .plainer,
            instead: "let `src` be a picture twice as wide as it is shown"
        ),
        Feature(
            page: "html-semantics",
            use: .element(["section", "article", "header", "footer", "main", "nav", "aside", "figure"]),
            unknownTo: .wordYahooGMX,
            effect: .plainer,
            instead: "style a `<div>` or a table cell: these tags are taken out, and their styles with them"
        ),
        Feature(
            page: "html-hidden",
            use: .attribute("hidden"),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "leave it out with `{% if %}`, or write `style=\"display:none\"`"
        ),
        Feature(
            page: "html-link",
            use: .linkedSheet,
            unknownTo: [.gmail, .outlookCom, .yahoo, .samsung, .thunderbird, .gmx],
            effect: .breaks,
            instead: "copy the style sheet into `<style>`"
        ),
        Feature(
            page: "html-anchor-links",
            use: .anchor,
            unknownTo: [.yahoo, .samsung],
            effect: .plainer,
            instead: "shorten the email so that nobody needs to jump"
        ),
        Feature(
            page: "image-svg",
            use: .image(["svg"]),
            unknownTo: [.gmail],
            effect: .breaks,
            instead: "save it as PNG, twice as wide as it is shown"
        ),
        Feature(
            page: "image-webp",
            use: .image(["webp"]),
            unknownTo: .word,
            effect: .breaks,
            instead: "save it as JPEG or PNG"
        ),
        Feature(
            page: "image-avif",
            use: .image(["avif"]),
            unknownTo: .wordAndGMX,
            effect: .breaks,
            instead: "save it as JPEG or PNG"
        ),
        Feature(
            page: "image-heif",
            use: .image(["heic", "heif"]),
            unknownTo: [.outlookWindows, .outlookCom, .samsung, .thunderbird, .gmx],
            effect: .breaks,
            instead: "save it as JPEG"
        ),
        Feature(
            page: "image-tiff",
            use: .image(["tif", "tiff"]),
            unknownTo: [.outlookWindows, .outlookCom, .yahoo, .samsung, .thunderbird, .gmx],
            effect: .breaks,
            instead: "save it as JPEG or PNG"
        ),
        Feature(
            page: "image-base64",
            use: .dataImage,
            unknownTo: [.gmail],
            effect: .breaks,
            instead: "upload the picture and link to it; it also makes the email too long"
        ),
    ]
}
