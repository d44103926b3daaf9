/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-picture.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A moving picture that is a GdkPaintable. */
#define AHOY_TYPE_VIDEO_PICTURE (ahoy_video_picture_get_type ())
G_DECLARE_FINAL_TYPE (AhoyVideoPicture, ahoy_video_picture, AHOY, VIDEO_PICTURE, GObject)

AhoyVideoPicture *ahoy_video_picture_new         (void);
GdkTexture       *ahoy_video_picture_get_texture (AhoyVideoPicture *self);

G_END_DECLS
