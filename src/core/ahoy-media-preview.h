/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-visibility.h"

#include <gio/gio.h>

G_BEGIN_DECLS
AHOY_BEGIN_PUBLIC

/**
 * AhoyMediaPreview:
 *
 * A look into the camera and an ear at the microphone, without a call. Used in the main thread.
 * [method@Ahoy.MediaDevices.preview] makes one.
 */
#define AHOY_TYPE_MEDIA_PREVIEW (ahoy_media_preview_get_type ())
G_DECLARE_INTERFACE (AhoyMediaPreview, ahoy_media_preview, AHOY, MEDIA_PREVIEW, GObject)

/**
 * AhoyMediaPreviewInterface:
 * @get_picture: what the camera sees
 * @close: lets the devices go
 *
 * What an implementation provides.
 */
struct _AhoyMediaPreviewInterface {
  GTypeInterface parent_interface;

  GObject *(*get_picture) (AhoyMediaPreview *self);
  void     (*close)       (AhoyMediaPreview *self);
};

GObject *ahoy_media_preview_get_picture (AhoyMediaPreview *self);
void     ahoy_media_preview_close       (AhoyMediaPreview *self);

/* For the implementations. */
void     ahoy_media_preview_emit_level  (AhoyMediaPreview *self,
                                         double            level);
void     ahoy_media_preview_emit_failed (AhoyMediaPreview *self,
                                         const GError     *error);

AHOY_END_PUBLIC
G_END_DECLS
