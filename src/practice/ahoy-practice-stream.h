/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define AHOY_TYPE_PRACTICE_STREAM (ahoy_practice_stream_get_type ())
G_DECLARE_FINAL_TYPE (AhoyPracticeStream, ahoy_practice_stream, AHOY, PRACTICE_STREAM, GIOStream)

AhoyPracticeStream *ahoy_practice_stream_new       (GIOStream          *base,
                                                    guint64             limit);
void                ahoy_practice_stream_reset     (AhoyPracticeStream *self);
void                ahoy_practice_stream_set_muted (AhoyPracticeStream *self,
                                                    gboolean            muted);

G_END_DECLS
