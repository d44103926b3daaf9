/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-video-picture.h"

#include "ahoy-gst.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

struct _AhoyVideoPicture {
  GObject     parent_instance;
  GdkTexture *texture; /* NULL before the first frame */
  gboolean    mirrored;
};

static void ahoy_video_picture_paintable_init (GdkPaintableInterface *iface);
static void ahoy_video_picture_iface_init (AhoyPictureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyVideoPicture, ahoy_video_picture, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, ahoy_video_picture_paintable_init)
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_PICTURE, ahoy_video_picture_iface_init))

typedef struct {
  GstSample    *sample;
  GstVideoFrame frame;
} Mapped;

static void
mapped_free (gpointer data)
{
  Mapped *mapped = data;

  gst_video_frame_unmap (&mapped->frame);
  gst_sample_unref (mapped->sample);
  g_free (mapped);
}

/* The texture reads the frame where the converter has put it. The way of a frame from the decoder to
 * the screen: the decoder writes it as YUV, the converter writes it once more as the BGRA that
 * textures are made of, and from there it is drawn. Nothing copies it in between. */
static GdkTexture *
make_texture (GstSample *sample)
{
  g_autoptr (GBytes) bytes = NULL;
  GstVideoInfo info;
  Mapped *mapped;
  gsize stride, size;

  if (gst_sample_get_caps (sample) == NULL || gst_sample_get_buffer (sample) == NULL ||
      !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return NULL;
  mapped = g_new (Mapped, 1);
  if (!gst_video_frame_map (&mapped->frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ)) {
    g_free (mapped);
    return NULL;
  }
  mapped->sample = gst_sample_ref (sample);
  stride = GST_VIDEO_FRAME_PLANE_STRIDE (&mapped->frame, 0);
  size = stride * GST_VIDEO_FRAME_HEIGHT (&mapped->frame);
  bytes = g_bytes_new_with_free_func (GST_VIDEO_FRAME_PLANE_DATA (&mapped->frame, 0), size,
                                      mapped_free, mapped);
  return gdk_memory_texture_new (GST_VIDEO_INFO_WIDTH (&info), GST_VIDEO_INFO_HEIGHT (&info),
                                 GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes, stride);
}

static void
show_texture (gpointer object, gpointer data)
{
  AhoyVideoPicture *self = object;
  GdkTexture *texture = data;
  gboolean resized = self->texture == NULL ||
                     gdk_texture_get_width (self->texture) != gdk_texture_get_width (texture) ||
                     gdk_texture_get_height (self->texture) != gdk_texture_get_height (texture);

  g_set_object (&self->texture, texture);
  if (resized)
    gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

static GstFlowReturn
on_sample (GstAppSink *sink, gpointer weak)
{
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GdkTexture *texture = sample != NULL ? make_texture (sample) : NULL;

  if (texture != NULL)
    ahoy_gst_post (weak, show_texture, texture, g_object_unref);
  return GST_FLOW_OK;
}

static void
ahoy_video_picture_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width,
                             double height)
{
  AhoyVideoPicture *self = AHOY_VIDEO_PICTURE (paintable);

  if (self->texture == NULL)
    return;
  if (!self->mirrored) {
    gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
    return;
  }
  gtk_snapshot_save (GTK_SNAPSHOT (snapshot));
  gtk_snapshot_translate (GTK_SNAPSHOT (snapshot), &GRAPHENE_POINT_INIT (width, 0));
  gtk_snapshot_scale (GTK_SNAPSHOT (snapshot), -1, 1);
  gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
  gtk_snapshot_restore (GTK_SNAPSHOT (snapshot));
}

static GdkPaintable *
ahoy_video_picture_get_current_image (GdkPaintable *paintable)
{
  AhoyVideoPicture *self = AHOY_VIDEO_PICTURE (paintable);

  if (self->texture != NULL)
    return GDK_PAINTABLE (g_object_ref (self->texture));
  return gdk_paintable_new_empty (0, 0);
}

static int
ahoy_video_picture_get_intrinsic_width (GdkPaintable *paintable)
{
  AhoyVideoPicture *self = AHOY_VIDEO_PICTURE (paintable);

  return self->texture != NULL ? gdk_texture_get_width (self->texture) : 0;
}

static int
ahoy_video_picture_get_intrinsic_height (GdkPaintable *paintable)
{
  AhoyVideoPicture *self = AHOY_VIDEO_PICTURE (paintable);

  return self->texture != NULL ? gdk_texture_get_height (self->texture) : 0;
}

static void
ahoy_video_picture_dispose (GObject *object)
{
  g_clear_object (&AHOY_VIDEO_PICTURE (object)->texture);
  G_OBJECT_CLASS (ahoy_video_picture_parent_class)->dispose (object);
}

static void
ahoy_video_picture_class_init (AhoyVideoPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_video_picture_dispose;
}

static void
ahoy_video_picture_paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = ahoy_video_picture_snapshot;
  iface->get_current_image = ahoy_video_picture_get_current_image;
  iface->get_intrinsic_width = ahoy_video_picture_get_intrinsic_width;
  iface->get_intrinsic_height = ahoy_video_picture_get_intrinsic_height;
}

static GstElement *
ahoy_video_picture_make_sink (AhoyPicture *picture)
{
  GstElement *sink = ahoy_gst_make ("appsink", NULL);
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "BGRA",
                                                  NULL);
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample };

  /* Only the newest frame counts. The lateness of what is shown here must not thin out what is sent. */
  g_object_set (sink, "caps", caps, "max-buffers", 1, "drop", TRUE, "async", FALSE, "qos", FALSE,
                "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, ahoy_gst_weak_new (picture),
                              (GDestroyNotify) ahoy_gst_weak_free);
  return sink;
}

static void
ahoy_video_picture_clear (AhoyPicture *picture)
{
  AhoyVideoPicture *self = AHOY_VIDEO_PICTURE (picture);

  if (self->texture == NULL)
    return;
  g_clear_object (&self->texture);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

static void
ahoy_video_picture_set_mirrored (AhoyPicture *picture, gboolean mirrored)
{
  AhoyVideoPicture *self = AHOY_VIDEO_PICTURE (picture);

  if (self->mirrored == mirrored)
    return;
  self->mirrored = mirrored;
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

static void
ahoy_video_picture_iface_init (AhoyPictureInterface *iface)
{
  iface->make_sink = ahoy_video_picture_make_sink;
  iface->clear = ahoy_video_picture_clear;
  iface->set_mirrored = ahoy_video_picture_set_mirrored;
}

static void
ahoy_video_picture_init (AhoyVideoPicture *self)
{
}

/**
 * ahoy_video_picture_new:
 *
 * Returns: (transfer full): a picture that is empty still. GStreamer is running before a sink is made
 *   for it
 */
AhoyVideoPicture *
ahoy_video_picture_new (void)
{
  return g_object_new (AHOY_TYPE_VIDEO_PICTURE, NULL);
}

/**
 * ahoy_video_picture_get_texture:
 * @self: a picture
 *
 * Returns: (transfer none) (nullable): the frame that is shown
 */
GdkTexture *
ahoy_video_picture_get_texture (AhoyVideoPicture *self)
{
  return self->texture;
}
