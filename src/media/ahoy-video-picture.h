/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gdk/gdk.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* A moving picture: a GdkPaintable that shows what its sink is given. */
#define AHOY_TYPE_VIDEO_PICTURE (ahoy_video_picture_get_type ())
G_DECLARE_FINAL_TYPE (AhoyVideoPicture, ahoy_video_picture, AHOY, VIDEO_PICTURE, GObject)

AhoyVideoPicture *ahoy_video_picture_new         (void);
GstElement       *ahoy_video_picture_make_sink   (AhoyVideoPicture *self);
void              ahoy_video_picture_clear       (AhoyVideoPicture *self);
GdkTexture       *ahoy_video_picture_get_texture (AhoyVideoPicture *self);

G_END_DECLS
