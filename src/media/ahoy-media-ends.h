/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-picture.h"
#include "ahoy-visibility.h"

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* Where a call's sound and picture come from and where its sound goes: devices, or what stands in
 * for them. */
#define AHOY_TYPE_MEDIA_ENDS (ahoy_media_ends_get_type ())
AHOY_INTERNAL
G_DECLARE_INTERFACE (AhoyMediaEnds, ahoy_media_ends, AHOY, MEDIA_ENDS, GObject)

typedef enum {
  AHOY_MEDIA_END_MICROPHONE,
  AHOY_MEDIA_END_SPEAKER,
  AHOY_MEDIA_END_CAMERA,
  AHOY_MEDIA_END_SCREEN,
  AHOY_MEDIA_END_RINGER, /* of no call */
} AhoyMediaEnd;

/**
 * AhoyMediaEndsInterface:
 * @make: makes the element of one end: a live source, or a sink, of raw sound or picture in
 *   whatever format. Fails with `AHOY_MEDIA_ERROR_DEVICE` where there is none; of the screen, which
 *   is the window's then, and of a ringer where nobody has to hear it, may return %NULL without an
 *   error
 *
 * @lost: an element that it has made for @end has failed: takes care that there is another one, and
 *   that people are told; %NULL: there is no other one
 *
 * What an implementation provides.
 */
struct _AhoyMediaEndsInterface {
  GTypeInterface parent_interface;

  GstElement *(*make) (AhoyMediaEnds *self, AhoyMediaEnd end, GError **error);
  gboolean    (*lost) (AhoyMediaEnds *self, AhoyMediaEnd end, GstElement *element);
};

AHOY_INTERNAL
GstElement *ahoy_media_ends_make         (AhoyMediaEnds  *self,
                                          AhoyMediaEnd    end,
                                          GError        **error);
gboolean    ahoy_media_ends_lose         (AhoyMediaEnds  *self,
                                          AhoyMediaEnd    end,
                                          GstElement     *element);
void        ahoy_media_ends_emit_changed (AhoyMediaEnds  *self,
                                          AhoyMediaEnd    end);
void        ahoy_media_ends_emit_notice  (AhoyMediaEnds  *self,
                                          AhoyMediaEnd    end,
                                          const char     *text);

/* What is done to the sound of the microphone in calls; nothing, unless it was set. */
void          ahoy_media_ends_set_care   (AhoyMediaEnds *self,
                                          AhoySoundCare  care);
AhoySoundCare ahoy_media_ends_get_care   (AhoyMediaEnds *self);
gboolean      ahoy_media_ends_knows_care (AhoyMediaEnds *self);

/* What the pictures of calls, and of a preview, are drawn by. */
AHOY_INTERNAL
void         ahoy_media_ends_set_picture_type (AhoyMediaEnds *self,
                                               GType          type);
AhoyPicture *ahoy_media_ends_make_picture     (AhoyMediaEnds *self);

G_END_DECLS
