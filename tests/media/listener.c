/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listener.h"

#include <math.h>

struct _Listener {
  GstElement *pipeline;
  GMutex      mutex;
  GArray     *samples; /* (element-type gint16) */
};

/* The mean square, from 0 to 1. */
double
measure_power (const gint16 *samples, guint n_samples)
{
  double energy = 0;

  for (guint i = 0; i < n_samples; i++)
    energy += samples[i] / 32768.0 * (samples[i] / 32768.0);
  return energy / n_samples;
}

/* How much of the energy is of this frequency, from 0 to 1, by Goertzel's algorithm. */
double
measure_share (const gint16 *samples, guint n_samples, double frequency)
{
  double energy = measure_power (samples, n_samples);
  double coefficient = 2 * cos (2 * G_PI * frequency / LISTENER_RATE);
  double before = 0, now = 0;

  if (energy < 1e-9)
    return 0;
  for (guint i = 0; i < n_samples; i++) {
    double next = samples[i] / 32768.0 + coefficient * now - before;

    before = now;
    now = next;
  }
  return 2 * (now * now + before * before - coefficient * now * before) /
         ((double) n_samples * n_samples * energy);
}

static GstPadProbeReturn
on_sound (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Listener *self = user_data;
  GstMapInfo map;

  if (!gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&self->mutex);
  g_array_append_vals (self->samples, map.data, map.size / sizeof (gint16));
  g_mutex_unlock (&self->mutex);
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  return GST_PAD_PROBE_OK;
}

Listener *
listener_new (const char *monitor)
{
  Listener *self = g_new0 (Listener, 1);
  g_autoptr (GstElement) end = NULL;
  g_autoptr (GstPad) pad = NULL;
  g_autofree char *description =
    g_strdup_printf ("pulsesrc device=%s provide-clock=false latency-time=10000 ! audioconvert ! "
                     "audioresample ! audio/x-raw,format=S16LE,rate=%d,channels=1 ! "
                     "fakesink name=end sync=false async=false", monitor, LISTENER_RATE);
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  self->pipeline = gst_parse_launch (description, &error);
  g_assert_no_error (error);
  end = gst_bin_get_by_name (GST_BIN (self->pipeline), "end");
  pad = gst_element_get_static_pad (end, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_sound, self, NULL);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return self;
}

void
listener_free (Listener *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  g_array_unref (self->samples);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* How many whole pieces there are. */
guint
listener_get_count (Listener *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->samples->len / LISTENER_PIECE;
}

static const gint16 *
get_piece (Listener *self, guint piece)
{
  g_assert_cmpuint ((piece + 1) * LISTENER_PIECE, <=, self->samples->len);
  return &g_array_index (self->samples, gint16, piece * LISTENER_PIECE);
}

double
listener_get_power (Listener *self, guint piece)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return measure_power (get_piece (self, piece), LISTENER_PIECE);
}

double
listener_get_share (Listener *self, guint piece, double frequency)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return measure_share (get_piece (self, piece), LISTENER_PIECE, frequency);
}
