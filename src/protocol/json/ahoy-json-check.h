/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ahoy_json_check (char  *text,
                          gsize  length);

G_END_DECLS
