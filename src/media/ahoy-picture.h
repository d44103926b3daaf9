/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-visibility.h"

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* A moving picture that somebody looks at, without saying by what it is drawn. Used in the main
 * thread. */
#define AHOY_TYPE_PICTURE (ahoy_picture_get_type ())
AHOY_INTERNAL
G_DECLARE_INTERFACE (AhoyPicture, ahoy_picture, AHOY, PICTURE, GObject)

/**
 * AhoyPictureInterface:
 * @make_sink: makes a sink whose frames the picture shows, in a raw format of its own. It never holds
 *   up what it is given
 * @clear: empties the picture
 * @set_mirrored: shows it as in a mirror, or no longer
 *
 * What an implementation provides.
 */
struct _AhoyPictureInterface {
  GTypeInterface parent_interface;

  GstElement *(*make_sink)    (AhoyPicture *self);
  void        (*clear)        (AhoyPicture *self);
  void        (*set_mirrored) (AhoyPicture *self, gboolean mirrored);
};

GstElement *ahoy_picture_make_sink    (AhoyPicture *self);
void        ahoy_picture_clear        (AhoyPicture *self);
void        ahoy_picture_set_mirrored (AhoyPicture *self,
                                       gboolean     mirrored);

G_END_DECLS
