#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

// libcurl's setters and getters are variadic, which Swift cannot call: one typed function for each kind of value.
// epoll and eventfd are here because Glibc's module leaves them out.

#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

static inline CURLcode ccurl_set_long(CURL *_Nonnull easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

/// libcurl copies the string.
static inline CURLcode ccurl_set_string(CURL *_Nonnull easy, CURLoption option, const char *_Nullable value) {
    return curl_easy_setopt(easy, option, value);
}

/// libcurl keeps the pointer.
static inline CURLcode ccurl_set_pointer(CURL *_Nonnull easy, CURLoption option, void *_Nullable value) {
    return curl_easy_setopt(easy, option, value);
}

/// libcurl keeps the list.
static inline CURLcode ccurl_set_list(CURL *_Nonnull easy, CURLoption option, struct curl_slist *_Nullable value) {
    return curl_easy_setopt(easy, option, value);
}

/// For reading, writing and header callbacks, which share one shape.
typedef size_t (*ccurl_data_callback)(char *_Nonnull bytes, size_t size, size_t count, void *_Nullable context);

static inline CURLcode ccurl_set_callback(CURL *_Nonnull easy, CURLoption option, ccurl_data_callback _Nonnull value) {
    return curl_easy_setopt(easy, option, value);
}

/// Opens the socket to an address, or refuses to.
static inline CURLcode ccurl_set_open_socket(
    CURL *_Nonnull easy, curl_opensocket_callback _Nonnull value, void *_Nullable context
) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

/// A number that comes back with the transfer when it is done.
static inline CURLcode ccurl_set_token(CURL *_Nonnull easy, size_t token) {
    return curl_easy_setopt(easy, CURLOPT_PRIVATE, (void *)token);
}

static inline size_t ccurl_get_token(CURL *_Nonnull easy) {
    char *token = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &token);
    return (size_t)token;
}

static inline long ccurl_get_response_code(CURL *_Nonnull easy) {
    long code = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

/// Seconds that the response's Retry-After asks for, be it a number or a date; 0 where there is none.
static inline long long ccurl_get_retry_after(CURL *_Nonnull easy) {
    curl_off_t seconds = 0;
    curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
    return seconds;
}

static inline curl_socket_t ccurl_get_active_socket(CURL *_Nonnull easy) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
    return socket;
}

/// Stands where the connection does. NULL without TLS, or where no certificates were kept.
static inline const struct curl_certinfo *_Nullable ccurl_get_certificates(CURL *_Nonnull easy) {
    struct curl_certinfo *certificates = NULL;
    curl_easy_getinfo(easy, CURLINFO_CERTINFO, &certificates);
    return certificates;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

#endif
