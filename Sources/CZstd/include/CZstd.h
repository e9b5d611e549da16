#ifndef PLUMMET_CZSTD_H
#define PLUMMET_CZSTD_H
/// The system's Zstandard, with dictionaries.
#include <zstd.h>
#include <zdict.h>
#endif
