/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ahoy_kandy_date_parse (const char *text,
                                gint64      now,
                                gint64     *date);

G_END_DECLS
