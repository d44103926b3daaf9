/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ahoy_call_link_dup_address (const char  *link,
                                  GError     **error);

G_END_DECLS
