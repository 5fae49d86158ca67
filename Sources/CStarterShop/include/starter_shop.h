#ifndef STARTER_SHOP_H
#define STARTER_SHOP_H

#include <stddef.h>

/// One file of the starter shop.
typedef struct {
    /// Relative to the shop's folder.
    const char *path;
    const unsigned char *bytes;
    size_t length;
} StarterShopFile;

size_t starter_shop_file_count(void);

/// - index: less than the count. What is returned lives as long as the program.
const StarterShopFile *starter_shop_file(size_t index);

#endif
