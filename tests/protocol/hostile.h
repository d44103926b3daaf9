/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads a text. Returns FALSE exactly where it sets error. */
typedef gboolean (*HostileRead) (const char  *text,
                                 gssize       length,
                                 GError     **error);

void hostile_check (const char  *good,
                    HostileRead  read);

G_END_DECLS
