/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a picture draws; run with-display, which GTK needs for that. */
#include "ahoy-gst.h"
#include "ahoy-video-picture.h"
#include "call.h"

/* A pixel of the picture as it is drawn, mirrored or not. */
static void
test_mirror (void)
{
  const guint8 pixels[] = { 0, 0, 255, 255, 0, 255, 0, 255 }; /* red, green */
  g_autoptr (AhoyVideoPicture) picture = ahoy_video_picture_new ();
  g_autoptr (GstElement) pipeline = gst_pipeline_new (NULL);
  GstElement *source = gst_element_factory_make ("appsrc", NULL);
  GstElement *sink;
  g_autoptr (GstCaps) caps =
    gst_caps_from_string ("video/x-raw,format=BGRA,width=2,height=1,framerate=30/1");
  GstFlowReturn flow;
  GstBuffer *buffer = gst_buffer_new_memdup (pixels, sizeof pixels);

  gst_object_ref_sink (pipeline);
  sink = ahoy_picture_make_sink (AHOY_PICTURE (picture));
  g_object_set (source, "caps", caps, "format", GST_FORMAT_TIME, NULL);
  g_object_set (sink, "sync", FALSE, NULL);
  gst_bin_add_many (GST_BIN (pipeline), source, sink, NULL);
  gst_element_link (source, sink);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  GST_BUFFER_PTS (buffer) = 0;
  g_signal_emit_by_name (source, "push-buffer", buffer, &flow);
  gst_buffer_unref (buffer);
  WAIT_UNTIL (ahoy_video_picture_get_texture (picture) != NULL);

  for (guint mirrored = 0; mirrored < 2; mirrored++) {
    GtkSnapshot *snapshot = gtk_snapshot_new ();
    g_autoptr (GskRenderNode) node = NULL;
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 20, 10);
    cairo_t *cr = cairo_create (surface);
    const guint8 *drawn;

    ahoy_picture_set_mirrored (AHOY_PICTURE (picture), mirrored == 1);
    gdk_paintable_snapshot (GDK_PAINTABLE (picture), GDK_SNAPSHOT (snapshot), 20, 10);
    node = gtk_snapshot_free_to_node (snapshot);
    gsk_render_node_draw (node, cr);
    cairo_surface_flush (surface);
    drawn = cairo_image_surface_get_data (surface) + 5 * cairo_image_surface_get_stride (surface);
    g_assert_cmpuint (drawn[4 * 1 + (mirrored == 1 ? 1 : 2)], >, 200); /* left */
    g_assert_cmpuint (drawn[4 * 18 + (mirrored == 1 ? 2 : 1)], >, 200); /* right */
    cairo_destroy (cr);
    cairo_surface_destroy (surface);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  ahoy_picture_clear (AHOY_PICTURE (picture));
  g_assert_null (ahoy_video_picture_get_texture (picture));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  gtk_test_init (&argc, &argv, NULL);
  ahoy_gst_load (&error);
  g_assert_no_error (error);
  g_test_add_func ("/picture/mirror", test_mirror);
  return g_test_run ();
}
