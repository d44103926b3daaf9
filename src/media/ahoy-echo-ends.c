/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-echo-ends.h"

#include "ahoy-gst.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

/* Old sound and pictures are worth nothing: what waits for longer than this is dropped. */
#define LONGEST_WAIT (100 * GST_MSECOND)

/* Where one kind of thing turns round. Sink and source may come and go, in threads of the
 * pipeline. */
typedef struct {
  GWeakRef source; /* (element-type GstAppSrc) */
} Turn;

struct _AhoyEchoEnds {
  GObject  parent_instance;
  Turn    *sound;
  Turn    *picture;
};

static void ahoy_echo_ends_iface_init (AhoyMediaEndsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyEchoEnds, ahoy_echo_ends, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_ENDS, ahoy_echo_ends_iface_init))

static Turn *
turn_new (void)
{
  Turn *turn = g_atomic_rc_box_new0 (Turn);

  g_weak_ref_init (&turn->source, NULL);
  return turn;
}

static void
turn_clear (gpointer data)
{
  Turn *turn = data;

  g_weak_ref_clear (&turn->source);
}

static void
turn_unref (gpointer turn)
{
  g_atomic_rc_box_release_full (turn, turn_clear);
}

static GstFlowReturn
on_sample (GstAppSink *sink, gpointer user_data)
{
  Turn *turn = user_data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr (GstElement) source = g_weak_ref_get (&turn->source);
  g_autoptr (GstSample) out = NULL;
  g_autoptr (GstBuffer) buffer = NULL;

  if (sample == NULL || source == NULL)
    return GST_FLOW_OK;
  /* It begins a life of its own, at the time at which it is sent. */
  buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  GST_BUFFER_PTS (buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  out = gst_sample_new (buffer, gst_sample_get_caps (sample), NULL, NULL);
  gst_app_src_push_sample (GST_APP_SRC (source), out);
  return GST_FLOW_OK;
}

static GstElement *
make_sink (Turn *turn, const char *caps_text)
{
  GstElement *sink = ahoy_gst_make ("appsink", NULL);
  g_autoptr (GstCaps) caps = gst_caps_from_string (caps_text);
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample };

  g_object_set (sink, "caps", caps, "max-buffers", 1, "drop", TRUE, "async", FALSE, "qos", FALSE,
                "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, g_atomic_rc_box_acquire (turn),
                              turn_unref);
  return sink;
}

static GstElement *
make_source (Turn *turn)
{
  GstElement *source = ahoy_gst_make ("appsrc", NULL);

  g_object_set (source, "is-live", TRUE, "do-timestamp", TRUE, "format", GST_FORMAT_TIME,
                "max-time", (guint64) LONGEST_WAIT, "max-bytes", G_GUINT64_CONSTANT (0),
                "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, NULL);
  g_weak_ref_set (&turn->source, source);
  return source;
}

static GstElement *
ahoy_echo_ends_make (AhoyMediaEnds *ends, AhoyMediaEnd end, GError **error)
{
  AhoyEchoEnds *self = AHOY_ECHO_ENDS (ends);

  switch (end) {
  case AHOY_MEDIA_END_MICROPHONE:
    return make_source (self->sound);
  case AHOY_MEDIA_END_SPEAKER:
    return make_sink (self->sound, "audio/x-raw,format=S16LE,rate=48000");
  case AHOY_MEDIA_END_CAMERA:
    return make_source (self->picture);
  case AHOY_MEDIA_END_SCREEN:
    return make_sink (self->picture, "video/x-raw,format=I420");
  case AHOY_MEDIA_END_RINGER:
  default:
    return NULL;
  }
}

static void
ahoy_echo_ends_finalize (GObject *object)
{
  AhoyEchoEnds *self = AHOY_ECHO_ENDS (object);

  turn_unref (self->sound);
  turn_unref (self->picture);
  G_OBJECT_CLASS (ahoy_echo_ends_parent_class)->finalize (object);
}

static void
ahoy_echo_ends_class_init (AhoyEchoEndsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_echo_ends_finalize;
}

static void
ahoy_echo_ends_iface_init (AhoyMediaEndsInterface *iface)
{
  iface->make = ahoy_echo_ends_make;
}

static void
ahoy_echo_ends_init (AhoyEchoEnds *self)
{
  self->sound = turn_new ();
  self->picture = turn_new ();
}

/**
 * ahoy_echo_ends_new:
 *
 * Returns: (transfer full): the ends of one call
 */
AhoyEchoEnds *
ahoy_echo_ends_new (void)
{
  return g_object_new (AHOY_TYPE_ECHO_ENDS, NULL);
}
