/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-stats.h"

#include <gst/gst.h>

G_BEGIN_DECLS

void ahoy_stats_read (const GstStructure *from,
                      guint32             audio_ssrc,
                      guint32             video_ssrc,
                      AhoyMediaStats     *stats);

G_END_DECLS
