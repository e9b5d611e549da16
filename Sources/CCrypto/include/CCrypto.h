#ifndef PLUMMET_CCRYPTO_H
#define PLUMMET_CCRYPTO_H
/// SHA-256, HMAC and constant-time comparison of the system's libcrypto.
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#endif
