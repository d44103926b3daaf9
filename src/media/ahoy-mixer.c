/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-mixer.h"

#include "ahoy-error.h"
#include "ahoy-gst.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#define FORMAT "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1"

/* Old sound is worth nothing: what waits for longer than this is dropped. */
#define LONGEST_WAIT (100 * GST_MSECOND)

/* Calls do not keep step with each other: what is later than this is left out. The silence is there
 * while nobody else is. */
static const char mixer_chain[] =
  "audiotestsrc wave=silence is-live=true do-timestamp=true samplesperbuffer=480 ! " FORMAT " ! "
  "audiomixer name=mixer latency=40000000 ! capsfilter caps=" FORMAT;

/* Where what one seat's speaker plays gets to another one's microphone. Both may come and go, in
 * threads of their pipelines. */
struct _AhoyMixer {
  GWeakRef ways[AHOY_MIXER_SEATS][AHOY_MIXER_SEATS]; /* (element-type GstAppSrc) from, to */
};

/* One seat. */
#define AHOY_TYPE_MIXER_SEAT (ahoy_mixer_seat_get_type ())
G_DECLARE_FINAL_TYPE (AhoyMixerSeat, ahoy_mixer_seat, AHOY, MIXER_SEAT, GObject)

struct _AhoyMixerSeat {
  GObject    parent_instance;
  AhoyMixer *mixer;
  guint      seat;
};

/* What a seat's speaker needs to know. */
typedef struct {
  AhoyMixer *mixer;
  guint      seat;
} Outlet;

static void ahoy_mixer_seat_iface_init (AhoyMediaEndsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyMixerSeat, ahoy_mixer_seat, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_ENDS, ahoy_mixer_seat_iface_init))

static void
mixer_clear (gpointer data)
{
  AhoyMixer *self = data;

  for (guint from = 0; from < AHOY_MIXER_SEATS; from++)
    for (guint to = 0; to < AHOY_MIXER_SEATS; to++)
      g_weak_ref_clear (&self->ways[from][to]);
}

static void
outlet_free (gpointer data)
{
  Outlet *outlet = data;

  ahoy_mixer_unref (outlet->mixer);
  g_free (outlet);
}

static void
push (GstElement *source, GstSample *sample)
{
  /* It begins a life of its own, at the time at which it is mixed. */
  g_autoptr (GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  g_autoptr (GstSample) out = NULL;

  GST_BUFFER_PTS (buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  out = gst_sample_new (buffer, gst_sample_get_caps (sample), NULL, NULL);
  gst_app_src_push_sample (GST_APP_SRC (source), out);
}

static GstFlowReturn
on_sample (GstAppSink *sink, gpointer user_data)
{
  Outlet *outlet = user_data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);

  for (guint to = 0; sample != NULL && to < AHOY_MIXER_SEATS; to++) {
    g_autoptr (GstElement) source = g_weak_ref_get (&outlet->mixer->ways[outlet->seat][to]);

    if (source != NULL)
      push (source, sample);
  }

  return GST_FLOW_OK;
}

static GstElement *
make_speaker (AhoyMixerSeat *self)
{
  GstElement *sink = ahoy_gst_make ("appsink", NULL);
  g_autoptr (GstCaps) caps = gst_caps_from_string (FORMAT);
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample };
  Outlet *outlet = g_new0 (Outlet, 1);

  outlet->mixer = g_atomic_rc_box_acquire (self->mixer);
  outlet->seat = self->seat;
  g_object_set (sink, "caps", caps, "max-buffers", 1, "drop", TRUE, "async", FALSE, "qos", FALSE,
                "enable-last-sample", FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, outlet, outlet_free);

  return sink;
}

