/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run with-pulseaudio: the caller's microphone hears nothing but its speaker, which plays what the other
 * side says. */
#include "ahoy-device-ends.h"
#include "call.h"

#include <math.h>

/* How much less of itself the other side has to hear, in dB, over so many seconds. */
#define LESS 20
#define SECONDS 5

/* How long a syllable is, about. */
#define SYLLABLE_MS 120

static gboolean
speak (gpointer ends)
{
  GstElement *tone = ahoy_test_ends_get_tone (ends);
  const double volume = g_random_double_range (-0.3, 0.8);

  if (tone != NULL)
    g_object_set (tone, "volume", MAX (volume, 0.0), NULL);
  return G_SOURCE_CONTINUE;
}

/* How loud it is over a second, in dB below full scale. */
static double
measure_loudness (AhoyTestEnds *ends)
{
  double energy = 0;

  for (guint i = 0; i < 10; i++) {
    guint64 heard = ahoy_test_ends_get_heard (ends);
    double loudness;

    WAIT_UNTIL (ahoy_test_ends_get_heard (ends) >= heard + 4800);
    loudness = ahoy_test_ends_get_loudness (ends);
    energy += loudness * loudness / 10;
  }
  return 10 * log10 (MAX (energy, 1e-10));
}

/* Waits until little is heard for some seconds. */
static void
wait_for_quiet (AhoyTestEnds *ends, double plain)
{
  gint64 begin = g_get_monotonic_time ();
  double last[SECONDS], sum;
  guint n = 0;

  do {
    last[n++ % SECONDS] = measure_loudness (ends);
    g_test_message ("after %.0f s %.1f dB, without %.1f dB",
                    (g_get_monotonic_time () - begin) / (double) G_USEC_PER_SEC,
                    last[(n - 1) % SECONDS], plain);
    sum = 0;
    for (guint i = 0; i < SECONDS && n >= SECONDS; i++)
      sum += last[i];
  } while (n < SECONDS || sum / SECONDS > plain - LESS);
}

static void
test_echo (void)
{
  g_autoptr (AhoyMediaDevices) devices = AHOY_MEDIA_DEVICES (ahoy_device_ends_new ());
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  const AhoyMediaNetwork network = { .ice_servers = servers, .caller = TRUE };
  Call *call;
  double plain = 0;
  guint speech;

  if ((ahoy_media_devices_get_possible_care (devices) & AHOY_SOUND_CARE_ECHO) == 0) {
    g_test_skip ("GStreamer's webrtcdsp is not installed");
    return;
  }
  ahoy_media_devices_set_care (devices, AHOY_SOUND_CARE_NONE);
  call = call_new (FALSE);
  g_clear_object (&call->caller.media);
  call->caller.media = AHOY_MEDIA (ahoy_webrtc_media_new (AHOY_MEDIA_ENDS (devices), &network));
  side_connect (&call->caller);
  call_negotiate (&call->caller, AHOY_MEDIA_AUDIO, &call->callee, AHOY_MEDIA_AUDIO);
  gst_util_set_object_arg (G_OBJECT (ahoy_test_ends_get_tone (call->callee.ends)), "wave",
                           "pink-noise");
  speech = g_timeout_add (SYLLABLE_MS, speak, call->callee.ends);
  WAIT_UNTIL (ahoy_test_ends_get_loudness (call->callee.ends) > 0.03);
  for (guint i = 0; i < SECONDS; i++)
    plain += measure_loudness (call->callee.ends) / SECONDS;
  g_assert_cmpfloat (plain, >, -40);

  /* What was played before was kept for nobody, and must not be taken for what is played now. */
  for (guint i = 0; i < 2; i++) {
    ahoy_media_devices_set_care (devices, AHOY_SOUND_CARE_ECHO);
    wait_for_quiet (call->callee.ends, plain);
    ahoy_media_devices_set_care (devices, AHOY_SOUND_CARE_NONE);
    while (measure_loudness (call->callee.ends) < plain - 6)
      ;
  }
  g_assert_no_error (call->caller.failure);
  g_source_remove (speech);
  call_free (call);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-echo/echo", test_echo);
  return g_test_run ();
}
