/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-media-devices.h"
#include "ahoy-media.h"
#include "ahoy-visibility.h"

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/**
 * AhoyWebrtcMediaFactory:
 *
 * Makes sound and picture of calls by GStreamer's webrtcbin, encrypted from one side to the other
 * (DTLS-SRTP, RFC 5764). Given to a session as [property@Ahoy.Session:media-factory].
 */
#define AHOY_TYPE_WEBRTC_MEDIA_FACTORY (ahoy_webrtc_media_factory_get_type ())
G_DECLARE_FINAL_TYPE (AhoyWebrtcMediaFactory, ahoy_webrtc_media_factory, AHOY,
                      WEBRTC_MEDIA_FACTORY, GObject)

AhoyWebrtcMediaFactory *ahoy_webrtc_media_factory_new_for_devices (AhoyMediaDevices *devices);
AhoyWebrtcMediaFactory *ahoy_webrtc_media_factory_new_test        (double            frequency);
AhoyWebrtcMediaFactory *ahoy_webrtc_media_factory_new_echo        (void);

AHOY_END_PUBLIC
G_END_DECLS
