#define _GNU_SOURCE
#include "CCurl.h"

int plummet_name_thread(pthread_t thread, const char *name) { return pthread_setname_np(thread, name); }
