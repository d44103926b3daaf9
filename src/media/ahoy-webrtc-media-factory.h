/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-ends.h"
#include "ahoy-media.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/* Makes the media of calls by GStreamer. */
#define AHOY_TYPE_WEBRTC_MEDIA_FACTORY (ahoy_webrtc_media_factory_get_type ())
G_DECLARE_FINAL_TYPE (AhoyWebrtcMediaFactory, ahoy_webrtc_media_factory, AHOY,
                      WEBRTC_MEDIA_FACTORY, GObject)

/**
 * AhoyMakeEnds:
 * @user_data: what was given with the function
 *
 * Makes the ends of one call.
 *
 * Returns: (transfer full): the ends
 */
typedef AhoyMediaEnds *(*AhoyMakeEnds) (gpointer user_data);

AhoyWebrtcMediaFactory *ahoy_webrtc_media_factory_new            (AhoyMakeEnds            make_ends,
                                                                  gpointer                user_data,
                                                                  GDestroyNotify          free_data);
AhoyWebrtcMediaFactory *ahoy_webrtc_media_factory_new_test       (double                  frequency);
AhoyWebrtcMediaFactory *ahoy_webrtc_media_factory_new_echo       (void);

AHOY_END_PUBLIC
G_END_DECLS
