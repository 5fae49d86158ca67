#ifndef DOVETAIL_CLIBXML2_SHIM_H
#define DOVETAIL_CLIBXML2_SHIM_H

#include <libxml/xmlversion.h>
// Before any other header: libxml2's ICU types and Foundation's have the same names and do not compile together
// (swiftlang/swift#88485). Only xmlCharEncodingHandler's last members hang on it, and nobody here touches that struct.
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

/// `xmlFree` is a mutable global function pointer, which Swift cannot call safely.
static inline void cxml_free(void *_Nullable pointer) {
    xmlFree(pointer);
}

#endif
