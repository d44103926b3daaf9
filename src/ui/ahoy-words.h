/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char **ahoy_words_split          (const char  *text);
char **ahoy_words_to_ice_servers (const char  *text,
                                  GError     **error);

G_END_DECLS