static void
add_way (AhoyMixerSeat *self, guint from, GstElement *bin, GstElement *mixer)
{
  GstElement *source = ahoy_gst_make ("appsrc", NULL);
  g_autoptr (GstCaps) caps = gst_caps_from_string (FORMAT);

  /* Without a latency of its own the mixer would wait for those who say nothing. */
  g_object_set (source, "caps", caps, "is-live", TRUE, "do-timestamp", TRUE, "format",
                GST_FORMAT_TIME, "max-time", (guint64) LONGEST_WAIT, "max-bytes",
                G_GUINT64_CONSTANT (0), "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, "min-latency",
                (gint64) 0, "max-latency", (gint64) LONGEST_WAIT, NULL);
  gst_bin_add (GST_BIN (bin), source);
  gst_element_link (source, mixer);
  g_weak_ref_set (&self->mixer->ways[from][self->seat], source);
}

static GstElement *
make_microphone (AhoyMixerSeat *self, GError **error)
{
  GstElement *bin = ahoy_gst_bin (mixer_chain, error);
  g_autoptr (GstElement) mixer = NULL;

  if (bin == NULL)
    return NULL;

  mixer = gst_bin_get_by_name (GST_BIN (bin), "mixer");
  for (guint from = 0; from < AHOY_MIXER_SEATS; from++)
    if (from != self->seat)
      add_way (self, from, bin, mixer);

  return bin;
}

static GstElement *
ahoy_mixer_seat_make (AhoyMediaEnds *ends, AhoyMediaEnd end, GError **error)
{
  AhoyMixerSeat *self = AHOY_MIXER_SEAT (ends);

  switch (end) {
  case AHOY_MEDIA_END_MICROPHONE:
    return make_microphone (self, error);
  case AHOY_MEDIA_END_SPEAKER:
    return make_speaker (self);
  case AHOY_MEDIA_END_CAMERA:
    g_set_error_literal (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE, "There are no pictures");
    return NULL;
  case AHOY_MEDIA_END_SCREEN:
  case AHOY_MEDIA_END_RINGER:
  default:
    return NULL;
  }
}

static void
ahoy_mixer_seat_finalize (GObject *object)
{
  ahoy_mixer_unref (AHOY_MIXER_SEAT (object)->mixer);
  G_OBJECT_CLASS (ahoy_mixer_seat_parent_class)->finalize (object);
}

static void
ahoy_mixer_seat_class_init (AhoyMixerSeatClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_mixer_seat_finalize;
}

static void
ahoy_mixer_seat_iface_init (AhoyMediaEndsInterface *iface)
{
  iface->make = ahoy_mixer_seat_make;
}

static void
ahoy_mixer_seat_init (AhoyMixerSeat *self)
{
}

/**
 * ahoy_mixer_new:
 *
 * Returns: (transfer full): a mixer in which nobody sits
 */
AhoyMixer *
ahoy_mixer_new (void)
{
  AhoyMixer *self = g_atomic_rc_box_new0 (AhoyMixer);

  for (guint from = 0; from < AHOY_MIXER_SEATS; from++)
    for (guint to = 0; to < AHOY_MIXER_SEATS; to++)
      g_weak_ref_init (&self->ways[from][to], NULL);

  return self;
}

/**
 * ahoy_mixer_unref:
 * @self: (transfer full): a mixer
 *
 * Lets go of a mixer. It stays while somebody sits in it.
 */
void
ahoy_mixer_unref (AhoyMixer *self)
{
  g_atomic_rc_box_release_full (self, mixer_clear);
}

/**
 * ahoy_mixer_new_seat:
 * @self: a mixer
 * @seat: which one, below %AHOY_MIXER_SEATS; who has it is heard no more
 *
 * Returns: (transfer full): the ends of one call
 */
AhoyMediaEnds *
ahoy_mixer_new_seat (AhoyMixer *self, guint seat)
{
  AhoyMixerSeat *ends;

  g_return_val_if_fail (seat < AHOY_MIXER_SEATS, NULL);

  ends = g_object_new (AHOY_TYPE_MIXER_SEAT, NULL);
  ends->mixer = g_atomic_rc_box_acquire (self);
  ends->seat = seat;

  return AHOY_MEDIA_ENDS (ends);
}
