/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What libahoy-1 lets out. It is built with everything hidden, and these let single declarations, or
 * all between a begin and an end, be seen. Which of them other programs may rely on is listed in
 * libahoy-1.map; the rest is for our own programs, and changes as they need it. */

#if !defined(__GI_SCANNER__) && (defined(__GNUC__) || defined(__clang__))

/* For installed headers, around all of their declarations. */
#define AHOY_BEGIN_PUBLIC _Pragma ("GCC visibility push(default)")
#define AHOY_END_PUBLIC _Pragma ("GCC visibility pop")

/* For one declaration of any other header, on a line of its own before it. */
#define AHOY_INTERNAL __attribute__ ((visibility ("default")))
/* For the types of enumerations, which are not written by hand. */
#define AHOY_PUBLIC __attribute__ ((visibility ("default")))

#else

#define AHOY_BEGIN_PUBLIC
#define AHOY_END_PUBLIC
#define AHOY_INTERNAL
#define AHOY_PUBLIC

#endif
