// The files of Sources/Web/Assets, inside the binary.
#include "studio_assets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char page[] = {
#embed "../Web/Assets/index.html"
};

static const StudioAsset assets[] = {
    {"index.html", "text/html; charset=utf-8", page, sizeof page},
};

size_t studio_asset_count(void) { return sizeof assets / sizeof assets[0]; }

const StudioAsset *studio_asset(size_t index) { return &assets[index]; }
