#ifndef PLUMMET_CMALLOC_H
#define PLUMMET_CMALLOC_H
/// The allocator's own calls, which Swift's Glibc does not show.
#include <malloc.h>
#endif
