/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-media-ends.h"

#define CARE_KEY "ahoy-sound-care"
#define CARE_IS_SET (1 << 16)
#define PICTURE_TYPE_KEY "ahoy-picture-type"

static guint care_signal;
static guint changed_signal;
static guint notice_signal;

G_DEFINE_INTERFACE (AhoyMediaEnds, ahoy_media_ends, G_TYPE_OBJECT)

static void
ahoy_media_ends_default_init (AhoyMediaEndsInterface *iface)
{
  /**
   * AhoyMediaEnds::changed:
   * @self: the ends
   * @end: which of them
   *
   * Emitted when another device should be used from now on: calls make that end anew.
   */
  changed_signal = g_signal_new ("changed", AHOY_TYPE_MEDIA_ENDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  /**
   * AhoyMediaEnds::notice:
   * @self: the ends
   * @end: which of them
   * @text: a sentence for people
   *
   * Emitted when another device is used for @end without that anybody has asked for it: the one that
   * was used is gone, or the one that was chosen is back.
   */
  notice_signal = g_signal_new ("notice", AHOY_TYPE_MEDIA_ENDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  /**
   * AhoyMediaEnds::care-changed:
   * @self: the ends
   *
   * Emitted when something else is to be done to the sound of the microphone from now on.
   */
  care_signal = g_signal_new ("care-changed", AHOY_TYPE_MEDIA_ENDS, G_SIGNAL_RUN_LAST, 0, NULL,
                              NULL, NULL, G_TYPE_NONE, 0);
}

/**
 * ahoy_media_ends_make:
 * @self: the ends
 * @end: which of them
 * @error: return location for an error
 *
 * Returns: (transfer floating) (nullable): the element, or %NULL with `AHOY_MEDIA_ERROR_DEVICE`; %NULL
 *   without an error for a screen that is the window's, or a ringer that nobody needs
 */
GstElement *
ahoy_media_ends_make (AhoyMediaEnds *self, AhoyMediaEnd end, GError **error)
{
  return AHOY_MEDIA_ENDS_GET_IFACE (self)->make (self, end, error);
}

/**
 * ahoy_media_ends_lose:
 * @self: the ends
 * @end: which of them
 * @element: what was made for it and has failed, or come to its end
 *
 * Tells that the element is of no use any more. [signal@MediaEnds::changed] follows when there is
 * another one to try, now or later.
 *
 * Returns: whether the ends take care of it; else nothing else can be done
 */
gboolean
ahoy_media_ends_lose (AhoyMediaEnds *self, AhoyMediaEnd end, GstElement *element)
{
  AhoyMediaEndsInterface *iface = AHOY_MEDIA_ENDS_GET_IFACE (self);

  return iface->lost != NULL && iface->lost (self, end, element);
}

void
ahoy_media_ends_emit_notice (AhoyMediaEnds *self, AhoyMediaEnd end, const char *text)
{
  g_signal_emit (self, notice_signal, 0, end, text);
}

void
ahoy_media_ends_emit_changed (AhoyMediaEnds *self, AhoyMediaEnd end)
{
  g_signal_emit (self, changed_signal, 0, end);
}

/**
 * ahoy_media_ends_set_picture_type:
 * @self: the ends
 * @type: a class that implements [iface@Ahoy.Picture]
 *
 * Says by what pictures are drawn. Without, nobody looks at them: the pictures that come are decoded
 * and counted, and then thrown away.
 */
void
ahoy_media_ends_set_picture_type (AhoyMediaEnds *self, GType type)
{
  g_return_if_fail (g_type_is_a (type, AHOY_TYPE_PICTURE));

  g_object_set_data (G_OBJECT (self), PICTURE_TYPE_KEY, GSIZE_TO_POINTER (type));
}

/**
 * ahoy_media_ends_make_picture:
 * @self: the ends
 *
 * Returns: (transfer full) (nullable): a picture that is empty still, or %NULL when nobody looks
 */
AhoyPicture *
ahoy_media_ends_make_picture (AhoyMediaEnds *self)
{
  GType type = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (self), PICTURE_TYPE_KEY));

  return type != 0 ? g_object_new (type, NULL) : NULL;
}

/**
 * ahoy_media_ends_set_care:
 * @self: the ends
 * @care: what is to be done to the sound of the microphone, as far as this computer can
 *
 * Changes it, in calls that are up as well.
 */
void
ahoy_media_ends_set_care (AhoyMediaEnds *self, AhoySoundCare care)
{
  if (ahoy_media_ends_knows_care (self) && ahoy_media_ends_get_care (self) == care)
    return;
  g_object_set_data (G_OBJECT (self), CARE_KEY, GUINT_TO_POINTER (care | CARE_IS_SET));
  g_signal_emit (self, care_signal, 0);
}

/**
 * ahoy_media_ends_get_care:
 * @self: the ends
 *
 * Returns: what is to be done to the sound of the microphone
 */
AhoySoundCare
ahoy_media_ends_get_care (AhoyMediaEnds *self)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self), CARE_KEY)) & ~CARE_IS_SET;
}

/**
 * ahoy_media_ends_knows_care:
 * @self: the ends
 *
 * Returns: whether it was ever set, so that it may be changed in a call; ends that stand in for
 *   devices have nothing to take care of
 */
gboolean
ahoy_media_ends_knows_care (AhoyMediaEnds *self)
{
  return g_object_get_data (G_OBJECT (self), CARE_KEY) != NULL;
}
