/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media.h"
#include "ahoy-media-ends.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS

/* Sound and picture of a call by GStreamer's webrtcbin. */
#define AHOY_TYPE_WEBRTC_MEDIA (ahoy_webrtc_media_get_type ())
G_DECLARE_FINAL_TYPE (AhoyWebrtcMedia, ahoy_webrtc_media, AHOY, WEBRTC_MEDIA, GObject)

AHOY_INTERNAL
AhoyWebrtcMedia *ahoy_webrtc_media_new (AhoyMediaEnds          *ends,
                                        const AhoyMediaNetwork *network);

G_END_DECLS
