/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-stats.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* Makes one call's numbers of webrtcbin's, which are about sources that come and go. */
typedef struct _AhoyStatsReader AhoyStatsReader;

AhoyStatsReader *ahoy_stats_reader_new  (void);
void             ahoy_stats_reader_free (AhoyStatsReader    *self);
void             ahoy_stats_reader_read (AhoyStatsReader    *self,
                                         const GstStructure *from,
                                         guint32             audio_ssrc,
                                         guint32             video_ssrc,
                                         AhoyMediaStats     *stats);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyStatsReader, ahoy_stats_reader_free)

G_END_DECLS
