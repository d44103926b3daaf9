/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-picture.h"

G_DEFINE_INTERFACE (AhoyPicture, ahoy_picture, G_TYPE_OBJECT)

static void
ahoy_picture_default_init (AhoyPictureInterface *iface)
{
}

/**
 * ahoy_picture_make_sink:
 * @self: a picture
 *
 * Returns: (transfer floating): a sink whose frames @self shows
 */
GstElement *
ahoy_picture_make_sink (AhoyPicture *self)
{
  return AHOY_PICTURE_GET_IFACE (self)->make_sink (self);
}

/**
 * ahoy_picture_clear:
 * @self: a picture
 *
 * Empties it.
 */
void
ahoy_picture_clear (AhoyPicture *self)
{
  AHOY_PICTURE_GET_IFACE (self)->clear (self);
}

/**
 * ahoy_picture_set_mirrored:
 * @self: a picture
 * @mirrored: whether left and right are exchanged, as people know themselves
 *
 * Sets how it is drawn.
 */
void
ahoy_picture_set_mirrored (AhoyPicture *self, gboolean mirrored)
{
  AHOY_PICTURE_GET_IFACE (self)->set_mirrored (self, mirrored);
}
