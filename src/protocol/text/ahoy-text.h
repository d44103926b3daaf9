/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What RFC 3986 lets stand anywhere beside letters and digits. */
#define AHOY_TEXT_UNRESERVED "-._~"

char     *ahoy_text_encode         (const char *text,
                                    const char *allowed);
char     *ahoy_text_encode_segment (const char *text,
                                    const char *allowed);
char     *ahoy_text_clean_token    (const char *token);
gboolean  ahoy_text_has_control    (const char *text);
char     *ahoy_text_to_line        (const char *text,
                                    guint       longest);
char     *ahoy_text_to_name        (const char *text,
                                    guint       longest);

G_END_DECLS
