/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

G_BEGIN_DECLS

/* Section 7.2 of the protocol page. own is the user name of who is logged in, whose domain
 * completes what has none. */
char     *ahoy_kandy_address_normalize  (const char  *text,
                                         const char  *own,
                                         GError     **error);
char     *ahoy_kandy_address_to_from    (const char  *own,
                                         const char  *display_name);
char     *ahoy_kandy_address_to_display (const char  *address,
                                         const char  *own);
char     *ahoy_kandy_address_to_key     (const char  *address,
                                         const char  *own);
gboolean  ahoy_kandy_address_equal      (const char  *a,
                                         const char  *b,
                                         const char  *own);

G_END_DECLS
