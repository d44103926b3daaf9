/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"
#include "ahoy-visibility.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Limits on what others send. A description of a call is some ten thousand bytes. */
#define AHOY_JSON_MAX_LENGTH (1024 * 1024) /* bytes of one text */
#define AHOY_JSON_MAX_DEPTH  32

AHOY_INTERNAL
JsonObject *ahoy_json_parse_object     (const char  *text,
                                        gssize       length,
                                        GError     **error);
AHOY_INTERNAL
JsonObject *ahoy_json_get_object       (JsonObject  *object,
                                        const char  *member);
AHOY_INTERNAL
JsonArray  *ahoy_json_get_array        (JsonObject  *object,
                                        const char  *member);
AHOY_INTERNAL
const char *ahoy_json_get_string       (JsonObject  *object,
                                        const char  *member);
AHOY_INTERNAL
const char *ahoy_json_get_plain_string (JsonObject  *object,
                                        const char  *member,
                                        gsize        longest);
char       *ahoy_json_get_line         (JsonObject  *object,
                                        const char  *member,
                                        guint        longest);
AHOY_INTERNAL
gboolean    ahoy_json_get_boolean      (JsonObject  *object,
                                        const char  *member,
                                        gboolean    *value);
AHOY_INTERNAL
gboolean    ahoy_json_get_int          (JsonObject  *object,
                                        const char  *member,
                                        gint64       lowest,
                                        gint64       highest,
                                        gint64      *value);
AHOY_INTERNAL
char      **ahoy_json_get_strv         (JsonObject  *object,
                                        const char  *member,
                                        guint        most);
AHOY_INTERNAL
char       *ahoy_json_to_text          (JsonObject  *object);
char       *ahoy_json_quote            (const char  *text);
char       *ahoy_json_simplify         (const char  *text,
                                        gssize       length);

G_END_DECLS
