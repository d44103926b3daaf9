/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *ahoy_packed_text_pack   (const char            *text,
                               GZlibCompressorFormat  format);
char *ahoy_packed_text_unpack (const char            *packed,
                               GZlibCompressorFormat  format,
                               gsize                  longest);

G_END_DECLS
