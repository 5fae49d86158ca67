// The files of Sources/Web/Assets, inside the binary: a new one is named here.
#include "studio_assets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "../Web/Assets/index.html"
};
static const unsigned char icon_svg[] = {
#embed "../Web/Assets/icon.svg"
};
static const unsigned char studio_css[] = {
#embed "../Web/Assets/studio.css"
};
static const unsigned char about_js[] = {
#embed "../Web/Assets/about.js"
};
static const unsigned char api_js[] = {
#embed "../Web/Assets/api.js"
};
static const unsigned char audience_js[] = {
#embed "../Web/Assets/audience.js"
};
static const unsigned char dom_js[] = {
#embed "../Web/Assets/dom.js"
};
static const unsigned char findings_js[] = {
#embed "../Web/Assets/findings.js"
};
static const unsigned char live_js[] = {
#embed "../Web/Assets/live.js"
};
static const unsigned char shortcuts_js[] = {
#embed "../Web/Assets/shortcuts.js"
};
static const unsigned char stage_js[] = {
#embed "../Web/Assets/stage.js"
};
static const unsigned char studio_js[] = {
#embed "../Web/Assets/studio.js"
};

#define JAVASCRIPT "text/javascript; charset=utf-8"

static const StudioAsset assets[] = {
    {"index.html", "text/html; charset=utf-8", index_html, sizeof index_html},
    {"icon.svg", "image/svg+xml", icon_svg, sizeof icon_svg},
    {"studio.css", "text/css; charset=utf-8", studio_css, sizeof studio_css},
    {"about.js", JAVASCRIPT, about_js, sizeof about_js},
    {"api.js", JAVASCRIPT, api_js, sizeof api_js},
    {"audience.js", JAVASCRIPT, audience_js, sizeof audience_js},
    {"dom.js", JAVASCRIPT, dom_js, sizeof dom_js},
    {"findings.js", JAVASCRIPT, findings_js, sizeof findings_js},
    {"live.js", JAVASCRIPT, live_js, sizeof live_js},
    {"shortcuts.js", JAVASCRIPT, shortcuts_js, sizeof shortcuts_js},
    {"stage.js", JAVASCRIPT, stage_js, sizeof stage_js},
    {"studio.js", JAVASCRIPT, studio_js, sizeof studio_js},
};

size_t studio_asset_count(void) { return sizeof assets / sizeof assets[0]; }

const StudioAsset *studio_asset(size_t index) { return &assets[index]; }
