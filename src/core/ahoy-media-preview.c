/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-media-preview.h"

enum { SIGNAL_FAILED, SIGNAL_LEVEL, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (AhoyMediaPreview, ahoy_media_preview, G_TYPE_OBJECT)

static void
ahoy_media_preview_default_init (AhoyMediaPreviewInterface *iface)
{
  /**
   * AhoyMediaPreview::failed:
   * @self: the preview
   * @error: what is wrong with a device
   *
   * A device cannot be used, or no longer. The other one goes on.
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", AHOY_TYPE_MEDIA_PREVIEW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * AhoyMediaPreview::level:
   * @self: the preview
   * @level: how loud the microphone is, from 0 to 1
   *
   * Some times a second.
   */
  signals[SIGNAL_LEVEL] = g_signal_new ("level", AHOY_TYPE_MEDIA_PREVIEW, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

/**
 * ahoy_media_preview_get_picture:
 * @self: a preview
 *
 * Returns: (transfer none) (nullable): what the camera sees as in a mirror, a `GdkPaintable` that
 *   is empty before the first frame; %NULL if the camera was not asked for
 */
GObject *
ahoy_media_preview_get_picture (AhoyMediaPreview *self)
{
  g_return_val_if_fail (AHOY_IS_MEDIA_PREVIEW (self), NULL);

  return AHOY_MEDIA_PREVIEW_GET_IFACE (self)->get_picture (self);
}

/**
 * ahoy_media_preview_close:
 * @self: a preview
 *
 * Lets the devices go. No signal comes afterwards. May be called more than once.
 */
void
ahoy_media_preview_close (AhoyMediaPreview *self)
{
  g_return_if_fail (AHOY_IS_MEDIA_PREVIEW (self));

  AHOY_MEDIA_PREVIEW_GET_IFACE (self)->close (self);
}

/**
 * ahoy_media_preview_emit_level:
 * @self: a preview
 * @level: the loudest moment of what the microphone heard, from 0 to 1
 *
 * For implementations: emits [signal@MediaPreview::level], in the main thread.
 */
void
ahoy_media_preview_emit_level (AhoyMediaPreview *self, double level)
{
  g_signal_emit (self, signals[SIGNAL_LEVEL], 0, level);
}

/**
 * ahoy_media_preview_emit_failed:
 * @self: a preview
 * @error: (transfer none): why: a [error@Ahoy.MediaError]
 *
 * For implementations: emits [signal@MediaPreview::failed], in the main thread.
 */
void
ahoy_media_preview_emit_failed (AhoyMediaPreview *self, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}
