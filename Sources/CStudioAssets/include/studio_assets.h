#ifndef STUDIO_ASSETS_H
#define STUDIO_ASSETS_H

#include <stddef.h>

/// One file that the studio's page is made of.
typedef struct {
    const char *name;
    const char *type;
    const unsigned char *bytes;
    size_t length;
} StudioAsset;

size_t studio_asset_count(void);

/// - index: less than the count. What is returned lives as long as the program.
const StudioAsset *studio_asset(size_t index);

#endif
