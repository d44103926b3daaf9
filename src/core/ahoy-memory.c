/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#define MOST_ARENAS 2
#define MOST_SPARE  (128 * 1024) /* bytes that are kept at the end of each */

/**
 * ahoy_memory_spare:
 *
 * Makes the C library keep less of the memory that was freed. To be called by a program as the first
 * thing in its main(), and by no library: it holds for all of the process.
 *
 * A call has some twenty threads, and without this each of them may begin a heap of its own, of
 * which next to nothing is given back when the call is over.
 */
void
ahoy_memory_spare (void)
{
#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, MOST_ARENAS);
  mallopt (M_TRIM_THRESHOLD, MOST_SPARE);
#endif
}
