#ifndef PLUMMET_CCURL_H
#define PLUMMET_CCURL_H
/// The system's libcurl. Its variadic calls are wrapped by typed functions, since Swift cannot call them.
#include <curl/curl.h>
#include <pthread.h>

typedef size_t (*plummet_curl_sink)(char *bytes, size_t size, size_t count, void *context);
typedef CURLcode (*plummet_curl_tls_start)(CURL *easy, void *tls_context, void *context);

/// What `curl_global_init` is given: the macro is an expression that Swift does not import.
static inline CURLcode plummet_curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

/// Sets an option that takes a `long`.
static inline CURLcode plummet_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes a 64-bit size.
static inline CURLcode plummet_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes a C string, which libcurl copies; NULL switches the option off.
static inline CURLcode plummet_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes a pointer, which libcurl keeps and does not own.
static inline CURLcode plummet_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

/// Sets an option that takes the function for received bytes: body or header lines.
static inline CURLcode plummet_curl_set_sink(CURL *easy, CURLoption option, plummet_curl_sink value) {
    return curl_easy_setopt(easy, option, value);
}

/// Sets the function that is called when a TLS handshake is about to begin.
static inline CURLcode plummet_curl_set_tls_start(CURL *easy, plummet_curl_tls_start value) {
    return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, value);
}

/// A number libcurl knows of the transfer; 0 where it knows none.
static inline long plummet_curl_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

/// A 64-bit number libcurl knows of the transfer, times in microseconds; 0 where it knows none.
static inline curl_off_t plummet_curl_size(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

/// A text libcurl knows of the transfer, valid until the next transfer; NULL where it knows none.
static inline const char *plummet_curl_text(CURL *easy, CURLINFO info) {
    char *value = NULL;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : NULL;
}

/// Sets an option of the multi handle that takes a `long`.
static inline CURLMcode plummet_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// Names a thread for `ps` and debuggers, in at most 15 bytes; Swift's Glibc does not show the call.
int plummet_name_thread(pthread_t thread, const char *name);
#endif
