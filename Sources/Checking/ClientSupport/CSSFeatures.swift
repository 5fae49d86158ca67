// What of CSS mail programs do not know.
//
// Source of every line: the page of that name on caniemail.com (MIT), state of 29 June 2026, the newest version tested
// of each program. A program counts as one that does not know a feature where half of its versions (web, Android, iOS) or
// more do not, or where the page's notes say so of the very use that is meant: `position: absolute`, negative margins.
// What every mail program knows, and what no reader misses, is left out.

internal import CampaignModel

extension Feature {
    static let css: [Feature] = layout + boxes + colors + values + text + sheets

    private static let layout: [Feature] = [
        Feature(
            page: "css-display-flex",
            use: .value(["display"], words: ["flex", "inline-flex"]),
            unknownTo: .wordAndGMX,
            effect: .breaks,
            instead: "put columns in a table, or in `inline-block` blocks with a `max-width`"
        ),
        Feature(
            page: "css-display-grid",
            use: .value(["display"], words: ["grid", "inline-grid"]),
            unknownTo: .wordAndGMX,
            effect: .breaks,
            instead: "put columns in a table, or in `inline-block` blocks with a `max-width`"
        ),
        Feature(
            page: "css-grid-template",
            use: .property(["grid-template-columns", "grid-template-rows", "grid-template-areas", "grid-template"]),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "put columns in a table"
        ),
        Feature(
            page: "css-justify-content",
            use: .property(["justify-content", "align-items"]),
            unknownTo: [.gmail, .outlookWindows, .yahoo, .gmx],
            effect: .breaks,
            instead: "use `align` and `valign` of table cells"
        ),
        Feature(
            page: "css-gap",
            use: .property(["gap", "column-gap", "row-gap"]),
            unknownTo: .wordYahooGMX,
            effect: .breaks,
            instead: "give table cells `padding`"
        ),
        Feature(
            page: "css-position",
            use: .value(["position"], words: ["absolute", "fixed", "sticky"]),
            unknownTo: [.gmail, .outlookWindows, .outlookCom, .yahoo],
            effect: .breaks,
            instead: "let things follow each other, or make one picture of what lies on top of another"
        ),
        Feature(
            page: "css-float",
            use: .value(["float"], words: ["left", "right"]),
            unknownTo: .word,
            effect: .breaks,
            instead: "write `align=\"left\"` on the table or image"
        ),
        Feature(
            page: "css-column-count",
            use: .property(["column-count", "columns"]),
            unknownTo: .wordYahooGMX,
            effect: .breaks,
            instead: "put columns in a table"
        ),
        Feature(
            page: "css-transform",
            use: .property(["transform"]),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "use a picture that is turned or moved already"
        ),
        Feature(
            page: "css-visibility",
            use: .value(["visibility"], words: ["hidden"]),
            unknownTo: [.gmail, .outlookWindows],
            effect: .breaks,
            madeUpBy: ["display"],
            instead: "leave it out with `{% if %}`, or use `display: none`"
        ),
    ]

    private static let boxes: [Feature] = [
        Feature(
            page: "css-max-width",
            use: .property(["max-width"]),
            unknownTo: .word,
            effect: .plainer,
            madeUpInOutlook: true,
            instead: "put a table of a fixed width around it in `<!--[if mso]>`"
        ),
        Feature(
            page: "css-margin-inline-block",
            use: .property(["margin-inline", "margin-block", "padding-inline", "padding-block"]),
            unknownTo: [.gmail, .outlookWindows, .outlookCom, .yahoo, .samsung, .gmx],
            effect: .breaks,
            instead: "write `margin-left` and its like"
        ),
        Feature(
            page: "css-margin-inline-start-end",
            use: .property([
                "margin-inline-start", "margin-inline-end", "margin-block-start", "margin-block-end",
                "padding-inline-start", "padding-inline-end", "padding-block-start", "padding-block-end",
            ]),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "write `margin-left` and its like"
        ),
        Feature(
            page: "css-object-fit",
            use: .property(["object-fit", "object-position"]),
            unknownTo: .wordYahooGMX,
            effect: .breaks,
            instead: "save the picture in the shape it is shown in, or ask for it with `image_url: crop:`"
        ),
        Feature(
            page: "css-aspect-ratio",
            use: .property(["aspect-ratio"]),
            unknownTo: [.gmail, .outlookWindows, .outlookCom, .yahoo, .samsung, .thunderbird, .gmx],
            effect: .plainer,
            madeUpBy: ["height"],
            instead: "give it `width` and `height`"
        ),
        Feature(
            page: "css-background-image",
            use: .value(["background-image", "background"], words: ["url("]),
            unknownTo: .word,
            effect: .breaks,
            madeUpBy: ["background-color"],
            instead: "set a `background-color` that the text is readable on beside it"
        ),
        Feature(
            page: "css-linear-gradient",
            use: .value(
                ["background-image", "background"],
                words: ["linear-gradient(", "radial-gradient(", "conic-gradient("]
            ),
            unknownTo: .microsoftYahooGMX,
            effect: .breaks,
            madeUpBy: ["background-color"],
            instead: "set a `background-color` that the text is readable on beside it"
        ),
        Feature(
            page: "css-background-size",
            use: .property(["background-size"]),
            unknownTo: .wordAndGMX,
            effect: .plainer,
            instead: "save the picture in the size it is shown in"
        ),
        Feature(
            page: "css-border-radius",
            use: .property(["border-radius"]),
            unknownTo: .wordAndGMX,
            effect: .plainer,
            instead: "nothing needs doing: corners are square there"
        ),
        Feature(
            page: "css-border-image",
            use: .property(["border-image"]),
            unknownTo: .gmailAndOn,
            effect: .plainer,
            instead: "use a plain `border`"
        ),
        Feature(
            page: "css-box-shadow",
            use: .property(["box-shadow"]),
            unknownTo: [.gmail, .outlookWindows, .yahoo, .gmx],
            effect: .plainer,
            instead: "add a thin `border` if the edge matters"
        ),
        Feature(
            page: "css-opacity",
            use: .property(["opacity"]),
            unknownTo: .wordAndGMX,
            effect: .plainer,
            madeUpBy: ["display"],
            instead: "mix the colour yourself"
        ),
        Feature(
            page: "css-filter",
            use: .property(["filter", "backdrop-filter"]),
            unknownTo: .gmailAndOn,
            effect: .plainer,
            instead: "save the picture as it should look"
        ),
        Feature(
            page: "css-mix-blend-mode",
            use: .property(["mix-blend-mode", "background-blend-mode"]),
            unknownTo: .wordYahooGMX,
            effect: .plainer,
            instead: "save the picture as it should look"
        ),
        Feature(
            page: "css-clip-path",
            use: .property(["clip-path", "mask-image", "mask"]),
            unknownTo: .gmailAndOn,
            effect: .plainer,
            instead: "save the picture in the shape it should have"
        ),
    ]

