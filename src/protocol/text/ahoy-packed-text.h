/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS

AHOY_INTERNAL
char *ahoy_packed_text_pack   (const char            *text,
                               GZlibCompressorFormat  format);
AHOY_INTERNAL
char *ahoy_packed_text_unpack (const char            *packed,
                               GZlibCompressorFormat  format,
                               gsize                  longest);

G_END_DECLS
