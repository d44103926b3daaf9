/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define AHOY_TYPE_BOUNDED_STREAM (ahoy_bounded_stream_get_type ())
AHOY_INTERNAL
G_DECLARE_FINAL_TYPE (AhoyBoundedStream, ahoy_bounded_stream, AHOY, BOUNDED_STREAM, GIOStream)

AHOY_INTERNAL
GIOStream *ahoy_bounded_stream_new        (GIOStream         *base,
                                           GBytes            *ahead,
                                           gsize              longest);
AHOY_INTERNAL
void       ahoy_bounded_stream_set_paused (AhoyBoundedStream *self,
                                           gboolean           paused);

G_END_DECLS