    private static let colors: [Feature] = [
        Feature(
            page: "css-rgba",
            use: .inValues("rgba("),
            unknownTo: .wordAndGMX,
            effect: .breaks,
            instead: "write the colour with six digits, `#1f4d46`"
        ),
        Feature(
            page: "css-modern-color",
            use: .inValues("oklch("),
            unknownTo: [.gmail, .outlookWindows, .outlookCom, .yahoo, .samsung, .thunderbird],
            effect: .breaks,
            instead: "write the colour with six digits, `#1f4d46`"
        ),
        Feature(
            page: "css-modern-color",
            use: .inValues("color-mix("),
            unknownTo: [.gmail, .outlookWindows, .outlookCom, .yahoo, .samsung, .thunderbird],
            effect: .breaks,
            instead: "write the colour with six digits, `#1f4d46`"
        ),
        Feature(
            page: "css-function-light-dark",
            use: .inValues("light-dark("),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "write the light colour, and the dark one in `@media (prefers-color-scheme: dark)`"
        ),
    ]

    private static let values: [Feature] = [
        Feature(
            page: "css-variables",
            use: .inValues("var("),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "write the value itself, or take it from `shop.brand` by Liquid"
        ),
        Feature(
            page: "css-unit-calc",
            use: .inValues("calc("),
            unknownTo: .microsoftYahooGMX,
            effect: .breaks,
            instead: "write the number"
        ),
        Feature(
            page: "css-function-clamp",
            use: .inValues("clamp("),
            unknownTo: .microsoftYahooGMX,
            effect: .breaks,
            instead: "write the number, and another for phones in `@media (max-width: …)`"
        ),
        Feature(
            page: "css-unit-rem",
            use: .unit("rem"),
            unknownTo: .wordYahooGMX,
            effect: .breaks,
            instead: "write pixels"
        ),
        Feature(
            page: "css-unit-vw",
            use: .unit("vw"),
            unknownTo: .wordAndGMX,
            effect: .breaks,
            instead: "write a percentage or pixels"
        ),
        Feature(
            page: "css-unit-vh",
            use: .unit("vh"),
            unknownTo: .wordAndGMX,
            effect: .breaks,
            instead: "write pixels"
        ),
        Feature(
            page: "css-margin",
            use: .value(["margin", "margin-top", "margin-right", "margin-bottom", "margin-left"], words: ["-"]),
            unknownTo: [.gmail, .outlookWindows, .outlookCom, .yahoo],
            effect: .breaks,
            instead: "negative margins are left out there: make the space around it smaller"
        ),
    ]

    private static let text: [Feature] = [
        Feature(
            page: "css-text-shadow",
            use: .property(["text-shadow"]),
            unknownTo: [.gmail, .outlookWindows, .outlookCom],
            effect: .plainer,
            instead: "choose colours that are readable without it"
        ),
        Feature(
            page: "css-text-overflow",
            use: .property(["text-overflow"]),
            unknownTo: [.outlookWindows, .yahoo, .samsung, .gmx],
            effect: .plainer,
            instead: "shorten the text with `truncate`"
        ),
        Feature(
            page: "css-animation",
            use: .property(["animation", "transition"]),
            unknownTo: [.gmail, .outlookWindows, .outlookCom, .yahoo, .thunderbird, .gmx],
            effect: .plainer,
            instead: "make sure that it looks right at rest, or use an animated GIF"
        ),
    ]

    private static let sheets: [Feature] = [
        Feature(
            page: "css-at-import",
            use: .atRule("import"),
            unknownTo: [.gmail, .outlookCom, .yahoo, .samsung, .thunderbird, .gmx],
            effect: .breaks,
            instead: "copy the style sheet into `<style>`"
        ),
        Feature(
            page: "css-at-font-face",
            use: .atRule("font-face"),
            unknownTo: .gmailAndOn,
            effect: .plainer,
            instead: "name a font behind it that everyone has, such as Georgia or Arial"
        ),
        Feature(
            page: "css-at-keyframes",
            use: .atRule("keyframes"),
            unknownTo: .gmailAndOn,
            effect: .plainer,
            instead: "make sure that it looks right at rest, or use an animated GIF"
        ),
        Feature(
            page: "css-pseudo-element-before",
            use: .selector(["::before", "::after", ":before", ":after"]),
            unknownTo: .gmailAndOn,
            effect: .breaks,
            instead: "write what it shows into the page"
        ),
    ]
}
