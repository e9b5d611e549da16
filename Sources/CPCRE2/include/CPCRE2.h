#ifndef PLUMMET_CPCRE2_H
#define PLUMMET_CPCRE2_H
/// The system's PCRE2, 8-bit code units; call the functions by their `_8` names.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#endif
