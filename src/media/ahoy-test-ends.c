/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-test-ends.h"

#include "ahoy-gst.h"

#include <math.h>

#define RATE 48000
#define HEARD_SAMPLES (RATE / 10) /* a tenth of a second is enough to tell tones 10 Hz apart */

/* Listens in a thread of the pipeline, and may outlive the ends that made it. */
typedef struct {
  GMutex  mutex;
  gint16  samples[HEARD_SAMPLES];
  guint64 n_samples;
} Ear;

struct _AhoyTestEnds {
  GObject     parent_instance;
  double      frequency;
  guint       width;
  guint       height;
  GstElement *tone; /* the one in use, weak */
  Ear        *ear;
};

static void ahoy_test_ends_iface_init (AhoyMediaEndsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyTestEnds, ahoy_test_ends, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_ENDS, ahoy_test_ends_iface_init))

static void
ear_clear (gpointer data)
{
  Ear *ear = data;

  g_mutex_clear (&ear->mutex);
}

static void
ear_unref (gpointer ear)
{
  g_atomic_rc_box_release_full (ear, ear_clear);
}

static GstPadProbeReturn
on_heard (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  Ear *ear = user_data;
  GstMapInfo map;

  if (!gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;

  g_mutex_lock (&ear->mutex);
  for (gsize i = 0; i < map.size / sizeof (gint16); i++)
    ear->samples[ear->n_samples++ % HEARD_SAMPLES] = ((const gint16 *) (gpointer) map.data)[i];
  g_mutex_unlock (&ear->mutex);
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  return GST_PAD_PROBE_OK;
}

static GstElement *
make_ear (AhoyTestEnds *self, GError **error)
{
  GstElement *bin = ahoy_gst_bin ("audioconvert ! audioresample ! "
                                  "audio/x-raw,format=S16LE,rate=48000,channels=1 ! "
                                  "fakesink name=ear async=false sync=true", error);
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstPad) pad = NULL;

  if (bin == NULL)
    return NULL;
  sink = gst_bin_get_by_name (GST_BIN (bin), "ear");
  pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_heard,
                     g_atomic_rc_box_acquire (self->ear), ear_unref);
  return bin;
}

static GstElement *
ahoy_test_ends_make (AhoyMediaEnds *ends, AhoyMediaEnd end, GError **error)
{
  AhoyTestEnds *self = AHOY_TEST_ENDS (ends);
  g_autofree char *description = NULL;
  GstElement *bin;

  switch (end) {
  case AHOY_MEDIA_END_MICROPHONE:
    bin = ahoy_gst_bin ("audiotestsrc name=tone is-live=true volume=0.5 samplesperbuffer=480 ! "
                        "capsfilter caps=audio/x-raw,rate=48000,channels=1", error);
    if (bin == NULL)
      return NULL;
    g_clear_weak_pointer (&self->tone);
    g_set_weak_pointer (&self->tone, gst_bin_get_by_name (GST_BIN (bin), "tone"));
    g_object_set (self->tone, "freq", self->frequency, NULL);
    gst_object_unref (self->tone); /* the bin holds it */
    return bin;

  case AHOY_MEDIA_END_SPEAKER:
  case AHOY_MEDIA_END_RINGER:
    return make_ear (self, error);

  case AHOY_MEDIA_END_CAMERA:
    description = g_strdup_printf ("videotestsrc is-live=true pattern=ball ! capsfilter "
                                   "caps=video/x-raw,width=%u,height=%u,framerate=30/1",
                                   self->width, self->height);
    return ahoy_gst_bin (description, error);

  case AHOY_MEDIA_END_SCREEN:
  default:
    return NULL;
  }
}

static void
ahoy_test_ends_finalize (GObject *object)
{
  AhoyTestEnds *self = AHOY_TEST_ENDS (object);

  g_clear_weak_pointer (&self->tone);
  ear_unref (self->ear);
  G_OBJECT_CLASS (ahoy_test_ends_parent_class)->finalize (object);
}

static void
ahoy_test_ends_class_init (AhoyTestEndsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_test_ends_finalize;
}

static void
ahoy_test_ends_iface_init (AhoyMediaEndsInterface *iface)
{
  iface->make = ahoy_test_ends_make;
}

