/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-tone-score.h"
#include "ahoy-tones.h"
#include "call.h"
#include "listener.h"

#include <stdlib.h>

/* Makes so much of a sound, and checks that it keeps within its bounds. */
static gint16 *
make_sound (const AhoyToneScore *score, guint ms, guint *n_samples)
{
  AhoyTonePosition position = { 0 };
  guint wanted = ms * (AHOY_TONE_RATE / 1000);
  gint16 *samples = g_new0 (gint16, wanted);

  /* In pieces that do not fit, as devices may ask for it. */
  for (*n_samples = 0; *n_samples < wanted;) {
    guint n = ahoy_tone_score_fill (score, &position, samples + *n_samples,
                                    MIN (997, wanted - *n_samples));

    if (n == 0)
      break;
    *n_samples += n;
  }
  for (guint i = 1; i < *n_samples; i++) {
    g_assert_cmpint (abs (samples[i]), <, 0.7 * G_MAXINT16);
    /* No click: a sine of 1633 Hz at this volume does not change faster. */
    g_assert_cmpint (abs (samples[i] - samples[i - 1]), <, 3000);
  }
  return samples;
}

static void
assert_tones (const gint16 *samples, guint from_ms, guint to_ms, double low, double high)
{
  const gint16 *from = samples + from_ms * (AHOY_TONE_RATE / 1000);
  guint n = (to_ms - from_ms) * (AHOY_TONE_RATE / 1000);
  double first = measure_share (from, n, low);
  double second = high != 0 ? measure_share (from, n, high) : 0;

  g_assert_cmpfloat (measure_power (from, n), >, 0.001);
  g_assert_cmpfloat (first + second, >, 0.7); /* a bell that fades is not of its tones alone */
  g_assert_cmpfloat (first, >, 0.3);
  if (high != 0)
    g_assert_cmpfloat (second, >, 0.3);
}

static void
assert_silence (const gint16 *samples, guint from_ms, guint to_ms)
{
  for (guint i = from_ms * (AHOY_TONE_RATE / 1000); i < to_ms * (AHOY_TONE_RATE / 1000); i++)
    g_assert_cmpint (samples[i], ==, 0);
}

static void
test_keys (void)
{
  static const struct {
    char   key;
    double low;
    double high;
  } keys[] = {
    { '1', 697, 1209 }, { '2', 697, 1336 }, { '3', 697, 1477 }, { 'A', 697, 1633 },
    { '4', 770, 1209 }, { '5', 770, 1336 }, { '6', 770, 1477 }, { 'b', 770, 1633 },
    { '7', 852, 1209 }, { '8', 852, 1336 }, { '9', 852, 1477 }, { 'C', 852, 1633 },
    { '*', 941, 1209 }, { '0', 941, 1336 }, { '#', 941, 1477 }, { 'd', 941, 1633 },
  };
  AhoyToneScore score;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autofree gint16 *samples = NULL;
    guint n;

    g_assert_true (ahoy_tone_score_key (keys[i].key, &score));
    samples = make_sound (&score, 1000, &n);
    g_assert_cmpuint (n, ==, 120 * AHOY_TONE_RATE / 1000);
    assert_tones (samples, 0, 120, keys[i].low, keys[i].high);
  }
  g_assert_false (ahoy_tone_score_key ('E', &score));
  g_assert_false (ahoy_tone_score_key ('\0', &score));
}

static void
test_scores (void)
{
  guint n;
  g_autofree gint16 *ring = make_sound (ahoy_tone_score_get (AHOY_SOUND_RING), 4000, &n);
  g_autofree gint16 *waiting = make_sound (ahoy_tone_score_get (AHOY_SOUND_WAITING), 4000, &n);
  g_autofree gint16 *back = make_sound (ahoy_tone_score_get (AHOY_SOUND_RING_BACK), 6000, &n);
  g_autofree gint16 *busy = NULL;
  g_autofree gint16 *ended = NULL;

  assert_tones (ring, 0, 300, 659.25, 830.61);
  assert_tones (ring, 760, 1100, 523.25, 659.25);
  assert_silence (ring, 1660, 3490);
  assert_tones (ring, 3500, 3800, 659.25, 830.61);

  assert_tones (waiting, 0, 120, 440, 0);
  assert_silence (waiting, 121, 239);
  assert_tones (waiting, 240, 360, 440, 0);
  assert_silence (waiting, 361, 2999);
  assert_tones (waiting, 3000, 3120, 440, 0);

  assert_tones (back, 0, 1000, 425, 0);
  assert_silence (back, 1001, 4999);
  assert_tones (back, 5000, 6000, 425, 0);
  g_assert_cmpuint (n, ==, 6000 * AHOY_TONE_RATE / 1000);

  busy = make_sound (ahoy_tone_score_get (AHOY_SOUND_BUSY), 60000, &n);
  g_assert_cmpuint (n, ==, 4 * 960 * AHOY_TONE_RATE / 1000);
  assert_tones (busy, 0, 480, 425, 0);
  assert_silence (busy, 481, 959);
  assert_tones (busy, 960, 1440, 425, 0);
  ended = make_sound (ahoy_tone_score_get (AHOY_SOUND_ENDED), 60000, &n);
  g_assert_cmpuint (n, <, 1000 * AHOY_TONE_RATE / 1000);
  assert_tones (ended, 0, 130, 480, 0);
}

/* Sounds that are begun, replaced, and stopped in all the wrong moments. */
static void
test_restless (void)
{
  g_autoptr (AhoyTestEnds) ends = ahoy_test_ends_new (440);
  AhoySounds *sounds = ahoy_tones_new (AHOY_MEDIA_ENDS (ends));

  ahoy_sounds_stop (sounds);
  for (guint i = 0; i < 50; i++) {
    ahoy_sounds_play (sounds, i % 5);
    ahoy_sounds_play_key (sounds, "0123456789*#x"[i % 13]);
    if (i % 3 == 0)
      ahoy_sounds_stop (sounds);
    if (i % 7 == 0)
      ahoy_media_ends_emit_changed (AHOY_MEDIA_ENDS (ends), AHOY_MEDIA_END_RINGER);
    if (i % 4 == 0)
      call_iterate ();
  }
  ahoy_sounds_play (sounds, AHOY_SOUND_RING_BACK);
  WAIT_UNTIL (ahoy_test_ends_get_share (ends, 425) > 0.9);
  ahoy_sounds_play (sounds, AHOY_SOUND_RING_BACK);
  ahoy_sounds_play (sounds, AHOY_SOUND_ENDED);
  WAIT_UNTIL (ahoy_test_ends_get_share (ends, 480) > 0.9);
  g_assert_finalize_object (sounds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tones/keys", test_keys);
  g_test_add_func ("/tones/scores", test_scores);
  g_test_add_func ("/tones/restless", test_restless);
  return g_test_run ();
}
