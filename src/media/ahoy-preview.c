/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-preview.h"

#include "ahoy-config.h"
#include "ahoy-error.h"
#include "ahoy-gst.h"
#include "ahoy-runner.h"

#include <glib/gi18n-lib.h>

enum { MICROPHONE, CAMERA, N_PARTS };

static const struct {
  AhoyMediaFlags flag;
  AhoyMediaEnd   end;
  const char    *chain;
} parts[N_PARTS] = {
  [MICROPHONE] = { AHOY_MEDIA_AUDIO, AHOY_MEDIA_END_MICROPHONE,
                   "audioconvert ! level interval=100000000 ! "
                   "fakesink async=false sync=false enable-last-sample=false" },
  /* What cannot be shown in time is not worth converting. */
  [CAMERA] = { AHOY_MEDIA_VIDEO, AHOY_MEDIA_END_CAMERA,
               "queue leaky=downstream max-size-buffers=1 max-size-bytes=0 max-size-time=0 ! "
               "videoconvert" },
};

struct _AhoyPreview {
  GObject         parent_instance;
  AhoyMediaEnds  *ends; /* NULL when it is closed */
  AhoyMediaFlags  what;
  AhoyPicture    *picture;
  AhoyRunner     *runners[N_PARTS]; /* NULL while a device cannot be used */
};

static void ahoy_preview_iface_init (AhoyMediaPreviewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyPreview, ahoy_preview, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_PREVIEW, ahoy_preview_iface_init))

static void
on_level (AhoyRunner *runner, double level, AhoyPreview *self)
{
  ahoy_media_preview_emit_level (AHOY_MEDIA_PREVIEW (self), level);
}

static void
stop (AhoyPreview *self, guint part)
{
  if (self->runners[part] == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->runners[part], self);
  ahoy_runner_stop (self->runners[part]);
  g_clear_object (&self->runners[part]);
}

static void
on_over (AhoyRunner *runner, const GError *reason, AhoyPreview *self)
{
  guint part = runner == self->runners[MICROPHONE] ? MICROPHONE : CAMERA;
  g_autoptr (GError) error = NULL;

  stop (self, part);
  if (part == CAMERA && self->picture != NULL)
    ahoy_picture_clear (self->picture);
  error = g_error_new (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE,
                       part == CAMERA ? _("The camera cannot be used: %s")
                                      : _("The microphone cannot be used: %s"),
                       reason != NULL ? reason->message : _("It has stopped"));
  ahoy_media_preview_emit_failed (AHOY_MEDIA_PREVIEW (self), error);
}

static GstElement *
make_pipeline (AhoyPreview *self, guint part, GError **error)
{
  GstElement *source = ahoy_media_ends_make (self->ends, parts[part].end, error);
  GstElement *pipeline, *chain;

  if (source == NULL)
    return NULL;
  chain = ahoy_gst_bin (parts[part].chain, error);
  if (chain == NULL) {
    gst_object_unref (gst_object_ref_sink (source));
    return NULL;
  }
  pipeline = gst_pipeline_new (NULL);
  gst_bin_add_many (GST_BIN (pipeline), source, chain, NULL);
  gst_element_link (source, chain);
  if (part == CAMERA) {
    GstElement *sink = self->picture != NULL ? ahoy_picture_make_sink (self->picture)
                                             : ahoy_gst_make ("fakesink", NULL);

    gst_bin_add (GST_BIN (pipeline), sink);
    gst_element_link (chain, sink);
  }
  return pipeline;
}

static gboolean
start (AhoyPreview *self, guint part, GError **error)
{
  GstElement *pipeline = make_pipeline (self, part, error);

  if (pipeline == NULL)
    return FALSE;
  self->runners[part] = ahoy_runner_new (pipeline);
  g_signal_connect (self->runners[part], "level", G_CALLBACK (on_level), self);
  g_signal_connect (self->runners[part], "over", G_CALLBACK (on_over), self);
  return TRUE;
}

static void
on_end_changed (AhoyMediaEnds *ends, guint end, AhoyPreview *self)
{
  for (guint part = 0; part < N_PARTS; part++) {
    g_autoptr (GError) error = NULL;

    if (self->ends == NULL || parts[part].end != end || (self->what & parts[part].flag) == 0)
      continue;
    stop (self, part);
    if (start (self, part, &error))
      continue;
    if (part == CAMERA && self->picture != NULL)
      ahoy_picture_clear (self->picture);
    ahoy_media_preview_emit_failed (AHOY_MEDIA_PREVIEW (self), error);
  }
}

static GObject *
ahoy_preview_get_picture (AhoyMediaPreview *preview)
{
  return (GObject *) AHOY_PREVIEW (preview)->picture;
}

static void
ahoy_preview_close (AhoyMediaPreview *preview)
{
  AhoyPreview *self = AHOY_PREVIEW (preview);

  for (guint part = 0; part < N_PARTS; part++)
    stop (self, part);
  if (self->ends != NULL)
    g_signal_handlers_disconnect_by_data (self->ends, self);
  g_clear_object (&self->ends);
}

static void
ahoy_preview_dispose (GObject *object)
{
  ahoy_preview_close (AHOY_MEDIA_PREVIEW (object));
  g_clear_object (&AHOY_PREVIEW (object)->picture);
  G_OBJECT_CLASS (ahoy_preview_parent_class)->dispose (object);
}

static void
ahoy_preview_iface_init (AhoyMediaPreviewInterface *iface)
{
  iface->get_picture = ahoy_preview_get_picture;
  iface->close = ahoy_preview_close;
}

static void
ahoy_preview_class_init (AhoyPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_preview_dispose;
}

static void
ahoy_preview_init (AhoyPreview *self)
{
}

/**
 * ahoy_preview_new:
 * @ends: whose microphone and camera
 * @what: the microphone, the camera, or both
 * @error: return location for an error
 *
 * Opens devices so that a person can try them. What goes wrong later is told by
 * [signal@MediaPreview::failed].
 *
 * Returns: (transfer full) (nullable): the preview, or %NULL with `AHOY_MEDIA_ERROR_DEVICE` if one
 *   of the devices is not there, or `AHOY_MEDIA_ERROR_UNAVAILABLE`
 */
AhoyMediaPreview *
ahoy_preview_new (AhoyMediaEnds *ends, AhoyMediaFlags what, GError **error)
{
  g_autoptr (AhoyPreview) self = g_object_new (AHOY_TYPE_PREVIEW, NULL);

  if (!ahoy_gst_load (error))
    return NULL;
  self->ends = g_object_ref (ends);
  self->what = what;
  if ((what & AHOY_MEDIA_VIDEO) != 0)
    self->picture = ahoy_media_ends_make_picture (ends);
  if (self->picture != NULL)
    ahoy_picture_set_mirrored (self->picture, TRUE);
  for (guint part = 0; part < N_PARTS; part++)
    if ((what & parts[part].flag) != 0 && !start (self, part, error))
      return NULL;
  g_signal_connect (ends, "changed", G_CALLBACK (on_end_changed), self);
  return AHOY_MEDIA_PREVIEW (g_steal_pointer (&self));
}