static void
ahoy_test_ends_init (AhoyTestEnds *self)
{
  self->width = 640;
  self->height = 480;
  self->ear = g_atomic_rc_box_new0 (Ear);
  g_mutex_init (&self->ear->mutex);
}

/**
 * ahoy_test_ends_new:
 * @frequency: of the tone, in Hz
 *
 * Returns: (transfer full): test ends for one call
 */
AhoyTestEnds *
ahoy_test_ends_new (double frequency)
{
  AhoyTestEnds *self = g_object_new (AHOY_TYPE_TEST_ENDS, NULL);

  self->frequency = frequency;
  return self;
}

/**
 * ahoy_test_ends_set_tone:
 * @self: test ends
 * @frequency: of the tone, in Hz
 *
 * Makes the tone higher or lower, during a call too.
 */
void
ahoy_test_ends_set_tone (AhoyTestEnds *self, double frequency)
{
  self->frequency = frequency;
  if (self->tone != NULL)
    g_object_set (self->tone, "freq", frequency, NULL);
}

/**
 * ahoy_test_ends_get_tone:
 * @self: test ends
 *
 * Returns: (transfer none) (nullable): what makes the tone now, to tell it from another one
 */
GstElement *
ahoy_test_ends_get_tone (AhoyTestEnds *self)
{
  return self->tone;
}

/**
 * ahoy_test_ends_set_picture:
 * @self: test ends
 * @width: in pixels
 * @height: in pixels
 *
 * Sets the size of the test picture, which is 640 × 480 without, for cameras made from now on.
 */
void
ahoy_test_ends_set_picture (AhoyTestEnds *self, guint width, guint height)
{
  self->width = width;
  self->height = height;
}

/**
 * ahoy_test_ends_get_heard:
 * @self: test ends
 *
 * Returns: how many samples were heard, 48000 in a second
 */
guint64
ahoy_test_ends_get_heard (AhoyTestEnds *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->ear->mutex);

  return self->ear->n_samples;
}

/* Copies the last tenth of a second, and returns its mean square, from 0 to 1. */
static double
copy_heard (AhoyTestEnds *self, double *samples)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->ear->mutex);
  double energy = 0;

  for (guint i = 0; i < HEARD_SAMPLES; i++) {
    samples[i] = self->ear->samples[(self->ear->n_samples + i) % HEARD_SAMPLES] / 32768.0;
    energy += samples[i] * samples[i];
  }
  return energy / HEARD_SAMPLES;
}

/**
 * ahoy_test_ends_get_loudness:
 * @self: test ends
 *
 * Returns: how loud the last tenth of a second was, from 0 to 1 (root mean square)
 */
double
ahoy_test_ends_get_loudness (AhoyTestEnds *self)
{
  g_autofree double *samples = g_new (double, HEARD_SAMPLES);

  return sqrt (copy_heard (self, samples));
}

/**
 * ahoy_test_ends_get_share:
 * @self: test ends
 * @frequency: in Hz
 *
 * Returns: how much of the energy of the last tenth of a second is of this frequency, from 0 to 1
 */
double
ahoy_test_ends_get_share (AhoyTestEnds *self, double frequency)
{
  g_autofree double *samples = g_new (double, HEARD_SAMPLES);
  double energy = copy_heard (self, samples);
  double coefficient = 2 * cos (2 * G_PI * frequency / RATE);
  double before = 0, now = 0;

  if (energy < 1e-9)
    return 0;

  /* Goertzel's algorithm */
  for (guint i = 0; i < HEARD_SAMPLES; i++) {
    double next = samples[i] + coefficient * now - before;

    before = now;
    now = next;
  }
  return 2 * (now * now + before * before - coefficient * now * before) /
         ((double) HEARD_SAMPLES * HEARD_SAMPLES * energy);
}

/**
 * ahoy_test_ends_forget:
 * @self: test ends
 *
 * Forgets what was heard, so that only what comes from now on is measured.
 */
void
ahoy_test_ends_forget (AhoyTestEnds *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->ear->mutex);

  memset (self->ear->samples, 0, sizeof self->ear->samples);
  self->ear->n_samples = 0;
}
